import type { IdentityKind, IdentityLevel } from '../../../contracts/words.js';

/** A form value the visitor typed before the chat: kept as a fact, proves nothing. */
export interface PreChatValue {
  kind: string;
  value: string;
}

/** What a session token proves: one identity in one inbox, and how much of the thread it may read. */
export interface WidgetSession {
  inboxId: string;
  visitorId: string;
  /** Messages of this session are written by this identity. A visitor's row is made with the first message. */
  identity: { id: string; kind: Extract<IdentityKind, 'visitor' | 'external'>; value: string };
  /** The customer who holds the identity itself; the thread is read at its root, merges followed at every read. */
  customerId: string;
  /** Only `verified` reads the whole thread; the others read what was written by or to their own identity. */
  level: IdentityLevel;
  name: string | null;
  locale: string | null;
  /** The page the chat was opened on. */
  page: PageSeen | null;
  preChat: PreChatValue[];
  /** Whether they let agents see the pages they look at; undefined where the site did not say. */
  pages?: boolean;
}

export interface PageSeen {
  url: string;
  title?: string;
}

export const readsWholeThread = (session: Pick<WidgetSession, 'level'>): boolean => session.level === 'verified';

/** Whose messages and receipts a session speaks for. */
export const actorOfSession = (session: WidgetSession) => ({ type: 'customer' as const, id: session.identity.id });
