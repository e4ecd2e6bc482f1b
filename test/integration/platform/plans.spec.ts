import { freshenStatistics } from '../../../src/platform/database/fresh-statistics.js';
import { anyOf } from '../../../src/platform/database/tx.js';
import { openDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';

let open: Awaited<ReturnType<typeof openDatabase>>;
beforeAll(async () => void (open = await openDatabase()));
afterAll(() => open.close());

interface Kept {
  generic_plans: number;
  custom_plans: number;
}

describe('plans', () => {
  it('of a statement that is given ids are kept, however many ids it is given', async () => {
    const ids = Array.from({ length: 8 }, () => crypto.randomUUID());
    const kept = await open.db.transaction(async (tx) => {
      for (let n = 1; n <= 8; n++)
        await tx.prepared(
          'kept',
          `SELECT c.id, (SELECT max(m.seq) FROM messages m WHERE m.conversation_id = c.id) FROM conversations c WHERE c.id = ${anyOf('$1')}`,
          [ids.slice(0, n)],
        );
      const [row] = await tx.query<Kept>(
        `SELECT generic_plans::int AS generic_plans, custom_plans::int AS custom_plans FROM pg_prepared_statements WHERE name = 'kept'`,
      );
      return row!;
    });
    // PostgreSQL plans the first five for their values, whatever they cost.
    expect(kept).toEqual({ generic_plans: 3, custom_plans: 5 });
  });

  it('are made anew once a table has grown, and only then', async () => {
    await freshenStatistics(open.db);
    await open.db.transaction(async (tx) => {
      await tx.run(
        `INSERT INTO outbox (id, type, payload, rooms) SELECT gen_random_uuid(), 'customer.updated', '{}', '{}' FROM generate_series(1, 600)`,
      );
      await tx.query('SELECT pg_stat_force_next_flush()');
    });
    await until('the growth is seen', async () => (await freshenStatistics(open.db)) > 0);
    const [row] = await open.db.query<{ rows: number }>(`SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'outbox'`);
    expect(row?.rows).toBe(600);
    expect(await freshenStatistics(open.db)).toBe(0);
  });
});
