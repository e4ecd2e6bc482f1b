import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../contracts/events.js';
import { type ConversationRow, lockConversation } from '../../conversations/conversations.repository.js';
import { Database } from '../../platform/database/database.js';
import { anyOf, type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { lockPendingOffers } from '../offers/offers.repository.js';
import { returnToLine } from '../offers/return-to-line.js';
import { VanishedAgents } from '../presence/vanished-agents.service.js';
import { putInLine } from './place-conversation.js';

/** Nobody answers for the agent in `of`: no presence, offline, or a lease that ran out whether or not anybody noticed. */
const absent = (of: string): string => `${of} NOT IN (SELECT p.agent_id FROM agent_presence p
  WHERE p.state <> 'offline' AND p.lease_expires_at > (SELECT app_now()))`;
const unanswered = `c.status = 'assigned' AND c.unanswered_since IS NOT NULL`;
const orphaned = `${unanswered} AND ${absent('c.assignee_id')}`;
/** Their owner said that they are away and when they are back. What they took after saying so they want to answer themselves. */
const covered = `${unanswered} AND c.assignee_id IN (
  SELECT p.agent_id FROM agent_presence p JOIN assignments s ON s.conversation_id = c.id AND s.ended_at IS NULL AND s.started_at <= p.since
  WHERE p.agent_id = c.assignee_id AND p.state = 'away' AND p.return_at IS NOT NULL)`;
/** From the few who are away: OFFSET 0 keeps the order of looking, which after thousands of claims PostgreSQL guesses wrong. */
const coverDue = `SELECT c.id FROM agent_presence p
  CROSS JOIN LATERAL (SELECT c.id, c.assignee_id FROM conversations c WHERE c.assignee_id = p.agent_id AND ${unanswered} OFFSET 0) AS c
  CROSS JOIN LATERAL (SELECT FROM assignments s
    WHERE s.conversation_id = c.id AND s.ended_at IS NULL AND s.started_at <= p.since OFFSET 0) AS s
  WHERE p.state = 'away' AND p.return_at IS NOT NULL`;
/** Offers held out to somebody who has left or takes no new work. */
const stranded = `o.state = 'pending' AND o.agent_id NOT IN (SELECT p.agent_id FROM agent_presence p
  WHERE p.state = 'available' AND p.lease_expires_at > (SELECT app_now()))`;

const columnsOf = { conversation: ['c.id', 'o.conversation_id'], agent: ['c.assignee_id', 'o.agent_id'] } as const;

function dueStatement(subject?: keyof typeof columnsOf): string {
  const [ofConversation, ofOffer] = subject ? columnsOf[subject].map((column) => `AND ${column} = ${anyOf('$1')}`) : ['', ''];
  return `SELECT c.id FROM conversations c WHERE ${orphaned} ${ofConversation} UNION ${coverDue} ${ofConversation}
    UNION SELECT o.conversation_id FROM offers o WHERE ${stranded} ${ofOffer} LIMIT 500`;
}

/**
 * A customer who waits for an answer never waits for somebody who is gone: the conversation goes back in line at once, its
 * history kept, its owner preferred and whoever takes it their cover. So too for an owner who is away and has said until when;
 * a short break covers nothing. What waits for the customer stays with its owner. Offers to the absent end as well.
 */
@Injectable()
export class RequeueOrphans implements OnModuleInit, OnModuleDestroy {
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly listeners: EventListeners,
    private readonly sweep: Sweep,
    private readonly vanished: VanishedAgents,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('requeue-orphans', ['message.created', 'presence.updated'], (events) => {
      const messages = events.filter(({ type }) => type === 'message.created');
      const conversationIds = messages.map(({ payload }) => (payload as EventMap['message.created']).conversationId);
      const presences = events.filter(({ type }) => type === 'presence.updated');
      const agentIds = presences.map(({ payload }) => (payload as EventMap['presence.updated']).agentId);
      // Not awaited: putting a whole shift's work back in line must not hold up everybody's news. The sweep finds what is lost.
      this.working = this.working.then(() => this.execute({ conversationIds, agentIds })).catch(() => undefined);
      return Promise.resolve();
    });
    this.sweep.register('work of absent agents', () => this.execute());
  }

  onModuleDestroy(): Promise<void> {
    return this.working;
  }

  /** Everything, or only what concerns these conversations and agents. */
  async execute(of?: { conversationIds: string[]; agentIds: string[] }): Promise<void> {
    if (!of || of.agentIds.length > 0) await this.vanished.look(of?.agentIds);
    const due = of
      ? [...(await this.among('conversation', of.conversationIds)), ...(await this.among('agent', of.agentIds))]
      : await this.db.query<{ id: string }>(dueStatement());
    for (const { id } of due)
      await this.db
        .transaction((tx) => this.requeue(tx, id))
        .catch((error: unknown) =>
          this.log.error({ err: error, conversationId: id }, 'a conversation of an absent agent could not be put back in line'),
        );
  }

  /** A text for each question, so that each goes by its own index: the first is asked with every message. */
  private async among(subject: 'conversation' | 'agent', ids: string[]): Promise<{ id: string }[]> {
    if (ids.length === 0) return [];
    return this.db.prepared<{ id: string }>(`orphans-by-${subject}`, dueStatement(subject), [ids]);
  }

  private async requeue(tx: Tx, conversationId: string): Promise<void> {
    const scope = { tx, actor: systemActor };
    const row = (await lockConversation(tx, conversationId, 'pass over'))?.conversation;
    if (!row) return;
    const offers = await lockPendingOffers(tx, conversationId);
    // Read again under the locks: the owner may have answered or come back meanwhile.
    for (const offer of offers) {
      const left = await tx.query(`SELECT 1 FROM offers o WHERE o.id = $1 AND ${stranded}`, [offer.id]);
      if (left.length > 0)
        await returnToLine(scope, this.outbox, row, offer, offer.lapsed ? 'expired' : 'withdrawn', { absent: true });
    }
    if (offers.length > 0) return;
    const [absence] = await tx.query<{ return_at: Date | null }>(
      `SELECT p.return_at FROM conversations c LEFT JOIN agent_presence p ON p.agent_id = c.assignee_id
       WHERE c.id = $1 AND (${orphaned} OR ${covered})`,
      [conversationId],
    );
    if (!absence) return;
    // Before it leaves their hands, and in the same transaction: presence may not say yet that they are gone.
    if (row.assignee_id) await this.vanished.raise(tx, row.assignee_id);
    await this.cover(scope, row, absence.return_at);
  }

  private async cover(scope: Scope, row: ConversationRow, returnAt: Date | null): Promise<void> {
    // Whoever stands in for somebody and vanishes as well stood in for the same person.
    const isCover = row.cover_for_agent_id !== null && row.cover_for_agent_id !== row.assignee_id;
    const changes = isCover ? {} : { cover_for_agent_id: row.assignee_id, cover_until: returnAt };
    const coverFor = isCover ? row.cover_for_agent_id : row.assignee_id;
    await putInLine(scope, this.outbox, row, {
      ...{ event: 'transferred', change: 'requeued', endReason: 'owner_absent', changes },
      // The customer has been waiting since they wrote, not since somebody noticed.
      waitingSince: row.unanswered_since ?? 'now',
      data: { because: 'owner_absent', coverFor, ...(returnAt ? { coverUntil: returnAt.toISOString() } : {}) },
    });
  }
}
