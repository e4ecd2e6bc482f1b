import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rules by which a conversation gets its queue and what it asks beyond it. */
export class RoutingRules20261122000200 implements MigrationInterface {
  name = 'RoutingRules20261122000200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE routing_rules (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        position int NOT NULL DEFAULT 0,
        inbox_id uuid REFERENCES inboxes (id) ON DELETE CASCADE,
        enabled boolean NOT NULL DEFAULT true,
        condition text NOT NULL,
        actions jsonb NOT NULL DEFAULT '{}',
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT app_now()
      )`);
    await db.query(`CREATE INDEX routing_rules_order ON routing_rules (position, id)`);
    // One row: by its number every process sees, with the first question of a pass, whether the rules it compiled are the present ones.
    await db.query(`
      CREATE TABLE routing_rule_sets (
        id int PRIMARY KEY DEFAULT 1 CHECK (id = 1),
        version bigint NOT NULL DEFAULT 1
      )`);
    await db.query(`INSERT INTO routing_rule_sets (id) VALUES (1)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP TABLE routing_rule_sets`);
    await db.query(`DROP TABLE routing_rules`);
  }
}
