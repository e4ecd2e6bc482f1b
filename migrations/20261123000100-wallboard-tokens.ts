import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links by which screens on the wall read the figures of queues without a sign-in. */
export class WallboardTokens20261123000100 implements MigrationInterface {
  name = 'WallboardTokens20261123000100';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE wallboard_tokens (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        token_hash text NOT NULL,
        queue_ids uuid[],
        made_by uuid NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE UNIQUE INDEX wallboard_tokens_hash_key ON wallboard_tokens (token_hash)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE wallboard_tokens`);
  }
}
