/** More than these are left to the sweep, whose rows stay due. */
const mostParked = 1_000;

/**
 * Keeps whoever is slow from taking all hands: so many jobs of one lane run at once in this process, and the next ones give
 * their hands back. They are parked by id and woken one by one as the lane gets free; what is forgotten the sweep finds.
 */
export class Lanes {
  private readonly running = new Map<string, number>();
  private readonly parked = new Map<string, Set<string>>();

  constructor(
    private readonly width: number,
    private readonly wake: (id: string) => Promise<unknown>,
  ) {}

  /** Resolves without acting where the lane is full. */
  async run(lane: string, id: string, act: () => Promise<void>): Promise<void> {
    const running = this.running.get(lane) ?? 0;
    if (running >= this.width) return this.park(lane, id);
    this.running.set(lane, running + 1);
    try {
      await act();
    } finally {
      this.running.set(lane, this.running.get(lane)! - 1);
      const next = this.unpark(lane);
      if (next !== undefined) await this.wake(next);
    }
  }

  private park(lane: string, id: string): void {
    const parked = this.parked.get(lane) ?? new Set();
    if (parked.size < mostParked) parked.add(id);
    this.parked.set(lane, parked);
  }

  private unpark(lane: string): string | undefined {
    const parked = this.parked.get(lane);
    const [next] = parked ?? [];
    if (next !== undefined) parked!.delete(next);
    return next;
  }
}
