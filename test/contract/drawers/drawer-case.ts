import type { Drawer } from '../../../src/channels/drawers/drawer.js';
import type { IdentityKind } from '../../../src/contracts/words.js';

/** Something a customer writes, as the case's own vendor would deliver it. `id` is the vendor's id of the message. */
export interface Utterance {
  from: string;
  id: string;
  text: string;
  sentAt: Date;
}

/** A POST to the inbox's webhook, ready to be sent. `query` without a question mark. */
export interface SignedCall {
  headers: Record<string, string>;
  body: string | Buffer;
  query?: string;
}

/** What a call is signed with and for. */
export interface SigningContext {
  /** The absolute address of the inbox's webhook, as the vendor knows it. */
  url: string;
  now: Date;
}

/**
 * - `ok`: as documented. `throttle`: the vendor's own answer to too many calls. `refuse`: its final no (the recipient is gone).
 * - `outage`: 5xx. `half`: the connection breaks in the middle of the answer. `nonsense`: 200 with a page of HTML.
 * - `silence`: takes the request and never answers.
 */
export const moods = ['ok', 'throttle', 'refuse', 'outage', 'half', 'nonsense', 'silence'] as const;
export type Mood = (typeof moods)[number];

/** A stand-in of the vendor: a real HTTP server on a port of its own. */
export interface FakeVendor {
  /** Without a trailing slash. */
  readonly url: string;
  /** How it answers calls that send something, from now on. `misbehave` in moods.ts does all but throttle and refuse. */
  behave(mood: Mood): void;
  /** Texts it has taken over, oldest first; a template by its name. */
  readonly sent: readonly { to: string; text: string; id: string }[];
  stop(): Promise<void>;
}

/** All that the conformance suite needs to know of one drawer. */
export interface DrawerCase {
  drawer: Drawer<never, never> | Drawer;
  /** As an administrator would give them. */
  settings: Record<string, unknown>;
  secrets: Record<string, unknown>;
  startFake(): Promise<FakeVendor>;
  /** Points the server at the fake: META_GRAPH_URL and the like. */
  environment(fake: FakeVendor): Record<string, string>;
  identityKind: IdentityKind;
  /** How far a sender is believed: `verified` unless the vendor passes on what can be forged. */
  identityLevel?: 'verified' | 'claimed';
  /** Four ids of customers, as the vendor writes them in `from`. */
  customers: readonly [string, string, string, string];
  /** How the fake names a customer in `sent[].to`, where it is not the same. */
  addressOf?(customer: string): string;
  /** Most utterances that one call may carry; 1 where the vendor sends them singly. */
  maxBatch: number;
  /** The body of a call that says these, in this order; at most `maxBatch`. */
  bodyOf(utterances: Utterance[]): string | Buffer;
  /** Signs any body, also nonsense, as the vendor would. */
  sign(body: string | Buffer, context: SigningContext): SignedCall;
  /** Calls that somebody makes who does not know the secret, out of a genuine one. */
  forge(genuine: SignedCall): SignedCall[];
  /** Bodies of genuine calls with events that nobody has documented yet, from this customer. */
  unknownKinds(from: string): (string | Buffer)[];
  /** The body of a call that tells what became of a message that left; undefined where the vendor never tells. */
  receiptOf?(sent: { to: string; id: string }, state: 'delivered' | 'read' | 'failed'): string | Buffer | undefined;
  /** Genuine raw deliveries (what `open` cuts out) and whole bodies, for the fuzz: the more kinds, the better. */
  payloads: readonly (string | Buffer)[];
  /** False where sending needs something a first message does not bring (calls, say). True unless told. */
  sends?: boolean;
}
