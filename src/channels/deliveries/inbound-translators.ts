import type { InboundMessage } from '../../conversations/inbound-message.js';
import type { Channel, InboundState } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

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
}

/** What a delivery tells about a message of ours that went out earlier. */
export interface Receipt {
  messageId: string;
  state: 'delivered' | 'failed';
  reason: string;
}

/**
 * - `message`: recorded in the thread.
 * - `ignored`: understood, and nothing for a thread. `unsupported`: understood, but of a kind this build cannot show.
 * - `unrecognised`: not understood. The last three are kept raw with their reason, which names no text of the customer.
 */
export type Translation =
  | { outcome: 'message'; message: InboundMessage; receipts?: Receipt[] }
  | { outcome: Extract<InboundState, 'ignored' | 'unsupported' | 'unrecognised'>; detail: string; receipts?: Receipt[] };

/**
 * Reads only. It may throw: that is a fault to be mended here, and the delivery is tried again later. What the delivery
 * itself does wrong is an outcome.
 */
export type Translator = (delivery: RawDelivery, sql: Sql) => Promise<Translation>;

/** Each drawer puts its translator here when the application starts; deliveries knows no channel by itself. */
export class InboundTranslators {
  private readonly byChannel = new Map<Channel, Translator>();

  register(channel: Channel, translator: Translator): void {
    if (this.byChannel.has(channel)) throw new Error(`two translators for ${channel}`);
    this.byChannel.set(channel, translator);
  }

  async translate(delivery: RawDelivery, sql: Sql): Promise<Translation> {
    const translator = this.byChannel.get(delivery.channel);
    if (!translator) return { outcome: 'unsupported', detail: `this build does not read the channel ${delivery.channel}` };
    return translator(delivery, sql);
  }
}
