import type { ContextView } from '../../../src/contracts/context.js';
import type { QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConsoleSnapshot } from '../../../src/contracts/sockets.js';
import type { ConversationView, MessageView } from '../../../src/contracts/views.js';
import { call, list } from './api.js';
import { putConversation, putConversations, putLive, putMessages } from './apply.js';
import { desk, isSupervisor, type ThreadRead, threadOf, withEntry } from './desk.js';

/**
 * Reads the screen anew: presence, offers, own conversations, queues, alerts, and what is open in the middle.
 * @returns the position up to which the events are in it
 * @throws Refusal
 */
export async function readSnapshot(): Promise<number> {
  const snapshot = await call<ConsoleSnapshot>('GET', '/v1/me/snapshot');
  desk.setState(({ conversations, openId }) => ({
    presence: snapshot.presence,
    offers: new Map(snapshot.offers.map((offer) => [offer.id, offer])),
    alerts: new Map(snapshot.alerts.map((alert) => [alert.id, alert])),
    listening: snapshot.listening,
    // What is open in the middle and what was closed here is not in the snapshot, which holds open work only.
    conversations: new Map([...conversations].filter(([id, one]) => id === openId || one.status === 'closed')),
  }));
  putConversations(snapshot.conversations);
  for (const live of snapshot.queues) putLive(live);
  const { openId } = desk.getState();
  await Promise.all([readQueues(), openId ? readConversation(openId) : null]);
  return snapshot.position;
}

/** Every agent may read the queues (to transfer to one); their live state is the supervisors'. */
export async function readQueues(): Promise<void> {
  const queues = await list<{ id: string; key?: string; name: string }>('/v1/queues?limit=100');
  desk.setState({ queues });
  if (isSupervisor(desk.getState())) await Promise.all(queues.map(({ id }) => readLive(id)));
}

export async function readLive(queueId: string): Promise<void> {
  putLive(await call<QueueLiveView>('GET', `/v1/queues/${queueId}/live`));
}

/** What waits in a queue (null: in all), what is offered and who holds what: rows a supervisor can move. */
export async function readQueueWork(queueId: string | null): Promise<void> {
  const of = queueId ? `queue=${queueId}&` : '';
  const work = await Promise.all(
    ['waiting', 'offered', 'assigned'].map((status) =>
      list<ConversationView>(`/v1/conversations?${of}status=${status}&limit=100`, 5),
    ),
  );
  const read = new Set(work.flat().map((one) => one.id));
  // Rows that have left the queue without an event reaching this screen.
  const isGone = (one: ConversationView): boolean =>
    (queueId === null || one.queueId === queueId) && ['waiting', 'offered'].includes(one.status) && !read.has(one.id);
  desk.setState(({ conversations, openId }) => ({
    conversations: new Map([...conversations].filter(([id, one]) => id === openId || !isGone(one))),
  }));
  putConversations(work.flat());
}

/**
 * One conversation with its context, which brings the latest messages of the whole thread, over all channels and earlier
 * conversations; `readEarlier` gives the rest.
 */
export async function readConversation(id: string): Promise<void> {
  const before = desk.getState().threads;
  const context = await call<ContextView>('GET', `/v1/conversations/${id}/context`);
  desk.setState(({ contexts }) => ({ contexts: withEntry(contexts, id, context) }));
  putConversation(context.conversation);
  const { customerId } = context.conversation;
  const { messages, hasMore, epoch } = context.thread;
  const read = { rootId: context.customer.id, epoch, asOf: context.asOf };
  const known = threadOf(customerId).read;
  // Answers may overtake each other: what was read later holds.
  if (known && known.asOf > read.asOf) return;
  if (known && (known.rootId !== read.rootId || known.epoch !== read.epoch))
    keepOnlyNew(customerId, before.get(customerId)?.messages ?? []);
  markRead(customerId, read);
  dropBeforeGap(customerId, Math.min(...messages.map((message) => message.seq)));
  putMessages(messages, customerId);
  if (!hasMore) markWhole(customerId);
}

/**
 * Somebody was merged into the customer, or taken apart from them: what was read before belongs to another thread. What came
 * while it was read anew is of this one, and may not be in the answer yet.
 */
function keepOnlyNew(customerId: string, before: readonly MessageView[]): void {
  const old = new Set(before.map((message) => message.id));
  const messages = threadOf(customerId).messages.filter((message) => !old.has(message.id));
  desk.setState(({ threads }) => ({ threads: withEntry(threads, customerId, { messages, isWhole: false }) }));
}

function markRead(customerId: string, read: ThreadRead): void {
  desk.setState(({ threads }) => ({ threads: withEntry(threads, customerId, { ...threadOf(customerId), read }) }));
}

function markWhole(customerId: string): void {
  desk.setState(({ threads }) => ({ threads: withEntry(threads, customerId, { ...threadOf(customerId), isWhole: true }) }));
}

/**
 * What was read of a thread some time ago may end before the latest messages begin. A gap nobody sees is worse than
 * reading the earlier ones once more.
 */
function dropBeforeGap(customerId: string, firstSeq: number): void {
  const { messages } = threadOf(customerId);
  const before = messages.findLastIndex((message) => message.seq < firstSeq);
  if (before < 0 || (messages[before]?.seq ?? 0) >= firstSeq - 1) return;
  const kept = messages.slice(before + 1);
  desk.setState(({ threads }) => ({
    threads: withEntry(threads, customerId, { ...threadOf(customerId), messages: kept, isWhole: false }),
  }));
}

/** Older messages of the thread, before the earliest that is here. */
export async function readEarlier(customerId: string): Promise<void> {
  const first = threadOf(customerId).messages[0]?.seq ?? 0;
  for (let after = first - 101; ; after -= 100) {
    const older = await list<MessageView>(`/v1/customers/${customerId}/thread?after=${Math.max(0, after)}&limit=100`, 1);
    const before = older.filter((message) => message.seq < first);
    putMessages(before, customerId);
    if (after <= 0) markWhole(customerId);
    // A thread can have a hole of a hundred numbers: go on until something is found.
    if (after <= 0 || before.length > 0) return;
  }
}
