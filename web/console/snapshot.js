import { call, list } from './api.js';
import { putConversation, putMessage } from './apply.js';
import { changed, isSupervisor, state, threadOf } from './store.js';

/**
 * Reads the screen anew: my presence, offers, my conversations, queues, and what is open in the middle.
 * @returns {Promise<number>} the position up to which the events are in it
 * @throws {import('./api.js').Refusal}
 */
export async function readSnapshot() {
  /** @type {import('../../src/contracts/sockets.js').ConsoleSnapshot} */
  const snapshot = await call('GET', '/v1/me/snapshot');
  state.presence = snapshot.presence;
  state.offers = new Map(snapshot.offers.map((offer) => [offer.id, offer]));
  // What is open in the middle and what was closed here is not in the snapshot, which holds open work only.
  const kept = [...state.conversations.values()].filter((one) => one.id === state.selectedId || one.status === 'closed');
  state.conversations = new Map(kept.map((one) => [one.id, one]));
  for (const one of snapshot.conversations) putConversation(one);
  for (const live of snapshot.queues) state.live.set(live.queueId, live);
  changed('presence', 'offers', 'conversations', 'selection', 'queues');
  await Promise.all([readQueues(), state.selectedId ? readConversation(state.selectedId) : null]);
  return snapshot.position;
}

/** Every agent may read the queues (to transfer to one); their live state is the supervisors'. */
export async function readQueues() {
  state.queues = await list('/v1/queues?limit=100');
  if (isSupervisor()) {
    state.queueId ??= state.queues[0]?.id ?? null;
    await Promise.all(state.queues.map((queue) => readLive(queue.id)));
    if (state.queueId) await readQueueWork(state.queueId);
  }
  changed('queues');
}

/** @param {string} queueId */
export async function readLive(queueId) {
  const live = await call('GET', `/v1/queues/${queueId}/live`);
  const known = state.live.get(queueId);
  if (!known || known.at <= live.at) state.live.set(queueId, live);
  changed('queues');
}

/** What waits in a queue, what is offered and who holds what: rows a supervisor can move. @param {string} queueId */
export async function readQueueWork(queueId) {
  const work = await Promise.all(
    ['waiting', 'offered', 'assigned'].map((status) => list(`/v1/conversations?queue=${queueId}&status=${status}&limit=100`, 2)),
  );
  const read = new Map(work.flat().map((one) => [one.id, one]));
  for (const one of state.conversations.values()) {
    // Rows that have left the queue without an event reaching this screen.
    const gone = one.queueId === queueId && ['waiting', 'offered'].includes(one.status) && !read.has(one.id);
    if (gone && one.id !== state.selectedId) state.conversations.delete(one.id);
  }
  for (const one of read.values()) putConversation(one);
  changed('conversations', 'queues');
}

/**
 * One conversation with its context, which brings the latest messages of the whole thread, over all channels and earlier
 * conversations; `readEarlier` gives the rest.
 * @param {string} id
 */
export async function readConversation(id) {
  /** @type {import('../../src/contracts/context.js').ContextView} */
  const context = await call('GET', `/v1/conversations/${id}/context`);
  state.contexts.set(id, context);
  putConversation(context.conversation);
  const { customerId } = context.conversation;
  const { messages, hasMore } = context.thread;
  dropBeforeGap(customerId, Math.min(...messages.map((message) => message.seq)));
  for (const message of messages) putMessage(message, customerId);
  if (!hasMore) state.wholeThreads.add(customerId);
  changed('context', 'thread');
}

/**
 * What was read of a thread some time ago may end before the latest messages begin. A gap nobody sees is worse than
 * reading the earlier ones once more.
 * @param {string} customerId @param {number} firstSeq where what was read now begins
 */
function dropBeforeGap(customerId, firstSeq) {
  const thread = threadOf(customerId);
  const earlier = [...thread.values()].filter((message) => message.seq < firstSeq);
  if (earlier.length === 0 || Math.max(...earlier.map((message) => message.seq)) >= firstSeq - 1) return;
  for (const { id } of earlier) thread.delete(id);
  state.wholeThreads.delete(customerId);
}

/**
 * Older messages of the thread, before the earliest shown.
 * @param {string} customerId
 */
export async function readEarlier(customerId) {
  const shown = [...threadOf(customerId).values()];
  const first = Math.min(...shown.map((message) => message.seq));
  for (let after = first - 101; ; after -= 100) {
    const older = await list(`/v1/customers/${customerId}/thread?after=${Math.max(0, after)}&limit=100`, 1);
    const before = older.filter((message) => message.seq < first);
    for (const message of before) putMessage(message, customerId);
    if (after <= 0) state.wholeThreads.add(customerId);
    // A thread can have a hole of a hundred numbers: go on until something is found.
    if (after <= 0 || before.length > 0) return;
  }
}
