import { extractFacts } from '../core/facts/extract.js';
import type { Database } from '../platform/database/database.js';
import { isDuplicate } from '../platform/database/errors.js';
import { newId } from '../platform/ids/new-id.js';
import type { Log } from '../platform/logging/log.js';
import type { Outbox } from '../platform/outbox/outbox.js';
import type { InboundMessage, Received } from './inbound-message.js';

interface Waiting {
  message: InboundMessage;
  resolve: (received: Received | undefined) => void;
}

interface AppendedRow {
  ord: number;
  id: string;
  seq: string;
  rev: string;
  conversation_id: string;
  customer_id: string;
  created_at: Date;
}

const maxBatch = 128;
const maxInFlight = 2;
const maxKnown = 100_000;

/**
 * The hot path: messages of known authors into conversations that are open and not asleep. What arrives while a
 * statement is under way goes out together in the next one. Whatever the statement did not append (a new customer, a
 * closed or snoozed conversation, a repeat, a blocked or merged customer) is left to the ordinary path.
 */
export class HotAppend {
  private waiting: Waiting[] = [];
  private inFlight = 0;
  /** Authors whose rows are known to be there; whoever is new here takes the ordinary path once. */
  private readonly known = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly log: Log,
  ) {}

  /** Undefined where the message needs the ordinary path; nothing was written then. */
  async append(message: InboundMessage): Promise<Received | undefined> {
    if (!isSimple(message) || !this.known.has(message.from.identityId!)) return undefined;
    return new Promise((resolve) => {
      this.waiting.push({ message, resolve });
      if (this.waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** From now on this author's messages may take the hot path. */
  remember(identityId: string): void {
    if (this.known.size >= maxKnown) this.known.clear();
    this.known.add(identityId);
  }

  private flush(): void {
    while (this.waiting.length > 0 && this.inFlight < maxInFlight) {
      const batch = this.waiting.splice(0, maxBatch);
      this.inFlight++;
      void this.write(batch).finally(() => {
        this.inFlight--;
        this.flush();
      });
    }
  }

  private async write(batch: Waiting[]): Promise<void> {
    const rows = await this.db.prepared<AppendedRow>('hot-append', statement, columnsOf(batch)).catch((error: unknown) => {
      // A repeat inside the batch or against the store: the ordinary path tells each message its own story, and so it
      // does with any other fault, which is told here.
      if (!isDuplicate(error))
        this.log.warn({ err: error, messages: batch.length }, 'a shared append failed; each goes on its own');
      return [] as AppendedRow[];
    });
    if (rows.length > 0) this.outbox.wrote();
    const byOrd = new Map(rows.map((row) => [Number(row.ord), row]));
    batch.forEach(({ message, resolve }, index) => resolve(toReceived(message, byOrd.get(index + 1))));
  }
}

/** Messages with facts, threads to find or unknown authors are not for the hot path. */
function isSimple(message: InboundMessage): boolean {
  const { from, threading } = message;
  return Boolean(
    from.identityId &&
    from.customerId &&
    !message.automatic &&
    !message.facts?.length &&
    !message.uploads?.ids.length &&
    !threading?.conversationId &&
    !threading?.inReplyTo?.length &&
    extractFacts(message.text).length === 0,
  );
}

function columnsOf(batch: Waiting[]): unknown[][] {
  const column = (of: (message: InboundMessage) => unknown): unknown[] => batch.map(({ message }) => of(message));
  return [
    batch.map(() => newId()),
    batch.map(() => newId()),
    column((m) => m.from.customerId),
    column((m) => m.from.identityId),
    column((m) => m.inboxId),
    column((m) => m.channel),
    column((m) => m.text),
    column((m) => (m.content ? JSON.stringify(m.content) : null)),
    column((m) => m.externalId ?? null),
    column((m) => m.clientId ?? null),
    column((m) => m.occurredAt ?? null),
    column((m) => m.unproved ?? false),
  ];
}

function toReceived(message: InboundMessage, row: AppendedRow | undefined): Received | undefined {
  if (!row) return undefined;
  return {
    messageId: row.id,
    seq: Number(row.seq),
    rev: Number(row.rev),
    conversationId: row.conversation_id,
    customerId: row.customer_id,
    identityId: message.from.identityId!,
    duplicate: false,
    opened: false,
    reopened: false,
    createdAt: row.created_at,
  };
}

/**
 * One statement: lock the threads in id order (the order of the house, so that batches never deadlock; and no stronger than
 * needed, for whoever holds a conversation and points at its customer must not wait for us), touch the open
 * conversation, take the next numbers, insert messages and their outbox rows. Each step reads only what the step before
 * returned, so a conversation that was closed meanwhile drops its messages out of the whole chain.
 */
const statement = `
WITH input AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::text[],
                       $11::timestamptz[], $12::boolean[])
    WITH ORDINALITY AS t(id, outbox_id, customer_id, identity_id, inbox_id, channel, text, content, external_id, client_id, occurred_at, unproved, ord)
), locked AS MATERIALIZED (
  SELECT c.id FROM customers c
  WHERE c.id = ANY($3::uuid[]) AND c.merged_into IS NULL AND c.blocked_at IS NULL AND c.erased_at IS NULL
  ORDER BY c.id FOR NO KEY UPDATE
), fresh AS MATERIALIZED (
  SELECT i.*, row_number() OVER (PARTITION BY i.customer_id ORDER BY i.ord) AS n FROM input i JOIN locked l ON l.id = i.customer_id
  WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.author_id = i.identity_id AND m.client_id = i.client_id)
), touched AS (
  UPDATE conversations cv SET last_inbound_at = app_now(), unanswered_since = coalesce(cv.unanswered_since, app_now()),
    silence_stage = CASE WHEN cv.unanswered_since IS NULL THEN 0 ELSE cv.silence_stage END, 
    channel = CASE WHEN cv.live_call_id IS NULL THEN f.channel ELSE cv.channel END, version = cv.version + 1
  FROM (SELECT DISTINCT ON (customer_id) customer_id, channel FROM fresh ORDER BY customer_id, ord DESC) f
  WHERE cv.customer_id = f.customer_id AND cv.status IN ('waiting', 'offered', 'assigned') AND cv.split_from_id IS NULL
  RETURNING cv.id, cv.customer_id, cv.assignee_id
), numbered AS (
  UPDATE customers c SET last_seq = c.last_seq + f.count, last_rev = c.last_rev + f.count
  FROM (SELECT fresh.customer_id, count(*) AS count FROM fresh JOIN touched ON touched.customer_id = fresh.customer_id GROUP BY 1) f
  WHERE c.id = f.customer_id
  RETURNING c.id, c.last_seq - f.count AS seq, c.last_rev - f.count AS rev
), appended AS (
  INSERT INTO messages (id, customer_id, seq, rev, conversation_id, identity_id, inbox_id, channel, direction, kind, author_type, author_id,
                        text, content, external_id, client_id, unproved, delivery_state, occurred_at)
  SELECT f.id, f.customer_id, nb.seq + f.n, nb.rev + f.n, tc.id, f.identity_id, f.inbox_id, f.channel, 'in', 'text', 'customer', f.identity_id,
         f.text, f.content, f.external_id, f.client_id, f.unproved, 'sent', f.occurred_at
  FROM fresh f JOIN touched tc ON tc.customer_id = f.customer_id JOIN numbered nb ON nb.id = f.customer_id
  RETURNING id, customer_id, seq, rev, conversation_id, created_at
), announced AS (
  INSERT INTO outbox (id, type, payload, rooms)
  SELECT f.outbox_id, 'message.created',
         jsonb_build_object('messageId', f.id, 'conversationId', tc.id, 'customerId', f.customer_id),
         ARRAY['conversation:' || tc.id, 'customer:' || f.customer_id, 'identity:' || f.identity_id]
           || CASE WHEN tc.assignee_id IS NULL THEN '{}' ELSE ARRAY['agent:' || tc.assignee_id] END
  FROM fresh f JOIN touched tc ON tc.customer_id = f.customer_id
)
SELECT f.ord, a.id, a.seq, a.rev, a.conversation_id, a.customer_id, a.created_at FROM appended a JOIN fresh f ON f.id = a.id`;
