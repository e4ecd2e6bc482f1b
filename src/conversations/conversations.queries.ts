import type { ConversationView, MessageView } from '../contracts/views.js';
import { anyOf, type Sql } from '../platform/database/tx.js';
import type { SignedLinks } from '../platform/storage/signed-links.js';
import { attachmentViews, type ShownAttachment } from './attachments/shown-attachments.js';

type Row = Record<string, unknown>;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The next try is looked up only for a message that is in trouble: nobody else pays for it. */
const messageSelect = `
  SELECT m.*, CASE WHEN m.delivery_state = 'pending' AND m.delivery_reason IS NOT NULL THEN (
      SELECT jsonb_build_object('attempts', s.attempts, 'dueAt', s.due_at) FROM outbound_sends s WHERE s.message_id = m.id AND s.state = 'pending'
    ) END AS being_sent, coalesce(a.name, CASE WHEN m.author_type = 'customer' THEN coalesce(root.name, c.name, i.display) END) AS author_name
  FROM messages m
  JOIN customers c ON c.id = m.customer_id
  LEFT JOIN customers root ON root.id = c.merged_into
  LEFT JOIN identities i ON i.id = m.identity_id
  LEFT JOIN agents a ON m.author_type = 'agent' AND a.id = m.author_id`;

/** Messages as colleagues see them, in the order of `ids`; ids that are not there are left out. */
export async function messageViews(sql: Sql, ids: string[], links: SignedLinks): Promise<MessageView[]> {
  if (ids.length === 0) return [];
  const rows = await sql.prepared<Row>('message-views', `${messageSelect} WHERE m.id = ${anyOf('$1')}`, [ids]);
  const byId = new Map(rows.map((row) => [row['id'] as string, toMessageView(row, links)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Who reads: whispers are for the agent they were meant for, their author, and supervisors of the queue (null: of all queues). */
export interface Reader {
  agentId: string;
  queueIds: string[] | null;
}

export interface MessageFilter {
  /** Left out: nobody who may see a whisper. */
  reader?: Reader;
  /** Messages of these inboxes alone; null means all. */
  inboxIds?: string[] | null;
  exceptDirection?: 'internal';
  /** Ordered by id instead of by place in the thread; `afterId` goes on after one. */
  acrossThreads?: boolean;
  afterId?: string;
  conversationId?: string;
  customerIds?: string[];
  externalId?: string;
  inboxId?: string;
  /** Only messages after this place of the thread; two merged threads may share a seq, so a page goes on after its last id. */
  after?: { seq: number; id: string | null };
  /** Besides `after`, which names a place: none of these numbers, wherever they stand. */
  aboveSeq?: number;
  /** In true time order: numbers of two histories that were merged later do not tell which came first. `after.id` is the last one read. */
  byTime?: boolean;
  /** Only messages that stand before this one; those nearest to it. */
  beforeId?: string;
  newestFirst?: boolean;
  limit: number;
}

function mayRead(reader: Reader | undefined, values: unknown[]): string {
  const open = `m.content -> 'whisper' IS NULL`;
  if (!reader) return open;
  if (reader.queueIds === null) return 'true';
  const me = `$${values.push(reader.agentId)}`;
  const queues = `$${values.push(reader.queueIds)}::uuid[]`;
  return `(${open} OR m.content ->> 'to' = ${me}::text OR m.author_id = ${me}::uuid
    OR EXISTS (SELECT 1 FROM conversations v WHERE v.id = m.conversation_id AND v.queue_id = ANY(${queues})))`;
}

/** After every message of a seq, where a caller names the seq alone. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Messages by place in their thread, oldest first unless `newestFirst`. */
export async function listMessages(sql: Sql, filter: MessageFilter, links: SignedLinks): Promise<MessageView[]> {
  const values: unknown[] = [];
  const where = [
    ['m.conversation_id =', filter.conversationId],
    ['m.customer_id = ANY', filter.customerIds],
    ['m.external_id =', filter.externalId],
    ['m.inbox_id =', filter.inboxId],
    ['m.inbox_id = ANY', filter.inboxIds ?? undefined],
    ['m.direction <>', filter.exceptDirection],
    ['m.id >', filter.afterId],
    ['m.seq >', filter.aboveSeq],
  ].flatMap(([condition, value]) => {
    if (value === undefined) return [];
    values.push(value);
    return [`${condition as string} ($${values.length})`];
  });
  where.push(mayRead(filter.reader, values));
  const column = filter.byTime ? ['created_at', 'seq', 'id'] : ['seq', 'id'];
  const of = (table: string): string => column.map((name) => `${table}.${name}`).join(', ');
  const placeOf = (id: string): string => `(SELECT ${of('l')} FROM messages l WHERE l.id = $${values.push(id)}::uuid)`;
  if (filter.beforeId) where.push(`(${of('m')}) < ${placeOf(filter.beforeId)}`);
  if (filter.byTime && filter.after?.id) where.push(`(${of('m')}) > ${placeOf(filter.after.id)}`);
  else if (filter.after)
    where.push(`(m.seq, m.id) > ($${values.push(filter.after.seq)}, $${values.push(filter.after.id ?? lastId)}::uuid)`);
  values.push(filter.limit);
  const order = filter.newestFirst ? 'DESC' : 'ASC';
  // Across threads `seq` orders nothing; ids do, and a page can go on after one.
  const by = filter.acrossThreads ? 'm.id' : column.map((name) => `m.${name} ${order}`).join(', ');
  const rows = await sql.query<Row>(
    `${messageSelect} ${where.length ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY ${by} LIMIT $${values.length}`,
    values,
  );
  return rows.map((row) => toMessageView(row, links));
}

function toMessageView(r: Row, links: SignedLinks): MessageView {
  return {
    id: r['id'] as string,
    seq: Number(r['seq']),
    rev: Number(r['rev']),
    conversationId: r['conversation_id'] as string,
    customerId: r['customer_id'] as string,
    inboxId: r['inbox_id'] as string,
    channel: r['channel'] as MessageView['channel'],
    direction: r['direction'] as MessageView['direction'],
    kind: r['kind'] as MessageView['kind'],
    author: {
      type: r['author_type'] as MessageView['author']['type'],
      id: r['author_id'] as string | null,
      name: r['author_name'] as string | null,
    },
    text: r['text'] as string,
    content: r['content'] as MessageView['content'],
    attachments: attachmentViews(r['attachments'] as ShownAttachment[] | null, links),
    externalId: r['external_id'] as string | null,
    clientId: r['client_id'] as string | null,
    unproved: r['unproved'] as boolean,
    delivery: deliveryOf(r),
    createdAt: (r['created_at'] as Date).toISOString(),
  };
}

function deliveryOf(r: Row): MessageView['delivery'] {
  const tried = r['being_sent'] as { attempts: number; dueAt: string } | null;
  return {
    state: r['delivery_state'] as MessageView['delivery']['state'],
    ...(r['delivery_reason'] ? { reason: r['delivery_reason'] as string } : {}),
    ...(tried ? { attempts: tried.attempts, nextAttemptAt: new Date(tried.dueAt).toISOString() } : {}),
  };
}

/** Enough for a row of a list. */
const lastMessageLength = 140;

/**
 * The last words and the handover are one step each on an index of the messages: this is read with every arrival. Columns kept at
 * the write would cost each of them more, and an erasure would have to reach them. What colleagues say among themselves is left
 * out: who may read it is judged message by message.
 */
const conversationSelect = `
  SELECT v.*, (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'mode', l.mode) ORDER BY l.since, s.id)
     FROM conversation_listeners l JOIN agents s ON s.id = l.agent_id WHERE l.conversation_id = v.id AND l.mode <> 'monitor') AS joined,
    coalesce((SELECT jsonb_agg(jsonb_build_object('kind', t.kind, 'startedAt', t.started_at, 'dueAt', t.due_at, 'metAt', t.met_at,
        'breachedAt', t.breached_at, 'stoppedAt', t.stopped_at) ORDER BY t.kind)
      FROM (SELECT DISTINCT ON (kind) * FROM conversation_targets WHERE conversation_id = v.id ORDER BY kind, started_at DESC) AS t), '[]') AS targets,
    coalesce(root.name, c.name) AS customer_name, a.name AS assignee_name, absent.name AS cover_for_name,
    CASE WHEN v.channel = 'webchat' AND v.status <> 'closed' THEN (
      SELECT bool_or(o.left_at IS NULL AND o.last_seen_at > (SELECT app_now()) - interval '25 seconds')
      FROM visits o WHERE o.customer_id IN (v.customer_id, c.merged_into)) END AS customer_here,
    CASE WHEN l.seq IS NOT NULL THEN jsonb_build_object('text', left(l.text, ${lastMessageLength}),
      'files', jsonb_path_query_array(l.attachments, '$[*].name'), 'direction', l.direction, 'kind', l.kind,
      'authorName', CASE l.author_type WHEN 'agent' THEN (SELECT w.name FROM agents w WHERE w.id = l.author_id)
                                       WHEN 'customer' THEN coalesce(root.name, c.name) END,
      'at', l.created_at) END AS last_message,
    (SELECT jsonb_build_object('id', w.id, 'name', w.name, 'at', h.created_at)
     FROM (SELECT m.author_id, m.created_at FROM messages m WHERE m.conversation_id = v.id AND v.assignee_id IS NOT NULL
             AND v.status <> 'closed' AND m.kind = 'note' AND m.content -> 'handover' IS NOT NULL ORDER BY m.seq DESC LIMIT 1) AS h
     JOIN agents w ON w.id = h.author_id
     WHERE w.id <> v.assignee_id AND h.created_at > coalesce(v.last_outbound_at, '-infinity')) AS handed_over
  FROM conversations v
  JOIN customers c ON c.id = v.customer_id
  LEFT JOIN customers root ON root.id = c.merged_into
  LEFT JOIN agents a ON a.id = v.assignee_id
  LEFT JOIN agents absent ON absent.id = v.cover_for_agent_id AND absent.id IS DISTINCT FROM v.assignee_id AND v.status <> 'closed'
  LEFT JOIN LATERAL (SELECT m.seq, m.text, m.attachments, m.direction, m.kind, m.author_type, m.author_id, m.created_at FROM messages m
    WHERE m.conversation_id = v.id AND m.kind IN ('text', 'call') AND m.direction <> 'internal' ORDER BY m.seq DESC LIMIT 1) AS l ON true`;

/** Conversations in the order of `ids`; ids that are not there are left out. */
export async function conversationViews(sql: Sql, ids: string[]): Promise<ConversationView[]> {
  if (ids.length === 0) return [];
  const rows = await sql.prepared<Row>('conversation-views', `${conversationSelect} WHERE v.id = ${anyOf('$1')}`, [ids]);
  const byId = new Map(rows.map((row) => [row['id'] as string, toConversationView(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export interface ConversationFilter {
  status?: string[];
  assigneeId?: string;
  lastAgentId?: string;
  queueId?: string;
  customerIds?: string[];
  /** The last id of the page before; ids are in time order. */
  afterId?: string;
  limit: number;
}

/** Newest first. */
export async function listConversations(sql: Sql, filter: ConversationFilter): Promise<ConversationView[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  // A split that was undone is read by its id; nobody who looks for conversations looks for it.
  const where: string[] = ['v.rejoined_at IS NULL'];
  if (filter.status?.length) where.push(`v.status = ANY(${bind(filter.status)})`);
  if (filter.assigneeId) where.push(`v.assignee_id = ${bind(filter.assigneeId)}`);
  if (filter.lastAgentId) where.push(`v.preferred_agent_id = ${bind(filter.lastAgentId)}`);
  if (filter.queueId) where.push(`v.queue_id = ${bind(filter.queueId)}`);
  if (filter.customerIds) where.push(`v.customer_id = ANY(${bind(filter.customerIds)})`);
  if (filter.afterId) where.push(`v.id < ${bind(filter.afterId)}`);
  const rows = await sql.query<Row>(
    `${conversationSelect} WHERE ${where.join(' AND ')} ORDER BY v.id DESC LIMIT ${bind(filter.limit)}`,
    values,
  );
  return rows.map(toConversationView);
}

/** Times inside a jsonb come in the zone of the session. */
const toUtc = (time: string): string => new Date(time).toISOString();

function inUtc(target: ConversationView['targets'][number]): ConversationView['targets'][number] {
  const utc = (time: string | null): string | null => (time === null ? null : toUtc(time));
  const { kind, startedAt, dueAt, metAt, breachedAt, stoppedAt } = target;
  return {
    kind,
    startedAt: utc(startedAt)!,
    dueAt: utc(dueAt),
    metAt: utc(metAt),
    breachedAt: utc(breachedAt),
    stoppedAt: utc(stoppedAt),
  };
}

interface LastMessageRow extends NonNullable<ConversationView['lastMessage']> {
  files: string[] | null;
}

function lastMessageOf(row: LastMessageRow | null): ConversationView['lastMessage'] {
  if (!row) return null;
  const { text, files, direction, kind, authorName, at } = row;
  const words = text.trim() === '' ? (files ?? []).join(', ').slice(0, lastMessageLength) : text;
  return { text: words, direction, kind, authorName, at: toUtc(at) };
}

function handedOverOf(row: { id: string; name: string; at: string } | null): ConversationView['handedOver'] {
  return row && { by: { id: row.id, name: row.name }, at: toUtc(row.at) };
}

function toConversationView(r: Row): ConversationView {
  const date = (name: string): string | null => iso(r[name] as Date | null);
  const text = (name: string): string | null => r[name] as string | null;
  return {
    id: r['id'] as string,
    customerId: r['customer_id'] as string,
    customerName: text('customer_name'),
    inboxId: r['inbox_id'] as string,
    queueId: r['queue_id'] as string,
    status: r['status'] as ConversationView['status'],
    channel: r['channel'] as ConversationView['channel'],
    subject: text('subject'),
    tags: r['tags'] as string[],
    fields: r['fields'] as Record<string, unknown>,
    priority: r['priority'] as number,
    language: text('language'),
    assignee: r['assignee_id'] ? { id: r['assignee_id'] as string, name: (r['assignee_name'] as string | null) ?? '' } : null,
    joined: (r['joined'] as ConversationView['joined'] | null) ?? [],
    epoch: r['epoch'] as number,
    splitFromId: text('split_from_id'),
    previousId: text('previous_id'),
    waitingSince: date('waiting_since'),
    deadlineAt: date('deadline_at'),
    targets: (r['targets'] as ConversationView['targets']).map(inUtc),
    snoozedUntil: date('snoozed_until'),
    openedAt: date('opened_at')!,
    closedAt: date('closed_at'),
    outcome: text('outcome'),
    coverFor: r['cover_for_name']
      ? { id: r['cover_for_agent_id'] as string, name: r['cover_for_name'] as string, until: date('cover_until') }
      : null,
    customerHere: r['customer_here'] as boolean | null,
    lastInboundAt: date('last_inbound_at'),
    lastOutboundAt: date('last_outbound_at'),
    lastMessage: lastMessageOf(r['last_message'] as LastMessageRow | null),
    handedOver: handedOverOf(r['handed_over'] as { id: string; name: string; at: string } | null),
    version: r['version'] as number,
  };
}
