import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Nothing is written about a customer who was erased, whoever forgot to ask. Each insert takes the lock that its foreign key takes
 * anyway; an erasure begins with a stronger one, so that whatever was under way is either committed and found by it, or refused.
 * Messages are not among them: they are appended under the lock of the thread, in a path too hot for a trigger.
 */
export class NothingAboutErased20261123000200 implements MigrationInterface {
  name = 'NothingAboutErased20261123000200';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION refuse_about_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE gone_at timestamptz;
      BEGIN
        SELECT erased_at INTO gone_at FROM customers WHERE id = NEW.customer_id FOR KEY SHARE;
        IF gone_at IS NOT NULL THEN RAISE EXCEPTION 'customer % was erased', NEW.customer_id USING ERRCODE = 'TL001'; END IF;
        RETURN NEW;
      END $$`);
    for (const table of ['facts', 'consents', 'promises', 'identities', 'conversations'])
      await db.query(
        `CREATE TRIGGER ${table}_not_about_erased BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_about_erased()`,
      );
    await db.query(`
      CREATE TRIGGER conversations_stay_erased BEFORE UPDATE OF status, subject, tags, fields ON conversations FOR EACH ROW
      WHEN ((OLD.status = 'closed' AND NEW.status <> 'closed')
        OR (NEW.subject IS DISTINCT FROM OLD.subject AND NEW.subject IS NOT NULL)
        OR (NEW.tags IS DISTINCT FROM OLD.tags AND NEW.tags <> '{}')
        OR (NEW.fields IS DISTINCT FROM OLD.fields AND NEW.fields <> '{}'))
      EXECUTE FUNCTION refuse_about_erased()`);
    await db.query(`
      CREATE FUNCTION refuse_to_fill_erased() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'customer % was erased', NEW.id USING ERRCODE = 'TL001';
      END $$`);
    await db.query(`
      CREATE TRIGGER customers_stay_erased
      BEFORE UPDATE OF name, tier, locale, time_zone, attributes, account_owner_id, blocked_at, erased_at ON customers FOR EACH ROW
      WHEN (OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.blocked_at IS NULL
        OR (NEW.name IS DISTINCT FROM OLD.name AND NEW.name IS NOT NULL)
        OR (NEW.tier IS DISTINCT FROM OLD.tier AND NEW.tier IS NOT NULL)
        OR (NEW.locale IS DISTINCT FROM OLD.locale AND NEW.locale IS NOT NULL)
        OR (NEW.time_zone IS DISTINCT FROM OLD.time_zone AND NEW.time_zone IS NOT NULL)
        OR (NEW.account_owner_id IS DISTINCT FROM OLD.account_owner_id AND NEW.account_owner_id IS NOT NULL)
        OR (NEW.attributes IS DISTINCT FROM OLD.attributes AND NEW.attributes <> '{}')))
      EXECUTE FUNCTION refuse_to_fill_erased()`);
    // What was erased before: nobody keeps a promise of which nobody knows what it was.
    await db.query(`
      UPDATE promises p SET broken_at = app_now(), remind_at = NULL, due_at = CASE WHEN p.due_at > app_now() THEN NULL ELSE p.due_at END
      FROM customers c WHERE c.id = p.customer_id AND c.erased_at IS NOT NULL AND p.kept_at IS NULL AND p.broken_at IS NULL`);
    // Some were unblocked since, which lets messages in.
    await db.query(`UPDATE customers SET blocked_at = erased_at WHERE erased_at IS NOT NULL AND blocked_at IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER customers_stay_erased ON customers');
    await db.query('DROP TRIGGER conversations_stay_erased ON conversations');
    for (const table of ['facts', 'consents', 'promises', 'identities', 'conversations'])
      await db.query(`DROP TRIGGER ${table}_not_about_erased ON ${table}`);
    await db.query('DROP FUNCTION refuse_to_fill_erased()');
    await db.query('DROP FUNCTION refuse_about_erased()');
  }
}
