import type { Channel } from '../../contracts/words.js';

/** One attempt to carry a message out. */
export interface SendAttempt {
  messageId: string;
  inboxId: string;
  channel: Channel;
  /** 1 for the first. */
  attempt: number;
}

/**
 * - `sent`: the other side has taken it over. `later`: not this time, try again, `afterMs` where the other side said when;
 *   `counts: false` where the attempt says nothing against the message. `failed`: never, and why.
 *
 * The reason is shown to the agent beside the message.
 */
export type SendOutcome =
  | { state: 'sent' }
  | { state: 'later'; reason: string; afterMs?: number; counts?: boolean }
  | { state: 'failed'; reason: string };

/**
 * Runs outside any transaction and must end within `sendingLeaseMs`. It may be called again for a message that did leave (a
 * worker died in between), so it names the message by something that stays the same (a Message-ID, an idempotency key).
 */
export type Sender = (attempt: SendAttempt) => Promise<SendOutcome>;

/** Each drawer that carries messages out puts its sender here when the application starts. */
export class OutboundSenders {
  private readonly byChannel = new Map<Channel, Sender>();
  private rest: Sender | undefined;

  register(channel: Channel, sender: Sender): void {
    if (this.byChannel.has(channel)) throw new Error(`two senders for ${channel}`);
    this.byChannel.set(channel, sender);
  }

  /** For every channel without a sender of its own. */
  registerRest(sender: Sender): void {
    this.rest = sender;
  }

  async send(attempt: SendAttempt): Promise<SendOutcome> {
    const sender = this.byChannel.get(attempt.channel) ?? this.rest;
    return sender ? sender(attempt) : { state: 'failed', reason: `this build cannot send on the channel ${attempt.channel}` };
  }
}
