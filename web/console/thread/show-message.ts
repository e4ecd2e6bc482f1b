import { create } from 'zustand';
import type { MessageView } from '../../../src/contracts/views.js';
import { call } from '../live/api.js';
import { desk, isMerged, openConversation, threadOf } from '../live/desk.js';
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
  // Of a thread that is just being opened the end comes first: what is earlier is counted from there.
  if (threadOf(customerId).messages.length === 0) await readConversation(id);
  const wanted = await idOrSeq(seqOrId, id, customerId);
  const find = (): MessageView | undefined =>
    threadOf(customerId).messages.find((one) => one.seq === wanted || one.id === wanted);
  for (let page = 0; page < MOST_PAGES && !find(); page += 1) {
    const { messages, isWhole } = threadOf(customerId);
    const isBefore = typeof wanted === 'string' || wanted < (messages[0]?.seq ?? Infinity);
    if (isWhole || !isBefore || messages.length === 0) break;
    await readEarlier(customerId);
    if (desk.getState().openId !== id) return false;
  }
  const found = find();
  if (found) useShown.setState(({ nth }) => ({ messageId: found.id, nth: nth + 1 }));
  return found !== undefined;
}

/** In a merged thread a number occurs twice, within one of its conversations once: there the server knows whose it is. */
async function idOrSeq(wanted: number | string, conversationId: string, customerId: string): Promise<number | string> {
  if (typeof wanted === 'string' || !isMerged(threadOf(customerId))) return wanted;
  const path = `/v1/conversations/${conversationId}/messages?after=${wanted - 1}&limit=1`;
  const [found] = (await call<{ data: MessageView[] }>('GET', path)).data;
  return found?.seq === wanted ? found.id : Infinity;
}

/** The address of one message: whoever opens it sees the conversation there. */
export function linkTo(message: Pick<MessageView, 'conversationId' | 'seq'>): string {
  return `${location.origin}/console/c/${message.conversationId}#m${message.seq}`;
}

export function seqInAddress(): number | null {
  const found = /^#m(\d{1,15})$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}
