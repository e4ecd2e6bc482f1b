import { call, list } from './api.js';
import { putConversation, putMessage } from './apply.js';
import { changed, isSupervisor, selected, state, threadOf } from './store.js';

/**
 * Reads the screen anew: my presence, offers, my conversations, queues, and what is open in the middle.
 * @throws {import('./api.js').Refusal}
 */
export async function readSnapshot() {
  const mine = (/** @type {string} */ status) => `/v1/conversations?assignee=${state.me?.id}&status=${status}&limit=100`;
  const [presence, offers, assigned, snoozed, closed] = await Promise.all([
    call('GET', '/v1/me/presence').catch(() => null),
    list('/v1/me/offers'),
    list(mine('assigned')),
    list(mine('snoozed')),
    list(mine('closed').replace('limit=100', 'limit=20'), 1),
  ]);
  if (presence?.state) state.presence = presence;
  state.offers = new Map(offers.map((offer) => [offer.id, offer]));
  const keep = selected();
  state.conversations = new Map([...assigned, ...snoozed, ...closed].map((one) => [one.id, one]));
  if (keep && !state.conversations.has(keep.id)) state.conversations.set(keep.id, keep);
  changed('presence', 'offers', 'conversations', 'selection');
  await Promise.all([readQueues(), keep ? readConversation(keep.id) : null]);
}

/** Queues are the supervisors'; others who may not read them simply see none. */
export async function readQueues() {
  try {
    state.queues = await list('/v1/queues?limit=100');
  } catch (error) {
    if (/** @type {any} */ (error).problem?.status !== 403) throw error;
    state.queues = [];
  }
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
 * One conversation with its messages and context. The context brings the latest messages of the whole thread, over all
 * channels and earlier conversations.
 * @param {string} id
 */
export async function readConversation(id) {
  const [conversation, messages] = await Promise.all([
    call('GET', `/v1/conversations/${id}`),
    list(`/v1/conversations/${id}/messages?limit=100`, 10),
  ]);
  putConversation(conversation);
  for (const message of messages) putMessage(message, conversation.customerId);
  changed('thread');
  // Without a context the conversation is still of use.
  await readContext(id).catch(() => null);
}

/** @param {string} id */
export async function readContext(id) {
  const context = await call('GET', `/v1/conversations/${id}/context`);
  state.contexts.set(id, context);
  const customerId = state.conversations.get(id)?.customerId;
  for (const message of context?.messages ?? context?.thread ?? []) {
    if (message?.id && message.customerId && Number.isInteger(message.seq)) putMessage(message, customerId);
  }
  changed('context');
}

/**
 * Older messages of the thread, before the earliest shown.
 * @param {string} customerId
 * @returns {Promise<boolean>} true when the thread is now shown from its beginning
 */
export async function readEarlier(customerId) {
  const shown = [...threadOf(customerId).values()];
  const first = Math.min(...shown.map((message) => message.seq));
  for (let after = first - 101; ; after -= 100) {
    const older = await list(`/v1/customers/${customerId}/thread?after=${Math.max(0, after)}&limit=100`, 1);
    const before = older.filter((message) => message.seq < first);
    for (const message of before) putMessage(message, customerId);
    // A thread can have a hole of a hundred numbers: go on until something is found.
    if (after <= 0 || before.length > 0) return after <= 0;
  }
}
