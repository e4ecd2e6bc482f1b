export interface DueRow {
  id: string;
  attempts: number;
}

const againAfterMs = 2_000;
const atOnce = 8;

/**
 * Wakes the workers for rows that are due, without waking them twice a second for the same ones: while a backlog is
 * worked off, a row that was told of is told of again only after a pause, or at once after another failed attempt.
 */
export class DueWakeUps {
  private readonly told = new Map<string, number>();

  constructor(private readonly wake: (id: string) => Promise<void>) {}

  async wakeFor(due: DueRow[]): Promise<void> {
    const now = performance.now();
    const keyOf = (row: DueRow): string => `${row.id} ${row.attempts}`;
    const present = new Set(due.map(keyOf));
    for (const key of this.told.keys()) if (!present.has(key)) this.told.delete(key);
    const fresh = due.filter((row) => now - (this.told.get(keyOf(row)) ?? -Infinity) >= againAfterMs);
    for (const row of fresh) this.told.set(keyOf(row), now);
    const pending = [...fresh];
    // A few at once: while the job backend is away each of them is done here, by this process's own connections.
    const lane = async (): Promise<void> => {
      for (let row = pending.shift(); row; row = pending.shift()) await this.wake(row.id);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, fresh.length) }, lane));
  }
}
