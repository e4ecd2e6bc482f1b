import type { AgentExplanation } from '../../core/matching/explain.js';
import { type Told, toldOf } from '../../core/matching/told.js';
import type { DecisionOfferView, RoutingTraceView } from '../../contracts/decision-views.js';
import type { DecisionAgentView, DecisionView } from '../../contracts/routing-views.js';
import type { ActorType, OfferState } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';
import { requirementView } from '../watchdog/requirement-view.js';
import type { DecisionStory } from './decision-table.js';
import { type MadeByHand, toldByHand } from './by-hand.js';
import { type DecisionNames, namesFor } from './decision-names.queries.js';
import type { PackedPass } from './packed-pass.js';
import { replayDecision } from './replay-decision.js';

interface Row {
  id: string;
  pass_id: string | null;
  conversation_id: string;
  queue_id: string;
  kind: string;
  policy_version: string;
  chosen_agent_id: string | null;
  runner_up_agent_id: string | null;
  score: number | null;
  parts: Record<string, number>;
  counts: Record<string, number>;
  actor_type: ActorType;
  actor_id: string | null;
  epoch: number;
  at: Date;
  /** What history says of a move by the queue's own rules. */
  going: { fromQueueId?: string; toQueueId?: string; afterMs?: number } | null;
}

interface OfferRow {
  decision_id: string;
  agent_id: string;
  state: OfferState;
  broadcast: boolean;
  made_at: Date;
  ended_at: Date | null;
}

/** The decisions on a conversation, oldest first, with the reason why not for every other agent. */
export async function decisionsOf(sql: Sql, conversationId: string): Promise<DecisionView[]> {
  const rows = await sql.query<Row>(
    `SELECT d.*, (SELECT e.data FROM conversation_events e
       WHERE d.kind IN ('overflow', 'fallback') AND e.conversation_id = d.conversation_id AND e.data ->> 'because' = d.kind
       ORDER BY abs(extract(epoch FROM e.at - d.at)) LIMIT 1) AS going
     FROM decisions d WHERE d.conversation_id = $1 ORDER BY d.at, d.id`,
    [conversationId],
  );
  const passes = await passesOf(sql, rows);
  const offers = await sql.query<OfferRow>(
    `SELECT decision_id, agent_id, state, broadcast, made_at, ended_at FROM offers
     WHERE conversation_id = $1 AND decision_id IS NOT NULL ORDER BY made_at, id`,
    [conversationId],
  );
  const names = await namesFor(sql, conversationId);
  return rows.map((row) => {
    const made = offers.filter((one) => one.decision_id === row.id);
    const ofChosen = made.findIndex((one) => one.agent_id === row.chosen_agent_id);
    return toView(row, [...made.splice(Math.max(0, ofChosen), 1), ...made], passes.get(row.pass_id ?? ''), names);
  });
}

/** All that was decided on a conversation, for somebody who reads it from beginning to end; undefined where it is not there. */
export async function decisionStory(sql: Sql, conversationId: string): Promise<DecisionStory | undefined> {
  const [row] = await sql.query<{ id: string; status: string; channel: string; queue: string }>(
    'SELECT c.id, c.status, c.channel, q.name AS queue FROM conversations c JOIN queues q ON q.id = c.queue_id WHERE c.id = $1',
    [conversationId],
  );
  if (!row) return undefined;
  const { customer } = await namesFor(sql, conversationId);
  const routing = await routingTraceOf(sql, conversationId);
  return {
    conversation: { ...row, customer: customer ?? 'the customer' },
    routing,
    decisions: await decisionsOf(sql, conversationId),
  };
}

/** Which rules and which knowledge put the conversation where it is. Empty for one that nothing has routed yet. */
export async function routingTraceOf(sql: Sql, conversationId: string): Promise<RoutingTraceView> {
  const [row] = await sql.query<{ rules: RoutingTraceView['rules'] | null; language: RoutingTraceView['language'] }>(
    `SELECT (SELECT jsonb_agg(jsonb_build_object('ruleId', t.one ->> 'ruleId', 'name', r.name, 'outcome', t.one ->> 'outcome',
               'detail', t.one ->> 'detail') ORDER BY t.place)
             FROM jsonb_array_elements(c.routing -> 'rules') WITH ORDINALITY AS t(one, place)
             LEFT JOIN routing_rules r ON r.id::text = t.one ->> 'ruleId') AS rules,
            c.routing -> 'language' AS language
     FROM conversations c WHERE c.id = $1`,
    [conversationId],
  );
  return { rules: row?.rules ?? [], language: row?.language ?? null };
}

