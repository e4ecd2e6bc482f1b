import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The last messages of a thread cost as many rows as they are, however long the thread. Left to itself the planner fetches and
 * sorts the whole thread wherever it takes threads for short: by default, since most are, and where it has no statistics yet.
 */
export class ThreadTail20261122002700 implements MigrationInterface {
  name = 'ThreadTail20261122002700';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION thread_tail(of_customer uuid, most int, briefs boolean)
      RETURNS TABLE (id uuid, seq bigint, created_at timestamptz) LANGUAGE plpgsql STABLE ROWS 50
      SET enable_bitmapscan = off SET enable_seqscan = off SET enable_sort = off
      AS $$ BEGIN RETURN QUERY
        SELECT m.id, m.seq, m.created_at FROM messages m
        WHERE m.customer_id = of_customer AND m.content -> 'whisper' IS NULL
          AND (briefs OR coalesce(m.content #>> '{handover,hasNote}', 'true') = 'true')
        ORDER BY m.seq DESC LIMIT most;
      END $$`);
    await db.query(
      `CREATE INDEX messages_handover ON messages (conversation_id, seq) WHERE kind = 'note' AND content -> 'handover' IS NOT NULL`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX messages_handover');
    await db.query('DROP FUNCTION thread_tail(uuid, int, boolean)');
  }
}
