import type { Principal } from '../../../src/accounts/principal.js';
import { Presence } from '../../../src/agents/presence.service.js';
import type { OfferMode, PresenceState, Role } from '../../../src/contracts/words.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import type { RoutingApp } from './routing-app.js';

export interface AgentWish {
  capacity?: number;
  role?: Role;
  languages?: string[];
  skills?: Record<string, number>;
  queues?: string[];
  state?: PresenceState;
  returnReserve?: number;
  rampUpMs?: number;
  channelLimits?: Record<string, number>;
}

export interface QueueWish {
  offerMode?: OfferMode;
  broadcastSize?: number;
  wrapUpMs?: number;
  requirements?: unknown;
  weights?: object;
}

export interface Arrival {
  queue?: string;
  customer?: string;
  text?: string;
  locale?: string;
}

/** People and work for tests: one line for each thing. Ids come back; arrivals go through the real door of the thread. */
export class World {
  /** The queue that is meant where none is named. */
  queue = '';
  private readonly inboxes = new Map<string, string>();
  private made = 0;

  constructor(readonly app: RoutingApp) {}

  static async on(app: RoutingApp, queue: QueueWish = {}): Promise<World> {
    const world = new World(app);
    world.queue = await world.addQueue(queue);
    return world;
  }

  async addQueue({
    offerMode = 'offer',
    broadcastSize = 3,
    wrapUpMs = 0,
    requirements = [],
    weights = {},
  }: QueueWish = {}): Promise<string> {
    const id = newId();
    const name = `queue-${++this.made}`;
    await this.app.db.run(
      'INSERT INTO queues (id, key, name, offer_mode, wrap_up_ms, requirements, weights, broadcast_size) VALUES ($1, $2, $2, $3, $4, $5, $6, $7)',
      [id, `${name}-${id}`, offerMode, wrapUpMs, JSON.stringify(requirements), JSON.stringify(weights), broadcastSize],
    );
    const inbox = newId();
    await this.app.db.run(`INSERT INTO inboxes (id, key, name, channel, queue_id) VALUES ($1, $2, 'web', 'webchat', $3)`, [
      inbox,
      `inbox-${inbox}`,
      id,
    ]);
    this.inboxes.set(id, inbox);
    return id;
  }

  /** An agent of the default queue unless told otherwise, available unless told otherwise. */
  async addAgent(name: string, wish: AgentWish = {}): Promise<Principal> {
    const id = newId();
    const { capacity = 100, role = 'agent', languages = ['en'], skills = {}, queues = [this.queue], state = 'available' } = wish;
    const { returnReserve = 0, rampUpMs = 0, channelLimits = {} } = wish;
    await this.app.db.run(
      `INSERT INTO agents (id, email, name, role, password_hash, capacity, languages, return_reserve, ramp_up_ms, channel_limits)
       VALUES ($1, $2, $3, $4, '-', $5, $6, $7, $8, $9)`,
      [...[id, `${id}@example.test`, name, role, capacity, languages, returnReserve, rampUpMs, channelLimits]],
    );
    for (const queue of queues)
      await this.app.db.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [queue, id]);
    for (const [key, level] of Object.entries(skills)) {
      await this.app.db.run('INSERT INTO skills (id, key, name) VALUES ($1, $2, $2) ON CONFLICT (key) DO NOTHING', [
        newId(),
        key,
      ]);
      await this.app.db.run('INSERT INTO agent_skills SELECT $1, id, $3 FROM skills WHERE key = $2', [id, key, level]);
    }
    if (state !== 'offline') await this.app.get(Presence).set(id, state, null, systemActor);
    return { type: 'agent', id, name, role, inboxIds: null };
  }

  presence(agent: Principal, state: PresenceState): Promise<unknown> {
    return this.app.get(Presence).set(agent.id, state, null, systemActor);
  }

  /** A message from outside; a new customer unless one is named. Gives the conversation it is in. */
  async arrive({ queue = this.queue, customer = newId(), text = 'hello', locale }: Arrival = {}): Promise<string> {
    const received = await this.app.get(ReceiveMessage).receive({
      inboxId: this.inboxes.get(queue)!,
      channel: 'webchat',
      from: { kind: 'external', value: customer, name: customer, level: 'verified', joins: true },
      text,
      locale: locale ?? null,
      clientId: newId(),
    });
    return received!.conversationId;
  }

  /** Many waiting conversations at once, each of a new customer, the first the longest; for tests that need a long line. */
  async fill(count: number, queue = this.queue): Promise<void> {
    const rows = Array.from({ length: count }, () => ({ customer: newId(), conversation: newId() }));
    await this.app.db.run(
      `WITH rows AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(customer uuid, conversation uuid)),
            made AS (INSERT INTO customers (id) SELECT customer FROM rows)
       INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, waiting_since, unanswered_since)
       SELECT conversation, customer, $2, $3, 'waiting', 'webchat', app_now(), app_now() FROM rows`,
      [JSON.stringify(rows), this.inboxes.get(queue), queue],
    );
  }

  async conversation(id: string): Promise<{
    status: string;
    epoch: number;
    assignee_id: string | null;
    preferred_agent_id: string | null;
    waiting_since: Date | null;
    queue_id: string;
    routed_at: Date | null;
  }> {
    const [row] = await this.app.db.query('SELECT * FROM conversations WHERE id = $1', [id]);
    return row as never;
  }

  /** The open offers of a conversation or an agent. */
  offers(of: {
    conversation?: string;
    agent?: Principal;
  }): Promise<{ id: string; agent_id: string; conversation_id: string; epoch: number }[]> {
    return this.app.db.query(
      `SELECT id, agent_id, conversation_id, epoch FROM offers WHERE state = 'pending' AND (conversation_id = $1 OR agent_id = $2) ORDER BY id`,
      [of.conversation ?? null, of.agent?.id ?? null],
    );
  }

  /** Units held by each agent by the books: live assignments and offers that have not lapsed. */
  async loads(): Promise<Map<string, number>> {
    const rows = await this.app.db.query<{ agent_id: string; units: number }>(
      `SELECT agent_id, sum(weight)::int AS units FROM (
         SELECT agent_id, weight FROM assignments WHERE ended_at IS NULL
         UNION ALL SELECT agent_id, weight FROM offers WHERE state = 'pending' AND expires_at > app_now()) AS held GROUP BY agent_id`,
    );
    return new Map(rows.map((row) => [row.agent_id, row.units]));
  }
}

/** The code of the refusal an act ends with; fails where the act is not refused. */
export async function refusal(act: Promise<unknown>): Promise<string> {
  const outcome = await act.then(
    () => 'not refused',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
  return outcome;
}
