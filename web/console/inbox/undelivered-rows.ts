import type { InboundDeliveryView, OutboundView } from '../../../src/contracts/views.js';
import type { Channel } from '../../../src/contracts/words.js';

export interface Undelivered {
  id: string;
  /** `out`: not delivered. `waiting`: tried again by itself. The others came, and could not be read or were not taken. */
  kind: 'out' | 'waiting' | 'unrecognised' | 'refused' | 'failed';
  inboxId: string;
  channel: Channel;
  at: string;
  /** The customer, or what is known of the sender. */
  who: string | null;
  /** The first words of ours. */
  text: string;
  why: string;
  nextAttemptAt: string | null;
  /** Until when the bytes of one that came in can be read again. */
  keptUntil: string | null;
  conversationId: string | null;
  messageId: string | null;
  canAgain: boolean;
  /** Nothing is to be done about it: a supervisor has put it aside. */
  isDismissed: boolean;
}

/** What can be tried again in one inbox by one act. */
export interface Together {
  inboxId: string;
  what: 'inbound' | 'outbound';
  count: number;
}

export const ofMessage = (one: OutboundView, kind: 'out' | 'waiting'): Undelivered => ({
  ...{ id: one.messageId, kind, inboxId: one.inboxId, channel: one.channel, at: one.createdAt },
  ...{ who: one.customerName, text: one.text, why: one.reason ?? '', nextAttemptAt: one.nextAttemptAt, keptUntil: null },
  ...{
    conversationId: one.conversationId,
    messageId: one.messageId,
    canAgain: kind === 'out',
    isDismissed: one.dismissedAt !== null,
  },
});
export const ofDelivery = (one: InboundDeliveryView): Undelivered => ({
  ...{ id: one.id, kind: one.state as Undelivered['kind'], inboxId: one.inboxId, channel: one.channel, at: one.receivedAt },
  ...{ who: one.from, text: '', why: one.detail ?? '', nextAttemptAt: null, keptUntil: one.rawKeptUntil },
  ...{ conversationId: one.conversationId, messageId: one.messageId, canAgain: one.rawKeptUntil !== null },
  isDismissed: one.dismissedAt !== null,
});

/** One alone has its own act. What was put aside, not understood, or refused, is nothing to be tried again by the dozen. */
export function togetherOf(rows: readonly Undelivered[]): Together[] {
  return (['outbound', 'inbound'] as const).flatMap((what) => {
    const kind = what === 'outbound' ? 'out' : 'failed';
    const counts = new Map<string, number>();
    for (const row of rows)
      if (row.kind === kind && row.canAgain && !row.isDismissed) counts.set(row.inboxId, (counts.get(row.inboxId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count > 1).map(([inboxId, count]) => ({ inboxId, what, count }));
  });
}
