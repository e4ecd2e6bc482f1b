import type { FieldError } from '../../contracts/errors.js';
import type { Channel, IdentityKind } from '../../contracts/words.js';
import type { VendorHttp } from './vendor-http.js';

/** A vendor's call to `/v1/inboxes/{id}/webhook`, byte for byte: signatures are over what came, not over what we make of it. */
export interface WebhookRequest {
  method: 'GET' | 'POST';
  /** Absolute, as the vendor wrote it: PUBLIC_URL, path and query. Some vendors sign it. */
  url: string;
  query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Empty for a GET. */
  body: Buffer;
}

/** What the vendor hears. Without one it is an empty 200. */
export interface WebhookAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** One inbox as its drawer sees it: both halves were checked by the drawer's own classes when the inbox was saved. */
export interface Connection<Settings extends object = Record<string, unknown>, Keys extends object = Record<string, string>> {
  inboxId: string;
  channel: Channel;
  /** Shown to administrators. */
  settings: Settings;
  /** Sealed at rest, never shown. */
  secrets: Keys;
  /** Where its vendor delivers: PUBLIC_URL/v1/inboxes/{id}/webhook. For vendors that must be told with each message. */
  webhookUrl?: string;
}

/** One event of a webhook call, cut out of it: stored, repeated and replayed by itself. */
export interface VendorDelivery {
  /** The vendor's own id of the event, unique in the inbox; a hash of the bytes where it has none. */
  externalId: string;
  /** What `translate` reads. */
  raw: Buffer;
  /** Deliveries with the same key are translated in the order they came: the sender's id as a rule. */
  orderKey?: string;
}

/**
 * - `forged`: the signature is missing or wrong: 401, nothing is stored. The reason goes to the log, never to the caller.
 * - `opened`: genuine. An unreadable but genuine body is one delivery that `translate` will call unrecognised.
 */
export type Opened =
  { outcome: 'forged'; reason: string } | { outcome: 'opened'; deliveries: VendorDelivery[]; answer?: WebhookAnswer };

/** Something to fetch later, by whatever the vendor calls it. Stored sealed with the raw delivery's lifetime. */
export interface MediaReference {
  kind: 'image' | 'audio' | 'video' | 'file' | 'sticker';
  /** The vendor's id or address of it; only this drawer's `fetchMedia` reads it. */
  reference: string;
  name?: string;
  /** What the vendor says; the content decides. */
  contentType?: string;
  sizeBytes?: number;
}

export interface VendorSender {
  kind: IdentityKind;
  /** Not normalised yet; the core does that. */
  value: string;
  name?: string | null;
  /** What the agent is shown where the value itself says nothing. */
  display?: string | null;
  locale?: string | null;
  /** False where the vendor passes the sender on as it was written (text messages can be forged): joins, and proves nothing. */
  proved?: boolean;
  /** Other keys the vendor vouches for (WhatsApp's sender is a phone number the vendor has proved). */
  proves?: { kind: IdentityKind; value: string }[];
}

export interface VendorMessage {
  from: VendorSender;
  /** The vendor's id of the message, where it is another than its delivery's `externalId`: what answers, edits and receipts name. */
  externalId?: string;
  /** '' where only media came. */
  text: string;
  /** When the customer sent it, as the vendor says. */
  sentAt?: Date;
  media?: MediaReference[];
  /** The vendor's id of the message this one answers. */
  answers?: string;
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  contacts?: { name: string; phones: string[]; emails: string[] }[];
  /** What was pressed: the text is its title, and this is the value that stood behind it. */
  choice?: string;
  /** A kind that cannot be shown yet: kept, and shown as such ("order", "poll"). */
  unsupported?: string;
  /** Anything else worth keeping, small and plain. Never a secret. */
  extra?: Record<string, unknown>;
  /** Messages that belong together (a media group) share it. */
  group?: string;
}

/** What the vendor tells of a message that left here, by the vendor's own id. */
export interface VendorReceipt {
  externalId: string;
  state: 'sent' | 'delivered' | 'read' | 'failed';
  /** Our own names of it, where the vendor gives them back: a part whose answer was lost is known by them, and not sent again. */
  part?: Pick<OutgoingPart, 'messageId' | 'index' | 'idempotencyKey'>;
  /** Of a failure, in the vendor's words. */
  reason?: string;
  at?: Date;
}

/** Something that happened to a message that is in the thread already. */
export type VendorChange =
  | { kind: 'edited'; externalId: string; from: VendorSender; text: string; at?: Date }
  | { kind: 'deleted'; externalId: string; from: VendorSender; at?: Date }
  /** `emoji` null: taken back. */
  | { kind: 'reacted'; externalId: string; from: VendorSender; emoji: string | null; at?: Date };

/**
 * What one delivery means. Pure: the same bytes give the same answer for ever.
 * - `message`: into the thread. With `unsupported` it is shown as such and the delivery is listed as unsupported.
 * - `receipts`, `change`: about messages that are there. `echo`: written by the business in the vendor's own app.
 * - `read`: the customer has read everything up to that moment (vendors that tell a watermark instead of ids).
 *   An echo's `externalId` is the id our own send was answered with, where it is another than its delivery's.
 * - `ignored`: understood, and nothing for a thread. `unrecognised`: genuine, but not as documented.
 */
