import { IANAZone } from 'luxon';
import {
  type DigestLanguage,
  type DigestMaterial,
  type DigestMessage,
  READ_MESSAGES,
  READ_OPENING,
  READ_PER_MESSAGE,
} from '../../core/digest/material.js';
import { anyOf, type Sql } from '../../platform/database/tx.js';
import type { HandoverView } from '../../contracts/digest.js';
import { utc } from '../person.queries.js';

const MOST_FACTS = 40;
const MOST_PROMISES = 10;

/** What a brief is written from, and what was said at the last handing over. */
export interface DigestSources {
  customerId: string;
  material: Omit<DigestMaterial, 'language'>;
  handover: HandoverView | null;
}

interface Row {
  conversationId: string;
  customerId: string;
  asOf: Date;
  subject: string | null;
  name: string | null;
  tier: string | null;
  since: Date;
  zone: string | null;
  messages: DigestMessage[] | null;
  opening: DigestMessage[] | null;
  facts: DigestMaterial['facts'] | null;
  promises: DigestMaterial['promises'] | null;
  handover: HandoverView | null;
}

/**
 * One statement for all of them. Of each thread the last messages, so that a customer with thousands costs no more than a new
 * one; a brief that was sent along as a note is not read again as something that was said. Ids that are not there are left out.
 */
export async function readDigestSources(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, DigestSources>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await sql.prepared<Row>('digest-sources', statement, [[...new Set(conversationIds)]]);
  return new Map(rows.map((row) => [row.conversationId, toSources(row)]));
}

const messageJson = (authorName: string): string =>
  `json_build_object('id', l.id, 'conversationId', l.conversation_id, 'channel', l.channel, 'direction', l.direction,
     'author', CASE l.author_type WHEN 'customer' THEN 'customer' WHEN 'agent' THEN 'agent' ELSE 'other' END,
     'authorName', ${authorName}, 'text', left(l.text, ${READ_PER_MESSAGE}), 'at', l.created_at)`;

const statement = `
  SELECT v.id AS "conversationId", v.customer_id AS "customerId", app_now() AS "asOf", v.subject, c.name, c.tier, c.time_zone AS zone,
    (SELECT min(created_at) FROM customers WHERE id = ANY(w.members)) AS since,
    (SELECT json_agg(${messageJson('a.name')} ORDER BY l.created_at, l.seq)
     FROM (SELECT m.* FROM (
             SELECT x.id FROM unnest(w.members) AS own(id), thread_tail(own.id, ${READ_MESSAGES}, false) x
             ORDER BY x.created_at DESC, x.seq DESC LIMIT ${READ_MESSAGES}) t
           CROSS JOIN LATERAL (SELECT * FROM messages WHERE id = t.id OFFSET 0) m) l
     LEFT JOIN agents a ON l.author_type = 'agent' AND a.id = l.author_id) AS messages,
    (SELECT json_agg(${messageJson('NULL')} ORDER BY l.seq)
     FROM (SELECT * FROM messages WHERE conversation_id = v.id AND direction = 'in' ORDER BY seq LIMIT ${READ_OPENING}) l) AS opening,
    (SELECT json_agg(json_build_object('kind', f.kind, 'label', f.label, 'value', left(f.value, 300), 'messageId', f.source_message_id) ORDER BY f.at, f.id)
     FROM (SELECT * FROM facts WHERE customer_id = ANY(w.members) AND superseded_at IS NULL ORDER BY at DESC, id DESC LIMIT ${MOST_FACTS}) f) AS facts,
    (SELECT json_agg(json_build_object('text', left(p.text, 500), 'dueAt', p.due_at, 'overdue', coalesce(p.due_at <= app_now(), false),
        'madeAt', p.made_at, 'by', g.name, 'messageId', p.source_message_id) ORDER BY p.due_at, p.made_at, p.id)
     FROM (SELECT * FROM promises WHERE customer_id = ANY(w.members) AND kept_at IS NULL AND broken_at IS NULL
           ORDER BY due_at, made_at, id LIMIT ${MOST_PROMISES}) p
     JOIN agents g ON g.id = p.made_by) AS promises,
    (SELECT jsonb_build_object('messageId', m.id, 'by', CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.name) END,
        'note', CASE WHEN m.content #>> '{handover,hasNote}' = 'true' THEN m.text END, 'at', m.created_at)
     FROM messages m LEFT JOIN agents a ON m.author_type = 'agent' AND a.id = m.author_id
     WHERE m.conversation_id = v.id AND m.kind = 'note' AND m.content -> 'handover' IS NOT NULL ORDER BY m.seq DESC LIMIT 1) AS handover
  FROM conversations v
  CROSS JOIN LATERAL (
    WITH RECURSIVE up AS (
      SELECT id, merged_into FROM customers WHERE id = v.customer_id
      UNION ALL SELECT o.id, o.merged_into FROM customers o JOIN up ON o.id = up.merged_into
    ), down AS (
      SELECT id FROM up WHERE merged_into IS NULL
      UNION ALL SELECT o.id FROM customers o JOIN down ON o.merged_into = down.id
    ) SELECT (SELECT id FROM up WHERE merged_into IS NULL) AS root, ARRAY(SELECT id FROM down) AS members) w
  JOIN customers c ON c.id = w.root
  WHERE v.id = ${anyOf('$1')}`;

function toSources(row: Row): DigestSources {
  return {
    customerId: row.customerId,
    material: {
      conversationId: row.conversationId,
      now: row.asOf.toISOString(),
      zone: row.zone && IANAZone.isValidZone(row.zone) ? row.zone : 'UTC',
      subject: row.subject,
      customer: { name: row.name, tier: row.tier, since: row.since.toISOString() },
      messages: (row.messages ?? []).map((one) => ({ ...one, at: utc(one.at) })),
      opening: (row.opening ?? []).map((one) => ({ ...one, at: utc(one.at) })),
      facts: row.facts ?? [],
      promises: (row.promises ?? []).map((one) => ({ ...one, dueAt: one.dueAt && utc(one.dueAt), madeAt: utc(one.madeAt) })),
    },
    handover: row.handover && { ...row.handover, at: utc(row.handover.at) },
  };
}

/** The first of the languages an agent speaks in which briefs are written. */
export const digestLanguageOf = (languages: readonly string[]): DigestLanguage =>
  languages.map((one) => one.toLowerCase().split('-')[0]).find((one) => one === 'en' || one === 'zh') ?? 'en';

/** What each of these agents reads; English where they say nothing. */
export async function readersLanguages(sql: Sql, agentIds: readonly string[]): Promise<Map<string, DigestLanguage>> {
  if (agentIds.length === 0) return new Map();
  const rows = await sql.prepared<{ id: string; languages: string[] }>(
    'digest-readers',
    `SELECT id, languages FROM agents WHERE id = ${anyOf('$1')}`,
    [[...new Set(agentIds)]],
  );
  return new Map(rows.map((row) => [row.id, digestLanguageOf(row.languages)]));
}