async function passesOf(sql: Sql, rows: Row[]): Promise<Map<string, PackedPass>> {
  const ids = [...new Set(rows.flatMap((row) => row.pass_id ?? []))];
  const passes = await sql.query<{ id: string; snapshot: PackedPass }>(
    'SELECT id, snapshot FROM matching_passes WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return new Map(passes.map((one) => [one.id, one.snapshot]));
}

function toView(row: Row, offers: OfferRow[], pass: PackedPass | undefined, names: DecisionNames): DecisionView {
  const named = (id: string | null): { id: string; name: string } | null => (id ? { id, name: nameIn(names, id) } : null);
  const stored = {
    ...{ conversationId: row.conversation_id, agentId: row.chosen_agent_id, runnerUp: row.runner_up_agent_id },
    ...{ score: row.score, parts: row.parts, counts: row.counts },
  };
  const replayed = pass && replayDecision(pass, stored, (id) => nameIn(names, id));
  const explained = replayed?.replay?.rows ?? [];
  const chosen = explained.find((one) => one.agentId === row.chosen_agent_id);
  return {
    ...{ id: row.id, conversationId: row.conversation_id, queueId: row.queue_id, kind: row.kind },
    policyVersion: row.policy_version,
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_id ? (names.agents.get(row.actor_id)?.name ?? null) : null },
    ...{ epoch: row.epoch, at: row.at.toISOString() },
    ...{ chosen: named(row.chosen_agent_id), runnerUp: named(row.runner_up_agent_id), score: row.score, parts: row.parts },
    ...(chosen ? wordsFor(chosen, names) : byHand(row, names)),
    counts: row.counts,
    others: pass ? othersOf(row, explained, names) : [],
    offerState: (offers.find((one) => one.state === 'accepted') ?? offers[0])?.state ?? null,
    offers: offers.map((one) => offerView(one, names)),
    by: replayed?.replay?.given?.by ?? null,
    requirement: replayed?.item ? requirementView(replayed.item, { ...names, agents: namesById(names) }) : null,
    move: moveOf(row),
    replay: replayed ? { same: replayed.differences.length === 0, differences: replayed.differences } : null,
  };
}

const nameIn = (names: DecisionNames, id: string): string => names.agents.get(id)?.name ?? '';
const namesById = ({ agents }: DecisionNames): Record<string, string> =>
  Object.fromEntries([...agents].map(([id, { name }]) => [id, name]));

const offerView = ({ agent_id: id, state, broadcast, made_at, ended_at }: OfferRow, names: DecisionNames): DecisionOfferView => ({
  ...{ agent: { id, name: nameIn(names, id) }, state, broadcast },
  ...{ madeAt: made_at.toISOString(), endedAt: ended_at?.toISOString() ?? null },
});

function moveOf({ going }: Row): DecisionView['move'] {
  if (!going?.fromQueueId || !going.toQueueId) return null;
  return { fromQueueId: going.fromQueueId, toQueueId: going.toQueueId, afterMs: going.afterMs ?? null };
}

function othersOf(row: Row, explained: AgentExplanation[], names: DecisionNames): DecisionAgentView[] {
  const seen = new Set(explained.map((one) => one.agentId));
  const others: DecisionAgentView[] = explained
    .filter((one) => one.agentId !== row.chosen_agent_id)
    .map((one) => ({
      ...{ id: one.agentId, name: nameIn(names, one.agentId), outcome: one.outcome, reason: one.reason },
      ...{ score: one.score, parts: one.parts && { ...one.parts }, ...wordsFor(one, names) },
    }));
  // The pass keeps every member of the queue; whoever was there and is not in it did not work in this queue.
  for (const [id, { name, createdAt, disabledAt }] of names.agents) {
    if (seen.has(id) || id === row.chosen_agent_id || createdAt > row.at || (disabledAt && disabledAt <= row.at)) continue;
    others.push({
      ...{ id, name, outcome: 'blocked', reason: 'not_in_queue', score: null, parts: null },
      sentence: `${name}: does not work in this queue`,
      translations: { zh: `${name}：不在此队列` },
    });
  }
  return others;
}

const wordsFor = (one: AgentExplanation, names: DecisionNames): Told =>
  toldOf(one, { agent: names.agents.get(one.agentId)?.name ?? one.agentId, customer: names.customer, skills: names.skills });

function byHand(row: Row, names: DecisionNames): Told {
  return toldByHand({
    kind: row.kind,
    actor: (row.actor_id && names.agents.get(row.actor_id)?.name) || null,
    bySystem: row.actor_type === 'system',
    to: goalOf(row, names),
    overLimit: Boolean(row.parts['override']),
    notAvailable: Boolean(row.parts['absent']),
  });
}

function goalOf(
  { kind, chosen_agent_id: agentId, actor_id: actorId, queue_id: queueId }: Row,
  names: DecisionNames,
): MadeByHand['to'] {
  if (agentId && agentId !== actorId) return { agent: names.agents.get(agentId)?.name ?? null };
  const toQueue = !agentId && ['transfer', 'move', 'overflow', 'fallback'].includes(kind);
  return toQueue && Object.hasOwn(names.queues, queueId) ? { queue: names.queues[queueId]! } : undefined;
}