export type VendorEvent =
  | { outcome: 'message'; message: VendorMessage }
  | { outcome: 'receipts'; receipts: VendorReceipt[] }
  | { outcome: 'read'; from: VendorSender; upTo: Date }
  | { outcome: 'change'; change: VendorChange }
  | { outcome: 'echo'; to: VendorSender; externalId?: string; text: string; sentAt?: Date; media?: MediaReference[] }
  | { outcome: 'ignored' | 'unsupported' | 'unrecognised'; detail: string };

/** A file to carry out, already read from the store; `url` is a signed address that a vendor can fetch for an hour. */
export interface OutgoingMedia {
  kind: 'image' | 'audio' | 'video' | 'file';
  name: string;
  contentType: string;
  sizeBytes: number;
  url: string;
  read(): Promise<Buffer>;
}

/**
 * One vendor message to be sent: a text within the channel's limit, one file, or a template. A message of the thread may
 * take several of them; those that left are never sent again.
 */
export interface OutgoingPart {
  messageId: string;
  /** 0 for the first part of the message. */
  index: number;
  /** The same for every attempt at this part: for vendors that take an idempotency key. At most 36 characters. */
  idempotencyKey: string;
  to: { kind: IdentityKind; value: string };
  text?: string;
  media?: OutgoingMedia;
  template?: { name: string; language: string; variables: string[] };
  /** The vendor's id of the customer's message it answers, where the agent chose one. */
  answers?: string;
  /** The customer's last message on this inbox: some vendors let a reply use what came with it. */
  last?: { externalId: string; receivedAt: Date; extra: Record<string, unknown> };
  /** Written here, for reply windows; never the machine's clock. */
  now: Date;
}

/**
 * - `sent`: taken over by the vendor, under `externalId` where it names one.
 * - `later`: not this time; `afterMs` where the vendor said how long. `failed`: never, and why, for the agent.
 */
export type PartOutcome =
  | { state: 'sent'; externalId?: string }
  | { state: 'later'; reason: string; afterMs?: number }
  | { state: 'failed'; reason: string };

export interface FetchedMedia {
  body: Buffer;
  contentType?: string;
  name?: string;
}

/** Somebody's id as the vendor knows it; our key may have their account before it. */
export const vendorId = ({ account }: Pick<ConnectionForm, 'account'>, value: string): string =>
  account ? value.slice(value.lastIndexOf(':') + 1) : value;

/** All a vendor's side can do wrong while media are fetched: gone for good, or not now. */
export class MediaGone extends Error {}

/** The vendor says itself that the file is larger than may be read: nothing of it is. */
export class MediaTooLarge extends MediaGone {}

/** It is held at an address that is never called: inside our own network, or none of the vendor's. */
export class MediaRefused extends MediaGone {}

/** What an inbox of one channel of one vendor must be told. */
export interface ConnectionForm<Settings extends object = object, Keys extends object = object> {
  readonly channel: Channel;
  /** Whose API it is: `meta`, `telegram`, `line`, `wechat`, `twilio`. An inbox names it where a channel has several. */
  readonly provider: string;
  /** class-validator classes: what an inbox must be told, openly and under seal. Texts and plain values only. */
  readonly settings: new () => Settings;
  readonly secrets: new () => Keys;
  /**
   * For vendors whose ids of people hold within one account alone: which account this is. Such an id has no colon in it. Left
   * out: an id is the same person at every inbox of the channel.
   */
  account?(settings: Settings): string;
  /** What one half needs of the other, once each was checked by itself. Pointers begin with `/settings` or `/secrets`. */
  faults?(settings: Settings, secrets: Keys): FieldError[];
}

/**
 * One drawer: everything that is peculiar to one channel of one vendor. It decides and describes; the rooms around it
 * store, retry, order, route and show. It keeps no state, reads no clock and touches no database.
 */
export interface Drawer<Settings extends object = object, Keys extends object = object> extends ConnectionForm<Settings, Keys> {
  /** The vendor's question whether this address is ours. Left out: a GET is 404. */
  challenge?(
    request: WebhookRequest,
    connection: Connection<Settings, Keys>,
  ): WebhookAnswer | { outcome: 'forged'; reason: string };
  /** Pure: checks the signature and cuts the call into its events. `now` is for signatures that grow old. */
  open(request: WebhookRequest, connection: Connection<Settings, Keys>, now: Date): Opened;
  /** Pure, and never throws on anything that `open` let in. */
  translate(raw: Buffer, connection: Connection<Settings, Keys>): VendorEvent;
  /** One call to the vendor. Throws only for faults of ours; whatever the vendor does is an outcome. */
  send(part: OutgoingPart, connection: Connection<Settings, Keys>, http: VendorHttp): Promise<PartOutcome>;
  /** Throws MediaGone where it is gone for good, anything else to be tried again. `maxBytes` bounds what is read. */
  fetchMedia?(
    reference: MediaReference,
    connection: Connection<Settings, Keys>,
    http: VendorHttp,
    maxBytes: number,
  ): Promise<FetchedMedia>;
  /**
   * For vendors whose events tell no name: what the account of a customer says of itself; undefined where it says nothing
   * or the vendor does not tell.
   */
  profile?(
    who: { kind: IdentityKind; value: string },
    connection: Connection<Settings, Keys>,
    http: VendorHttp,
  ): Promise<{ name: string } | undefined>;
  /**
   * Shows the customer that an answer is being written.
   * @param last the customer's last message here: WhatsApp shows it beside that one, and marks it as read.
   */
  typing?(
    to: { kind: IdentityKind; value: string },
    connection: Connection<Settings, Keys>,
    http: VendorHttp,
    last?: { externalId: string },
  ): Promise<void>;
}
