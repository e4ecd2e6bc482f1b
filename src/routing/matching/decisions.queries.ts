import { type AgentExplanation, explain } from '../../core/matching/explain.js';
import { sentence } from '../../core/matching/sentence.js';
import type { DecisionAgentView, DecisionView } from '../../contracts/routing-views.js';
import type { ActorType } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';
import { type PackedPass, unpackPass } from './packed-pass.js';

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
  offer_state: string | null;
}

interface Names {
  agents: Map<string, { name: string; createdAt: Date; disabledAt: Date | null }>;
  skills: Record<string, string>;
  customer: string;
}

/** The decisions on a conversation, oldest first, with the reason why not for every other agent. */
export async function decisionsOf(sql: Sql, conversationId: string): Promise<DecisionView[]> {
  const rows = await sql.query<Row>(
    `SELECT d.*, (SELECT o.state FROM offers o WHERE o.decision_id = d.id
       ORDER BY o.state = 'accepted' DESC, o.agent_id = d.chosen_agent_id DESC LIMIT 1) AS offer_state
     FROM decisions d WHERE d.conversation_id = $1 ORDER BY d.at, d.id`,
    [conversationId],
  );
  const passes = await passesOf(sql, rows);
  const names = await namesFor(sql, conversationId);
  return rows.map((row) => toView(row, passes.get(row.pass_id ?? ''), names));
}

async function passesOf(sql: Sql, rows: Row[]): Promise<Map<string, PackedPass>> {
  const ids = [...new Set(rows.flatMap((row) => row.pass_id ?? []))];
  const passes = await sql.query<{ id: string; snapshot: PackedPass }>(
    'SELECT id, snapshot FROM matching_passes WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return new Map(passes.map((one) => [one.id, one.snapshot]));
}

async function namesFor(sql: Sql, conversationId: string): Promise<Names> {
  const agents = await sql.query<{ id: string; name: string; created_at: Date; disabled_at: Date | null }>(
    'SELECT id, name, created_at, disabled_at FROM agents',
  );
  const skills = await sql.query<{ key: string; name: string }>('SELECT key, name FROM skills');
  const [customer] = await sql.query<{ name: string | null }>(
    `SELECT coalesce(root.name, c.name) AS name FROM conversations v JOIN customers c ON c.id = v.customer_id
     LEFT JOIN customers root ON root.id = c.merged_into WHERE v.id = $1`,
    [conversationId],
  );
  return {
    agents: new Map(agents.map((one) => [one.id, { name: one.name, createdAt: one.created_at, disabledAt: one.disabled_at }])),
    skills: Object.fromEntries(skills.map((one) => [one.key, one.name])),
    customer: customer?.name ?? 'the customer',
  };
}

function toView(row: Row, pass: PackedPass | undefined, names: Names): DecisionView {
  const named = (id: string | null): { id: string; name: string } | null =>
    id ? { id, name: names.agents.get(id)?.name ?? '' } : null;
  const explained = pass ? explain(unpackPass(pass), row.conversation_id) : [];
  const chosen = explained.find((one) => one.agentId === row.chosen_agent_id);
  return {
    id: row.id,
    conversationId: row.conversation_id,
    queueId: row.queue_id,
    kind: row.kind,
    policyVersion: row.policy_version,
    actor: { type: row.actor_type, id: row.actor_id, name: row.actor_id ? (names.agents.get(row.actor_id)?.name ?? null) : null },
    epoch: row.epoch,
    at: row.at.toISOString(),
    chosen: named(row.chosen_agent_id),
    runnerUp: named(row.runner_up_agent_id),
    score: row.score,
    parts: row.parts,
    sentence: chosen ? wordsFor(chosen, names) : byHand(row, names),
    counts: row.counts,
    others: pass ? othersOf(row, explained, names) : [],
    offerState: row.offer_state,
  };
}

function othersOf(row: Row, explained: AgentExplanation[], names: Names): DecisionAgentView[] {
  const seen = new Set(explained.map((one) => one.agentId));
  const others: DecisionAgentView[] = explained
    .filter((one) => one.agentId !== row.chosen_agent_id)
    .map((one) => ({
      ...{ id: one.agentId, name: names.agents.get(one.agentId)?.name ?? '', outcome: one.outcome, reason: one.reason },
      ...{ score: one.score, sentence: wordsFor(one, names) },
    }));
  // The pass keeps every member of the queue; whoever was there and is not in it did not work in this queue.
  for (const [id, { name, createdAt, disabledAt }] of names.agents) {
    if (seen.has(id) || createdAt > row.at || (disabledAt && disabledAt <= row.at)) continue;
    others.push({
      id,
      name,
      outcome: 'blocked',
      reason: 'not_in_queue',
      score: null,
      sentence: `${name}: does not work in this queue`,
    });
  }
  return others;
}

const wordsFor = (one: AgentExplanation, names: Names): string =>
  sentence(one, { agent: names.agents.get(one.agentId)?.name ?? one.agentId, customer: names.customer, skills: names.skills });

const acts: Record<string, string> = {
  claim: 'took it by hand',
  transfer: 'passed it on',
  move: 'moved it',
  split: 'opened it for another matter',
  overflow: 'passed it on after the wait its queue allows',
  fallback: 'passed it on because nobody in its queue could serve it',
  silence: 'took it from an agent who did not answer',
};

function byHand(row: Row, names: Names): string {
  const actor =
    (row.actor_id && names.agents.get(row.actor_id)?.name) || (row.actor_type === 'system' ? 'Throughline' : 'Another system');
  const to =
    row.chosen_agent_id && row.chosen_agent_id !== row.actor_id
      ? ` to ${names.agents.get(row.chosen_agent_id)?.name ?? 'an agent'}`
      : '';
  const passed = (row.parts['override'] ? ', over the limit' : '') + (row.parts['absent'] ? ', though not available' : '');
  return `${actor}: ${acts[row.kind] ?? row.kind}${to}${passed}`;
}
