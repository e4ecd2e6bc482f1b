import type { Channel, IdentityKind } from './words.js';

/** What a channel can do, as data, so that sending can obey it without knowing the drawer. */
export interface ChannelCapabilities {
  /** Longest text in characters that one message may carry. */
  maxTextLength: number;
  /** Identity kind that an outgoing message is addressed to. */
  addressedBy: IdentityKind;
  /** True where a drawer must carry the message out; false where being in the thread is the delivery. */
  sendsOut: boolean;
  typing: boolean;
  receipts: boolean;
}

const none = { typing: false, receipts: false } as const;

/** Channels this build can speak; a channel without a row is refused by name. */
export const channelCapabilities: Partial<Record<Channel, ChannelCapabilities>> = {
  webchat: { maxTextLength: 20_000, addressedBy: 'visitor', sendsOut: false, typing: true, receipts: true },
  email: { maxTextLength: 200_000, addressedBy: 'email', sendsOut: true, ...none },
  // A system that posts messages reads the answers from the thread; there is no address to send to.
  api: { maxTextLength: 100_000, addressedBy: 'external', sendsOut: false, ...none },
};
