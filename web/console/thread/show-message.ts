import { create } from 'zustand';
import type { MessageView } from '../../../src/contracts/views.js';
import { desk, openConversation, threadOf } from '../live/desk.js';
import { readConversation, readEarlier } from '../live/snapshot.js';

/** The message to bring into view; `nth` grows with every wish, so that the same one can be wished for again. */
export const useShown = create<{ messageId: string | null; nth: number }>(() => ({ messageId: null, nth: 0 }));

/** 100 messages each: as far back as anybody will want to go at once. */
const MOST_PAGES = 200;

/**
 * Brings a message of the open conversation's thread into view and marks it for a moment, reading earlier ones where it is
 * not on the screen yet.
 * @returns false where the thread has no such message
 * @throws Refusal where earlier messages cannot be read
 */
export async function showMessage(seqOrId: number | string): Promise<boolean> {
  const opened = openConversation(desk.getState());
  if (!opened) return false;
  const { id, customerId } = opened;
  const find = (): MessageView | undefined =>
    threadOf(customerId).messages.find((one) => one.seq === seqOrId || one.id === seqOrId);
  // Of a thread that is just being opened the end comes first: what is earlier is counted from there.
  if (threadOf(customerId).messages.length === 0) await readConversation(id);
  for (let page = 0; page < MOST_PAGES && !find(); page += 1) {
    const { messages, isWhole } = threadOf(customerId);
    const isBefore = typeof seqOrId === 'string' || seqOrId < (messages[0]?.seq ?? Infinity);
    if (isWhole || !isBefore || messages.length === 0) break;
    await readEarlier(customerId);
    if (desk.getState().openId !== id) return false;
  }
  const found = find();
  if (found) useShown.setState(({ nth }) => ({ messageId: found.id, nth: nth + 1 }));
  return found !== undefined;
}

/** The address of one message: whoever opens it sees the conversation there. */
export function linkTo(message: Pick<MessageView, 'conversationId' | 'seq'>): string {
  return `${location.origin}/console/c/${message.conversationId}#m${message.seq}`;
}

export function seqInAddress(): number | null {
  const found = /^#m(\d{1,15})$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}
