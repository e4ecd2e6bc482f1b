export type Backend = 'postgres' | 'redis';

/** Runs the same tests on both job backends; the Redis half shows as skipped where the machine has no redis-server. */
export function onBothBackends(name: string, tests: (backend: Backend) => void): void {
  describe(`${name} [jobs on PostgreSQL]`, () => tests('postgres'));
  const redis = process.env['THROUGHLINE_TEST_REDIS'] ? describe : describe.skip;
  redis(`${name} [jobs on Redis]`, () => tests('redis'));
}

let databaseIndex = 0;

/** A Redis database of this test's own, so that tests that run beside each other do not share queues. */
export function redisUrl(): string {
  const url = process.env['THROUGHLINE_TEST_REDIS'];
  if (!url) throw new Error('no redis-server on this machine');
  const worker = Number(process.env['JEST_WORKER_ID'] ?? '1');
  return `${url}/${(worker * 64 + (databaseIndex++ % 64)) % 512}`;
}
