import { Injectable } from '@nestjs/common';
import type { ContextView } from '../contracts/context.js';
import { conversationViews, messageViews } from '../conversations/conversations.queries.js';
import { Database } from '../platform/database/database.js';
import type { Sql } from '../platform/database/tx.js';
import { notFound } from '../platform/http/refusal.js';
import { SignedLinks } from '../platform/storage/signed-links.js';
import { readDigests } from './digest/digests.queries.js';
import { factsAndConflicts } from './facts.queries.js';
import { readJourney } from './journey.queries.js';
import { readPerson } from './person.queries.js';
import { readWork } from './work.queries.js';

const shownMessages = 50;
const shownPast = 10;
const shownOpen = 50;

/**
 * One statement finds who it is and which rows belong on the screen, the others read them side by side. Each step takes
 * the last N by an index, so that a customer with thousands of messages costs no more than a new one.
 */
@Injectable()
export class ContextQueries {
  constructor(
    private readonly db: Database,
    private readonly links: SignedLinks,
  ) {}

  /**
   * @param readerId an agent: the brief comes in their language
   * @throws Refusal `not_found`.
   */
  async read(conversationId: string, readerId: string | null = null): Promise<ContextView> {
    const scope = await readScope(this.db, conversationId);
    if (!scope) throw notFound('conversation');
    const [views, messages, person, facts, work, [digest], journey] = await Promise.all([
      conversationViews(this.db, [...new Set([conversationId, ...scope.openIds, ...scope.pastIds])]),
      messageViews(this.db, scope.messageIds.slice(0, shownMessages).reverse(), this.links),
      readPerson(this.db, scope.rootId, scope.memberIds),
      factsAndConflicts(this.db, scope.memberIds),
      readWork(this.db, scope.memberIds, scope.pastIds),
      readDigests(this.db, [{ conversationId, agentId: readerId }]),
      readJourney(this.db, scope),
    ]);
    const byId = new Map(views.map((view) => [view.id, view]));
    const present = (ids: string[]) => ids.flatMap((id) => byId.get(id) ?? []);
    const conversation = byId.get(conversationId);
    if (!conversation || !person || !digest) throw notFound('conversation');
    return {
      digest,
      conversation,
      customer: person.customer,
      identities: person.identities,
      thread: {
        messages,
        hasMore: scope.messageIds.length > shownMessages,
        epoch: scope.epoch,
        customerIds: scope.memberIds,
        touchpoints: journey.touchpoints,
      },
      ...journey.around,
      conversations: {
        open: present(scope.openIds),
        past: present(scope.pastIds).map(({ id, subject, channel, outcome, openedAt, closedAt, assignee }) => ({
          id,
          subject,
          channel,
          outcome,
          openedAt,
          closedAt: closedAt ?? openedAt,
          agent: work.heldBy.get(id) ?? assignee,
        })),
      },
      lastAgents: work.lastAgents,
      ...facts,
      promises: work.promises,
      asOf: scope.asOf.toISOString(),
    };
  }
}

interface ContextScope {
  asOf: Date;
  rootId: string;
  epoch: number;
  memberIds: string[];
  /** The latest of the thread, newest first, one more than is shown. */
  messageIds: string[];
  openIds: string[];
  pastIds: string[];
}

/** Numbers of merged threads may repeat each other, so the last N of each are taken by number and put together by time. */
async function readScope(sql: Sql, conversationId: string): Promise<ContextScope | undefined> {
  const [row] = await sql.prepared<ContextScope>(
    'context-scope',
    `WITH RECURSIVE up AS (
       SELECT c.id, c.merged_into, c.thread_epoch FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = $1
       UNION ALL SELECT c.id, c.merged_into, c.thread_epoch FROM customers c JOIN up ON c.id = up.merged_into
     ), members AS (
       SELECT id FROM up WHERE merged_into IS NULL
       UNION ALL SELECT c.id FROM customers c JOIN members ON c.merged_into = members.id
     )
     SELECT app_now() AS "asOf", up.id AS "rootId", up.thread_epoch AS epoch, ARRAY(SELECT id FROM members) AS "memberIds",
       ARRAY(SELECT m.id FROM members, thread_tail(members.id, ${shownMessages + 1}, true) m
             ORDER BY m.created_at DESC, m.seq DESC, m.id DESC LIMIT ${shownMessages + 1}) AS "messageIds",
       ARRAY(SELECT v.id FROM members JOIN conversations v ON v.customer_id = members.id AND v.status <> 'closed'
             ORDER BY v.opened_at DESC, v.id DESC LIMIT ${shownOpen}) AS "openIds",
       ARRAY(SELECT v.id FROM members JOIN conversations v ON v.customer_id = members.id AND v.status = 'closed' AND v.rejoined_at IS NULL
             ORDER BY v.closed_at DESC, v.id DESC LIMIT ${shownPast}) AS "pastIds"
     FROM up WHERE up.merged_into IS NULL`,
    [conversationId],
  );
  return row;
}
