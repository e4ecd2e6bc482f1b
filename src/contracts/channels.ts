import type { Channel, IdentityKind } from './words.js';

export type MediaKind = 'image' | 'audio' | 'video' | 'file';

export interface MediaRule {
  /** Content types the channel carries, by content; 'any' for all that is safe to store. */
  types: readonly string[] | 'any';
  maxBytes: number;
}

/** What a channel can do, as data, so that sending can obey it without knowing the drawer. */
export interface ChannelCapabilities {
  /** Longest text in characters that one message may carry. */
  maxTextLength: number;
  /** A longer text leaves as several messages, in order; or is refused with the limit. */
  overlong: 'split' | 'refuse';
  /** Identity kind that an outgoing message is addressed to. */
  addressedBy: IdentityKind;
  /** True where a drawer must carry the message out; false where being in the thread is the delivery. */
  sendsOut: boolean;
  typing: boolean;
  /** Which receipts the vendor tells: nothing, delivered, or delivered and read. */
  receipts: false | 'delivered' | 'read';
  /** Files it carries out, by kind; a kind without a rule is refused by name. */
  media: Partial<Record<MediaKind, MediaRule>>;
  /** How long after the customer's last message a free text may be sent; null for always. */
  replyWindowMs: number | null;
  /** What may be sent after the reply window. */
  templates: boolean;
}

const none = { typing: false, receipts: false, replyWindowMs: null, templates: false } as const;
const megabytes = (n: number): number => n * 1024 * 1024;
const anyFile = (maxBytes: number): ChannelCapabilities['media'] => {
  const rule = { types: 'any', maxBytes } as const;
  return { image: rule, audio: rule, video: rule, file: rule };
};

/** Channels this build can speak; a channel without a row is refused by name. */
export const channelCapabilities: Partial<Record<Channel, ChannelCapabilities>> = {
  webchat: {
    ...none,
    maxTextLength: 20_000,
    overlong: 'refuse',
    addressedBy: 'visitor',
    sendsOut: false,
    typing: true,
    receipts: 'read',
    media: anyFile(megabytes(20)),
  },
  email: {
    ...none,
    maxTextLength: 200_000,
    overlong: 'refuse',
    addressedBy: 'email',
    sendsOut: true,
    media: anyFile(megabytes(20)),
  },
  // A system that posts messages reads the answers from the thread; there is no address to send to.
  api: {
    ...none,
    maxTextLength: 100_000,
    overlong: 'refuse',
    addressedBy: 'external',
    sendsOut: false,
    media: anyFile(megabytes(20)),
  },
};
