/** What a handover brief is made of: plain data, the same for the rules and for a writer that is plugged in. */
export const DIGEST_LANGUAGES = ['en', 'zh'] as const;
export type DigestLanguage = (typeof DIGEST_LANGUAGES)[number];

export interface DigestMessage {
  id: string;
  /** Which of them, where several conversations are in sight. */
  conversationId: string;
  channel: string;
  direction: 'in' | 'out' | 'internal';
  author: 'customer' | 'agent' | 'other';
  authorName: string | null;
  text: string;
  /** RFC 3339. */
  at: string;
}

export interface DigestFact {
  kind: string;
  label: string | null;
  value: string;
  /** Null where it was entered by hand or came by a form. */
  messageId: string | null;
}

export interface DigestPromise {
  text: string;
  dueAt: string | null;
  overdue: boolean;
  madeAt: string;
  by: string;
  /** The message it was recognised in. */
  messageId: string | null;
}

export interface DigestMaterial {
  /** The reader's. */
  language: DigestLanguage;
  /** Zone that days are told in: the customer's. */
  zone: string;
  now: string;
  conversationId: string;
  customer: { name: string | null; tier: string | null; since: string };
  subject: string | null;
  /** In the order they were said; of the whole thread, the latest. */
  messages: DigestMessage[];
  /** The first the customer said in this conversation: why they came, though much may have been said since. */
  opening: DigestMessage[];
  facts: DigestFact[];
  /** Open ones. */
  promises: DigestPromise[];
}

/** In the order they are read. `tried`: what was done already, by either side. `unknown`: asked and not answered yet. */
export const DIGEST_SECTIONS = ['who', 'now', 'tried', 'promised', 'mood', 'unknown'] as const;
export type DigestSectionKey = (typeof DIGEST_SECTIONS)[number];

export interface DigestSentence {
  sentence: string;
  /** Ids of the messages it rests on; at least one. */
  sources: string[];
}

export interface DigestSection {
  key: DigestSectionKey;
  sentences: DigestSentence[];
}

export interface Digest {
  language: DigestLanguage;
  /** Sections with nothing to say are left out. */
  sections: DigestSection[];
}

/** What a brief never exceeds, whoever wrote it. */
export const DIGEST_BOUNDS = { sentence: 280, perSection: 4, sources: 5, total: 3_000 } as const;

/** Of one message this much is read, and of the thread the last so many. */
export const READ_PER_MESSAGE = 2_000;
export const READ_MESSAGES = 80;
/** Who greets first says why in the second message, or the third. */
export const READ_OPENING = 5;
