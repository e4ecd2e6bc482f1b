import type { InboundMessage } from '../../conversations/inbound-message.js';
import type { Channel, InboundState } from '../../contracts/words.js';
import type { Arriving } from '../../customers/resolve-customer.service.js';
import type { Scope, Sql } from '../../platform/database/tx.js';
import type { MediaReference } from '../drawers/drawer.js';

/** A stored delivery as a translator sees it: unsealed, with what the door knew besides the bytes. */
export interface RawDelivery {
  id: string;
  inboxId: string;
  channel: Channel;
  /** Unique per inbox; the message made of it takes this one, so that repeats meet. */
  externalId: string;
  raw: Buffer;
  meta: Record<string, unknown>;
  receivedAt: Date;
  /** How often it was tried before. */
  attempts: number;
}

/** What a delivery tells about a message of ours that went out earlier. */
export interface Receipt {
  messageId: string;
  state: 'delivered' | 'failed';
  reason: string;
  /** What the drawer keeps of it, written in the transaction of the delivery. */
  also?: (scope: Scope) => Promise<void>;
}

/** What recording something other than a message came to. `later`: what it speaks of is not here yet. */
export type Recorded =
  | { outcome: 'accepted'; messageId: string; detail: string; media?: MediaReference[] }
  | { outcome: Extract<InboundState, 'ignored' | 'unsupported' | 'unrecognised'> | 'later'; detail: string };

/**
 * - `message`: recorded in the thread. With `unsupported` it is shown as a placeholder and listed as such; `media` is
 *   expected, `alsoKnownAs` are further keys that the vendor vouches for.
 * - `event`: `record` writes it, in the transaction of the delivery. Where what it speaks of is not here yet, it is tried
 *   again a few times, holding nobody up, and then ignored.
 * - `ignored`: understood, and nothing for a thread. `unsupported`: understood, but of a kind this build cannot show.
 * - `unrecognised`: not understood. The last three are kept raw with their reason, which names no text of the customer.
 */
export type Translation =
  | {
      outcome: 'message';
      message: InboundMessage;
      receipts?: Receipt[];
      unsupported?: string;
      media?: MediaReference[];
      alsoKnownAs?: Arriving[];
    }
  | { outcome: 'event'; record: (scope: Scope) => Promise<Recorded>; receipts?: undefined }
  | { outcome: Extract<InboundState, 'ignored' | 'unsupported' | 'unrecognised'>; detail: string; receipts?: Receipt[] };

/**
 * Reads only. It may throw: that is a fault to be mended here, and the delivery is tried again later. What the delivery
 * itself does wrong is an outcome.
 */
export type Translator = (delivery: RawDelivery, sql: Sql) => Promise<Translation>;

/** Each drawer puts its translator here when the application starts; deliveries knows no channel by itself. */
export class InboundTranslators {
  private readonly byChannel = new Map<Channel, Translator>();
  private rest: Translator | undefined;

  register(channel: Channel, translator: Translator): void {
    if (this.byChannel.has(channel)) throw new Error(`two translators for ${channel}`);
    this.byChannel.set(channel, translator);
  }

  /** Whether a channel is read by the one translator of all drawers, which is quick and may be asked twice. */
  isDrawn(channel: Channel): boolean {
    return !this.byChannel.has(channel);
  }

  /** For every channel without a translator of its own. */
  registerRest(translator: Translator): void {
    this.rest = translator;
  }

  async translate(delivery: RawDelivery, sql: Sql): Promise<Translation> {
    const translator = this.byChannel.get(delivery.channel) ?? this.rest;
    if (!translator) return { outcome: 'unsupported', detail: `this build does not read the channel ${delivery.channel}` };
    return translator(delivery, sql);
  }
}
