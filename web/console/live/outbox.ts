import type { MessageView } from '../../../src/contracts/views.js';
import { serverNow } from './api.js';
import { putMessages, touch } from './apply.js';
import { desk, type Pending } from './desk.js';
import { problemLine } from './problem.js';
import { renew } from './session.js';
import { type Answer, ask } from './socket.js';

const AGAIN_MS = 3_000;
let isBusy = false;
const heard = new Set<(message: MessageView) => void>();

/** Told of each message the server took, as it answered (with what it noticed in it). */
export function onSent(hear: (message: MessageView) => void): () => void {
  heard.add(hear);
  return () => void heard.delete(hear);
}

/**
 * Puts a message on its way and shows it at once. It keeps its client id until it is acknowledged, so sending it again
 * after a lost answer never makes a second one.
 */
export function post(message: Omit<Pending, 'clientId' | 'failed' | 'at'>): void {
  const at = new Date(serverNow()).toISOString();
  const one: Pending = { ...message, clientId: crypto.randomUUID(), at, failed: null };
  desk.setState(({ pending }) => ({ pending: [...pending, one] }));
  void flush();
}

export function retry(clientId: string): void {
  change(clientId, (one) => ({ ...one, failed: null }));
  void flush();
}

export function discard(clientId: string): void {
  desk.setState(({ pending }) => ({ pending: pending.filter((one) => one.clientId !== clientId) }));
}

function change(clientId: string, to: (one: Pending) => Pending): void {
  desk.setState(({ pending }) => ({ pending: pending.map((one) => (one.clientId === clientId ? to(one) : one)) }));
}

/** Sends what waits, one at a time and in order. */
export async function flush(): Promise<void> {
  if (isBusy) return;
  isBusy = true;
  try {
    for (;;) {
      const { pending, link } = desk.getState();
      const next = pending.find((one) => one.failed === null);
      if (!next || link !== 'online' || !(await send(next))) return;
    }
  } finally {
    isBusy = false;
  }
}

/** @returns false when it is better to wait before the next */
async function send(next: Pending): Promise<boolean> {
  const { conversationId, kind, clientId, channel, attachments, mentions, template } = next;
  if (!next.mayBeThere) change(clientId, (one) => ({ ...one, mayBeThere: true }));
  const answer: Answer<{ message: MessageView }> = await ask('message.send', {
    conversationId,
    kind,
    text: template ? '' : next.text,
    clientId,
    ...(channel ? { channel } : {}),
    ...(attachments?.length ? { attachments } : {}),
    ...(mentions?.length ? { mentions } : {}),
    ...(template ? { template } : {}),
  });
  if (answer?.ok) {
    putMessages([answer.message]);
    touch(answer.message);
    for (const hear of heard) hear(answer.message);
  } else if (answer?.problem.status === 401) {
    // The sign-in has ended: it waits for the next one, and then goes by itself.
    await renew().catch(() => false);
    setTimeout(() => void flush(), AGAIN_MS);
    return false;
  } else if (!answer || answer.problem.status >= 500 || answer.problem.status === 429) {
    setTimeout(() => void flush(), AGAIN_MS);
    return false;
  } else change(clientId, (one) => ({ ...one, failed: problemLine(answer.problem) }));
  return true;
}
