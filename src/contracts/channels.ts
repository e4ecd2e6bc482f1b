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
  /** Where the vendor counts bytes (UTF-8): the text must keep to this too. */
  maxTextBytes?: number;
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
  /** A longer window for what a person writes, where the inbox's setting of this name is on. */
  peopleWindow?: { setting: string; ms: number };
  /** What may be sent after the reply window. */
  templates: boolean;
}

const none = { typing: false, receipts: false, replyWindowMs: null, templates: false } as const;
const megabytes = (n: number): number => n * 1024 * 1024;
const anyFile = (maxBytes: number): ChannelCapabilities['media'] => {
  const rule = { types: 'any', maxBytes } as const;
  return { image: rule, audio: rule, video: rule, file: rule };
};

const dayMs = 86_400_000;

/** The documents that WhatsApp carries. */
const officeFiles = [
  'application/pdf',
  'text/plain',
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
];

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
  telegram: {
    ...none,
    maxTextLength: 4096,
    overlong: 'split',
    addressedBy: 'telegram',
    sendsOut: true,
    typing: true,
    media: anyFile(megabytes(50)),
  },
  // LINE fetches files from us, and shows only what it can play.
  line: {
    ...none,
    maxTextLength: 5000,
    overlong: 'split',
    addressedBy: 'line',
    sendsOut: true,
    typing: true,
    media: {
      image: { types: ['image/jpeg', 'image/png'], maxBytes: megabytes(10) },
      audio: { types: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a'], maxBytes: megabytes(200) },
      video: { types: ['video/mp4'], maxBytes: megabytes(200) },
    },
  },
  whatsapp: {
    maxTextLength: 4096,
    overlong: 'split',
    addressedBy: 'whatsapp',
    sendsOut: true,
    typing: true,
    receipts: 'read',
    media: {
      image: { types: ['image/jpeg', 'image/png'], maxBytes: megabytes(5) },
      audio: {
        types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/ogg'],
        maxBytes: megabytes(16),
      },
      video: { types: ['video/mp4', 'video/3gpp'], maxBytes: megabytes(16) },
      file: { types: officeFiles, maxBytes: megabytes(100) },
    },
    replyWindowMs: dayMs,
    templates: true,
  },
  messenger: {
    maxTextLength: 2000,
    overlong: 'split',
    addressedBy: 'messenger',
    sendsOut: true,
    typing: true,
    receipts: 'read',
    media: {
      ...anyFile(megabytes(25)),
      image: { types: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: megabytes(8) },
    },
    replyWindowMs: dayMs,
    peopleWindow: { setting: 'humanAgentTag', ms: 7 * dayMs },
    templates: false,
  },
  instagram: {
    maxTextLength: 1000,
    maxTextBytes: 1000,
    overlong: 'split',
    addressedBy: 'instagram',
    sendsOut: true,
    typing: true,
    receipts: 'read',
    media: {
      image: { types: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: megabytes(8) },
      audio: { types: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav'], maxBytes: megabytes(25) },
      video: { types: ['video/mp4', 'video/ogg', 'video/quicktime', 'video/webm', 'video/vnd.avi'], maxBytes: megabytes(25) },
    },
    replyWindowMs: dayMs,
    peopleWindow: { setting: 'humanAgentTag', ms: 7 * dayMs },
    templates: false,
  },
  // By Twilio. Longer than one segment (160 GSM-7 characters, 70 others) is still one message, and paid by segment.
  sms: {
    ...none,
    maxTextLength: 1600,
    overlong: 'split',
    addressedBy: 'phone',
    sendsOut: true,
    receipts: 'delivered',
    media: {
      image: { types: ['image/jpeg', 'image/png', 'image/gif'], maxBytes: megabytes(5) },
      audio: { types: ['audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/amr', 'audio/wav'], maxBytes: megabytes(5) },
      video: { types: ['video/mp4', 'video/3gpp', 'video/quicktime', 'video/webm'], maxBytes: megabytes(5) },
      file: { types: ['application/pdf', 'text/vcard', 'text/csv'], maxBytes: megabytes(5) },
    },
  },
  // Counted in bytes, of which a Chinese character has three; and at most five messages for each of the customer's.
  wechat: {
    ...none,
    maxTextLength: 2048,
    maxTextBytes: 2048,
    overlong: 'split',
    addressedBy: 'wechat',
    sendsOut: true,
    typing: true,
    media: {
      image: { types: ['image/jpeg', 'image/png', 'image/gif', 'image/bmp'], maxBytes: megabytes(10) },
      audio: { types: ['audio/amr', 'audio/mpeg'], maxBytes: megabytes(2) },
      video: { types: ['video/mp4'], maxBytes: megabytes(10) },
    },
    replyWindowMs: 48 * 3_600_000,
    templates: true,
  },
  // What is said in a call is said; a text to a caller goes by another channel.
  voice: {
    ...none,
    maxTextLength: 0,
    overlong: 'refuse',
    addressedBy: 'phone',
    sendsOut: true,
    media: {},
  },
};

/** Where one vendor of a channel can do less, or other, than the channel's row says: `channel:provider`. */
const vendorCapabilities: Readonly<Record<string, Partial<ChannelCapabilities>>> = {
  'whatsapp:twilio': {
    maxTextLength: 1600,
    typing: false,
    media: {
      image: { types: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: megabytes(5) },
      audio: { types: ['audio/ogg', 'audio/amr', 'audio/mp4', 'audio/aac', 'audio/mpeg'], maxBytes: megabytes(16) },
      video: { types: ['video/mp4', 'video/3gpp'], maxBytes: megabytes(16) },
      file: { types: officeFiles, maxBytes: megabytes(16) },
    },
  },
};

/** What an inbox can do: its channel's row, as far as its vendor carries it. */
export function capabilitiesOf(channel: Channel, provider?: string | null): ChannelCapabilities | undefined {
  const row = channelCapabilities[channel];
  return row && { ...row, ...vendorCapabilities[`${channel}:${provider ?? ''}`] };
}
