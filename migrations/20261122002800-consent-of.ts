import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What holds for a purpose now, wherever it is asked: true, false, or null where nothing was said. After a merge the stricter word
 * of both sides holds until something is said anew. The customer may be a visitor who has not written yet.
 */
export class ConsentOf20261122002800 implements MigrationInterface {
  name = 'ConsentOf20261122002800';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION consent_of(of_customer uuid, of_purpose text) RETURNS boolean LANGUAGE sql STABLE AS $$
        WITH RECURSIVE up AS (
          SELECT id, merged_into FROM customers WHERE id = of_customer
          UNION ALL SELECT c.id, c.merged_into FROM customers c JOIN up ON c.id = up.merged_into
        ), members AS (
          SELECT of_customer AS id
          UNION SELECT id FROM up
          UNION SELECT c.id FROM customers c JOIN members m ON c.merged_into = m.id
        ), words AS (
          SELECT DISTINCT ON (k.customer_id) k.granted, k.at, k.id FROM consents k JOIN members m ON m.id = k.customer_id
          WHERE k.purpose = of_purpose ORDER BY k.customer_id, k.at DESC, k.id DESC
        ), merged AS (
          SELECT max(g.at) AS at FROM customer_merges g
          WHERE g.undone_at IS NULL AND g.from_id IN (SELECT id FROM members) AND g.into_id IN (SELECT id FROM members)
        )
        SELECT coalesce(
          (SELECT w.granted FROM words w, merged WHERE merged.at IS NULL OR w.at > merged.at ORDER BY w.at DESC, w.id DESC LIMIT 1),
          (SELECT bool_and(granted) FROM words))
      $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION consent_of(uuid, text)');
  }
}
