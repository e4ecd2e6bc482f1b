import { problemLine } from './api.js';
import { putMessage, touch } from './apply.js';
import { ask } from './live.js';
import { suggest } from './promises.js';
import { changed, state } from './store.js';

/** @typedef {{ name: string, language: string, variables: string[] }} Template */

const AGAIN_MS = 3_000;
let busy = false;

/**
 * Puts a message on its way and shows it at once. It keeps its client id until it is acknowledged, so sending it again
 * after a lost answer never makes a second one.
 * @param {{ conversationId: string, kind: 'reply' | 'note', text: string, channel: string | null, attachments?: string[], files?: string[], template?: Template }} message
 *   `attachments` are ids of uploaded files, `files` their names; `template` goes in place of the text, which only shows it here
 */
export function post(message) {
  state.pending.push({ ...message, clientId: crypto.randomUUID(), failed: null });
  changed('thread');
  void flush();
}

/** @param {string} clientId */
export function retry(clientId) {
  for (const one of state.pending) if (one.clientId === clientId) one.failed = null;
  changed('thread');
  void flush();
}

/** @param {string} clientId */
export function discard(clientId) {
  state.pending = state.pending.filter((one) => one.clientId !== clientId);
  changed('thread');
}

/** Sends what waits, one at a time and in order. */
export async function flush() {
  if (busy) return;
  busy = true;
  try {
    for (;;) {
      const next = state.pending.find((one) => one.failed === null);
      if (!next || state.link !== 'online' || !(await send(next))) return;
    }
  } finally {
    busy = false;
  }
}

/**
 * @param {import('./store.js').Pending} next
 * @returns {Promise<boolean>} false when it is better to wait before the next
 */
async function send(next) {
  const { conversationId, kind, clientId, channel, attachments, template } = next;
  const text = template ? '' : next.text;
  const more = {
    ...(channel ? { channel } : {}),
    ...(attachments?.length ? { attachments } : {}),
    ...(template ? { template } : {}),
  };
  const answer = await ask('message.send', { conversationId, kind, text, clientId, ...more });
  if (answer?.ok) {
    putMessage(answer.message);
    touch(answer.message);
    suggest(conversationId, answer.message.promiseSuggestions);
  } else if (!answer || answer.problem.status >= 500 || answer.problem.status === 429) {
    setTimeout(() => void flush(), AGAIN_MS);
    return false;
  } else next.failed = problemLine(answer.problem);
  changed('thread');
  return true;
}
