import type { ContextView } from '../../../src/contracts/context.js';
import type { QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConsoleSnapshot } from '../../../src/contracts/sockets.js';
import type { ConversationView, MessageView, Page } from '../../../src/contracts/views.js';
import { call, list } from './api.js';
import { putConversation, putConversations, putLive, putRead } from './apply.js';
import { desk, isMerged, isSupervisor, type ThreadRead, threadOf, withEntry } from './desk.js';
import { byPlace } from './place.js';
import { Refusal } from './problem.js';

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
  const { messages, hasMore, epoch, customerIds } = context.thread;
  const read = { rootId: context.customer.id, epoch, asOf: context.asOf, customerIds, lastId: messages.at(-1)?.id ?? null };
  const known = threadOf(customerId).read;
  // Answers may overtake each other: what was read later holds.
  if (known && known.asOf > read.asOf) return;
  if (known && isOther(known, read)) keepOnlyNew(customerId, before.get(customerId)?.messages ?? []);
  const missed = hasMore ? await readMissed(customerId, messages, read) : [];
  const now = threadOf(customerId).read;
  if (now && now.asOf > read.asOf) return;
  markRead(customerId, read);
  if (missed === null) dropBefore(customerId, messages[0]);
  putRead([...(missed ?? []), ...messages], customerId);
  if (!hasMore) markWhole(customerId);
}

const isOther = (a: Pick<ThreadRead, 'rootId' | 'epoch'>, b: Pick<ThreadRead, 'rootId' | 'epoch'>): boolean =>
  a.rootId !== b.rootId || a.epoch !== b.epoch;

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
 * What was read of a thread some time ago may end before the latest messages begin.
 * @returns what stands between them; null where that is too much, or nothing was read before
 */
async function readMissed(
  customerId: string,
  latest: readonly MessageView[],
  read: ThreadRead,
): Promise<readonly MessageView[] | null> {
  const thread = threadOf(customerId);
  const end = thread.messages.find((one) => one.id === thread.read?.lastId);
  const [first] = latest;
  if (!end || !first) return null;
  const order = byPlace(read.customerIds.length > 1);
  if (order(first, end) <= 0) return [];
  const { data, meta } = await readBefore(customerId, first.id);
  return !meta.hasMore || (data[0] && order(data[0], end) <= 0) ? data : null;
}

/** A gap nobody sees is worse than reading the earlier ones once more. */
function dropBefore(customerId: string, first: MessageView | undefined): void {
  const thread = threadOf(customerId);
  if (!first) return;
  const order = byPlace(isMerged(thread));
  const messages = thread.messages.filter((one) => order(one, first) >= 0);
  if (messages.length === thread.messages.length) return;
  desk.setState(({ threads }) => ({ threads: withEntry(threads, customerId, { ...thread, messages, isWhole: false }) }));
}

const readBefore = (customerId: string, messageId: string): Promise<Page<MessageView>> =>
  call('GET', `/v1/customers/${customerId}/thread?before=${messageId}&limit=100`);

/** Older messages of the thread, those that stand right before the earliest that is here. */
export async function readEarlier(customerId: string): Promise<void> {
  const { messages, read } = threadOf(customerId);
  const [first] = messages;
  if (!first) return;
  const answer = await readBefore(customerId, first.id).catch((error: unknown) => {
    // By an undo the first one may have gone to another thread: then this one is read anew.
    if (error instanceof Refusal && error.problem?.status === 422) return null;
    throw error;
  });
  const { openId } = desk.getState();
  if (!answer) return openId ? readConversation(openId) : undefined;
  const now = threadOf(customerId);
  // What was read meanwhile may begin elsewhere: these would not join on to it.
  if (now.messages[0]?.id !== first.id || (read && now.read && isOther(read, now.read))) return;
  putRead(answer.data, customerId);
  if (!answer.meta.hasMore) markWhole(customerId);
}
