import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What customers, messages and facts are found by. No extension: the tokens are our own, and slips of the hand are found by
 * the words with one letter left out.
 */
export class Search20261122002300 implements MigrationInterface {
  name = 'Search20261122002300';

  async up(db: QueryRunner): Promise<void> {
    // A stretch of time of one kind. Its number stands before each token, so that a common word is looked for in the latest
    // stretches alone, and a new document touches a small part of the index.
    await db.query(`
      CREATE TABLE search_segments (
        id int PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('customer', 'message', 'fact')),
        from_at timestamptz NOT NULL,
        to_at timestamptz NOT NULL,
        documents int NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50)`);
    await db.query(`
      CREATE TABLE search_documents (
        id uuid PRIMARY KEY,
        segment int NOT NULL REFERENCES search_segments (id),
        customer_id uuid NOT NULL,
        at timestamptz NOT NULL,
        tokens tsvector NOT NULL
      )`);
    // Statistics of tokens that each belong to one stretch of time say nothing, and are dear to gather.
    await db.query(`ALTER TABLE search_documents ALTER COLUMN tokens SET STATISTICS 0`);
    // No pending list: every search of every segment would read it through.
    await db.query(`CREATE INDEX search_documents_tokens ON search_documents USING gin (tokens) WITH (fastupdate = off)`);
    await db.query(`CREATE INDEX search_documents_customer ON search_documents (customer_id)`);
    await db.query(`
      CREATE TABLE search_words (
        word text PRIMARY KEY,
        documents int NOT NULL,
        slips text[] NOT NULL
      ) WITH (fillfactor = 70)`);
    await db.query(`ALTER TABLE search_words ALTER COLUMN slips SET STATISTICS 0`);
    await db.query(`CREATE INDEX search_words_slips ON search_words USING gin (slips) WITH (fastupdate = off)`);
    await db.query(`
      CREATE TABLE search_progress (
        id int PRIMARY KEY CHECK (id = 1),
        position bigint,
        filling text CHECK (filling IN ('customer', 'fact', 'message')),
        filled_to uuid,
        documents bigint NOT NULL DEFAULT 0,
        filled_at timestamptz
      )`);
    await db.query(`INSERT INTO search_progress (id, filling) VALUES (1, 'customer')`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['search_progress', 'search_words', 'search_documents', 'search_segments'])
      await db.query(`DROP TABLE ${table}`);
  }
}
