import { useEffect } from 'react';
import { create } from 'zustand';
import type { ConversationChannelView } from '../../../src/contracts/views.js';
import type { Channel } from '../../../src/contracts/words.js';
import { list, serverNow } from '../live/api.js';
import { openConversation, threadOf, useDesk } from '../live/desk.js';
import { isOpenAt } from './channel-rules.js';

const none: readonly ConversationChannelView[] = [];

/** Where customers can be answered, as the server last said, by conversation; `beat` moves as a window closes. */
const useRead = create<{ channels: ReadonlyMap<string, readonly ConversationChannelView[]>; beat: number }>(() => ({
  channels: new Map(),
  beat: 0,
}));

export interface ReplyChannels {
  /** Empty until the server has said so. */
  all: readonly ConversationChannelView[];
  /** Where a reply goes unless its writer chooses. */
  usual: Channel;
}

/** Asked anew whenever the customer wrote, something was refused, or the conversation moved. */
export function useReplyChannels(conversationId: string): ReplyChannels {
  const all = useRead(({ channels }) => channels.get(conversationId)) ?? none;
  useRead(({ beat }) => beat);
  const mark = useDesk((desk) => {
    const conversation = openConversation(desk);
    const heard = conversation ? threadOf(conversation.customerId).messages.findLast((one) => one.direction === 'in')?.id : '';
    return [conversationId, conversation?.version, heard, desk.pending.filter((one) => one.failed !== null).length].join();
  });
  const usualHere = useDesk((desk) => usualOf(desk));

  useEffect(() => {
    let isOver = false;
    list<ConversationChannelView>(`/v1/conversations/${conversationId}/channels`, 1).then(
      (read) => {
        if (!isOver) useRead.setState(({ channels }) => ({ channels: new Map(channels).set(conversationId, read) }));
      },
      // Without it the channel of the last message is offered; the server says what is wrong with it.
      () => undefined,
    );
    return () => void (isOver = true);
  }, [conversationId, mark]);

  // A window that ends while the page stands open closes here, too.
  useEffect(() => {
    const ends = all.flatMap(({ closesAt }) => (closesAt ? [Date.parse(closesAt) - serverNow()] : []));
    const next = Math.min(...ends.filter((ms) => ms > 0));
    if (!Number.isFinite(next)) return;
    const timer = setTimeout(() => useRead.setState(({ beat }) => ({ beat: beat + 1 })), Math.min(next + 50, 2_000_000_000));
    return () => clearTimeout(timer);
  }, [all]);

  return { all, usual: all.find((one) => one.default)?.channel ?? usualHere };
}

/** The channel of the last words from the customer; a call carries none, so what is written goes elsewhere. */
function usualOf(desk: ReturnType<typeof useDesk.getState>): Channel {
  const conversation = openConversation(desk);
  if (!conversation) return 'webchat';
  const last = threadOf(conversation.customerId).messages.findLast((one) => one.direction === 'in' && one.kind === 'text');
  return last?.channel ?? conversation.channel;
}

export function isOpenNow(one: ConversationChannelView): boolean {
  return isOpenAt(one, serverNow());
}
