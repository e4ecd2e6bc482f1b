import { readDigests } from '../../context/digest/digests.queries.js';
import type { DigestView } from '../../contracts/digest.js';
import { type AgentExplanation } from '../../core/matching/explain.js';
import { type Told, toldOf } from '../../core/matching/told.js';
import type { OfferView } from '../../contracts/routing-views.js';
import type { Channel, OfferState } from '../../contracts/words.js';
import { anyOf, type Sql } from '../../platform/database/tx.js';
import type { OfferReason } from './offer-reason.js';

interface Row {
  id: string;
  conversation_id: string;
  agent_id: string;
  agent_name: string;
  queue_id: string;
  state: OfferState;
  epoch: number;
  broadcast: boolean;
  expires_at: Date;
  made_at: Date;
  reason: Partial<OfferReason>;
  customer_id: string;
  customer_name: string | null;
  channel: Channel;
  preview: string | null;
  skill_names: Record<string, string> | null;
}

const previewLength = 160;

const select = `
  SELECT o.id, o.conversation_id, o.agent_id, a.name AS agent_name, o.queue_id, o.state, o.epoch, o.broadcast, o.expires_at, o.made_at, o.reason,
         coalesce(root.id, c.id) AS customer_id, coalesce(root.name, c.name) AS customer_name, v.channel,
         (SELECT left(m.text, ${previewLength}) FROM messages m
          WHERE m.conversation_id = v.id AND m.direction = 'in' AND m.kind = 'text' ORDER BY m.seq DESC LIMIT 1) AS preview,
         (SELECT jsonb_object_agg(k.key, k.name) FROM jsonb_array_elements(o.reason #> '{facts,skills}') AS r JOIN skills k ON k.key = r ->> 'skill')
           AS skill_names
  FROM offers o
  JOIN agents a ON a.id = o.agent_id
  JOIN conversations v ON v.id = o.conversation_id
  JOIN customers c ON c.id = v.customer_id
  LEFT JOIN customers root ON root.id = c.merged_into`;

/** Offers in the order of `ids`; ids that are not there are left out. */
export async function offerViews(sql: Sql, ids: string[]): Promise<OfferView[]> {
  if (ids.length === 0) return [];
  const rows = await sql.prepared<Row>('offer-views', `${select} WHERE o.id = ${anyOf('$1')}`, [ids]);
  const byId = new Map((await toViews(sql, rows)).map((view) => [view.id, view]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** What is held out to an agent right now, the soonest to end first. */
export async function liveOffersOf(sql: Sql, agentId: string): Promise<OfferView[]> {
  const rows = await sql.prepared<Row>(
    'live-offers',
    `${select} WHERE o.agent_id = $1 AND o.state = 'pending' AND o.expires_at > (SELECT app_now()) ORDER BY o.expires_at, o.id`,
    [agentId],
  );
  return toViews(sql, rows);
}

async function toViews(sql: Sql, rows: readonly Row[]): Promise<OfferView[]> {
  const digests = await readDigests(
    sql,
    rows.map((row) => ({ conversationId: row.conversation_id, agentId: row.agent_id })),
  );
  return rows.map((row, n) => toView(row, digests[n] ?? null));
}

function toView(row: Row, digest: DigestView | null): OfferView {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    agentId: row.agent_id,
    queueId: row.queue_id,
    state: row.state,
    epoch: row.epoch,
    expiresAt: row.expires_at.toISOString(),
    madeAt: row.made_at.toISOString(),
    broadcast: row.broadcast,
    reason: { ...toldWhy(row), parts: { ...row.reason.parts } },
    customer: { id: row.customer_id, name: row.customer_name },
    channel: row.channel,
    preview: row.preview ?? '',
    digest,
  };
}

function toldWhy({ reason, agent_id, agent_name, customer_name, skill_names, broadcast }: Row): Told {
  if (!reason.facts && broadcast)
    return plainly(agent_name, 'asked together with others, the first who accepts has it', '与他人同时被询问，先接者得');
  if (!reason.facts || !reason.parts) return plainly(agent_name, 'chosen by hand', '人工选定');
  const chosen: AgentExplanation = {
    ...{ agentId: agent_id, outcome: 'chosen', reason: null, score: reason.score ?? null },
    ...{ parts: reason.parts, facts: reason.facts },
  };
  return toldOf(chosen, { agent: agent_name, customer: customer_name, skills: skill_names ?? {} });
}

const plainly = (name: string, en: string, zh: string): Told => ({
  sentence: `${name}: ${en}`,
  translations: { zh: `${name}：${zh}` },
});
