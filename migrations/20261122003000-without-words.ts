import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A document of our own history without what people wrote into it: ids, times, numbers and the small words of the house stay, so
 * that figures and the order of things are still told; every other text goes, under whatever name it was kept.
 */
export class WithoutWords20261122003000 implements MigrationInterface {
  name = 'WithoutWords20261122003000';

  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION without_words(document jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
      BEGIN
        RETURN CASE jsonb_typeof(document)
          WHEN 'object' THEN coalesce((
            SELECT jsonb_object_agg(e.key, without_words(e.value)) FROM jsonb_each(document) e
            WHERE jsonb_typeof(e.value) <> 'string'
               OR e.value #>> '{}' ~ '^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(Z|[+-][0-9:]{2,6}))$'
               OR (e.key IN ('because', 'kind', 'channel', 'change', 'state', 'stage', 'status', 'type', 'purpose', 'mode', 'target', 'from', 'to')
                   AND e.value #>> '{}' ~ '^[a-z_]{1,30}$')
               OR (e.key = 'outcome' AND e.value #>> '{}' IN ('abandoned', 'no_reply', 'erased'))), '{}')
          WHEN 'array' THEN coalesce((
            SELECT jsonb_agg(without_words(e.value) ORDER BY e.place) FROM jsonb_array_elements(document) WITH ORDINALITY e(value, place)
            WHERE jsonb_typeof(e.value) <> 'string'
               OR e.value #>> '{}' ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'), '[]')
          ELSE document END;
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION without_words(jsonb)');
  }
}
