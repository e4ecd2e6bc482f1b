import type { Database } from './database.js';

/** Rows changed since a table was last looked at, below which its plans are good whatever they are. */
const floorRows = 500;

/**
 * Looks at tables that have doubled since PostgreSQL last did, so that it plans for what they hold by now: statements that are
 * prepared once keep their plan until then, and autovacuum comes by once a minute. Gives how many it looked at.
 */
export async function freshenStatistics(db: Database): Promise<number> {
  const grown = await db.query<{ name: string }>(
    `SELECT format('%I.%I', s.schemaname, s.relname) AS name FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > greatest(${floorRows}, c.reltuples)`,
  );
  // One that is in other hands is left to them, or to the next round.
  for (const { name } of grown) await db.run(`ANALYZE (SKIP_LOCKED) ${name}`);
  return grown.length;
}
