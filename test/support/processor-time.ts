/**
 * A stop-watch of this process's own work, in milliseconds: what else the machine does meanwhile does not count. For proofs
 * that hostile input does not make code slow.
 */
export function processorClock(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  };
}
