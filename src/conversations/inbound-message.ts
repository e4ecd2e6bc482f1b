import type { AttachmentView } from '../contracts/views.js';
import type { Channel, IdentityKind, IdentityLevel } from '../contracts/words.js';
import type { Uploader } from './attachments/take-uploads.js';

/** The one shape that every channel drawer translates into. Keys are normalised by the drawer. */
export interface InboundMessage {
  inboxId: string;
  channel: Channel;
  from: {
    kind: IdentityKind;
    value: string;
    name?: string | null;
    display?: string | null;
    level: IdentityLevel;
    /** True for an address that the reply itself goes to. */
    joins: boolean;
    proof?: object;
    /** Ids where the door knows or made them up already (widget sessions). */
    customerId?: string;
    identityId?: string;
  };
  text: string;
  content?: Record<string, unknown> | null;
  attachments?: AttachmentView[];
  /** Files that its author uploaded for it; they become its attachments. */
  uploads?: { ids: string[]; owner: Uploader };
  /** Unique per inbox: a repeat is answered with the message of the first. */
  externalId?: string | null;
  /** Unique per author. */
  clientId?: string | null;
  occurredAt?: Date | null;
  unproved?: boolean;
  subject?: string | null;
  locale?: string | null;
  threading?: {
    /** From our signed reply token: proves that the sender holds a mail of this conversation. */
    conversationId?: string | null;
    /** External ids of earlier messages that this one answers. */
    inReplyTo?: string[];
  };
  /** Auto-replies and bounces: kept as an event of the thread they answer; they never open, reopen or route. */
  automatic?: boolean;
  /** The item of a call, which whoever records the call keeps up to date; left out, it is a text. */
  kind?: 'call';
  /** What a form asked before the chat, or a bot found out. */
  facts?: { kind: string; value: string; label?: string }[];
  /** Who found it out; a form unless said otherwise. What a bot heard was said in this message. */
  factsBy?: 'form' | 'bot';
}

export interface Received {
  messageId: string;
  seq: number;
  rev: number;
  conversationId: string;
  customerId: string;
  identityId: string;
  /** True where this external or client id was recorded before; nothing was changed. */
  duplicate: boolean;
  opened: boolean;
  reopened: boolean;
  createdAt: Date;
}
