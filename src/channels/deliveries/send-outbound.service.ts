import { Inject, Injectable } from '@nestjs/common';
import { inboxClosed } from '../../contracts/delivery-reasons.js';
import { RecordReceipt } from '../../conversations/record-receipt.service.js';
import { Database } from '../../platform/database/database.js';
import { systemActor } from '../../platform/database/tx.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { OutboundSenders, type SendOutcome } from './outbound-senders.js';
import {
  type ClaimedSend,
  claimSend,
  endSend,
  heldBackBy,
  type Postponement,
  postponeSend,
} from './outbound-sends.repository.js';
import { nameByFirstPart } from './outgoing-message.queries.js';
import { PartReceipts } from './part-receipts.service.js';

const maxReason = 500;
const closed: SendOutcome = { state: 'failed', reason: inboxClosed };
/** No vendor is believed that asks for more patience than this at once. */
const longestAskedMs = 3_600_000;

/**
 * Carries one message out. The claim is committed before the drawer acts and the outcome after it, so that no connection
 * is held while a foreign server takes its time. A worker that dies in between sends the message once more under the same
 * name when its lease has lapsed: at least once, never silently not at all.
 */
@Injectable()
export class SendOutbound {
  constructor(
    private readonly db: Database,
    private readonly senders: OutboundSenders,
    private readonly receipts: RecordReceipt,
    private readonly parts: PartReceipts,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Carries a message out, and then those to the same person that waited for it. */
  async run(messageId: string): Promise<void> {
    for (let next: string | undefined = messageId; next; next = await heldBackBy(this.db, next))
      if (!(await this.one(next))) return;
  }

  /** True where the message has its end. */
  private async one(messageId: string): Promise<boolean> {
    const claimed = await claimSend(this.db, messageId);
    if (!claimed) return false;
    // Closed while the message waited: nobody would hear the answer to it.
    const outcome = claimed.inbox_closed ? closed : await this.attempt(claimed);
    if (outcome.state === 'sent') return this.end(messageId, 'sent', null);
    const reason = outcome.reason.replace(/\p{Cc}+/gu, ' ').slice(0, maxReason);
    if (outcome.state === 'failed') return this.end(messageId, 'failed', reason);
    const afterMs = outcome.afterMs === undefined ? undefined : Math.min(Math.max(0, outcome.afterMs), longestAskedMs);
    if (await this.postponed(claimed, { reason, afterMs, counts: outcome.counts ?? true })) return false;
    return this.end(messageId, 'failed', `${reason} (given up after ${claimed.attempts} attempts)`);
  }

  private async attempt(claimed: ClaimedSend): Promise<SendOutcome> {
    const { message_id: messageId, inbox_id: inboxId, channel, attempts: attempt } = claimed;
    try {
      return await this.senders.send({ messageId, inboxId, channel, attempt });
    } catch (error) {
      // A fault of ours, or the database away: neither is the recipient's answer, so it is tried again.
      this.log.error({ err: error, messageId, channel, attempt }, 'a sender failed');
      return { state: 'later', reason: 'sending failed on our side' };
    }
  }

  /** The agent hears why it has not left; what merely goes on at once is no news. */
  private postponed(claimed: ClaimedSend, postponement: Postponement): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const outcome = await postponeSend(tx, claimed, postponement);
      if (outcome === 'postponed' && (postponement.counts || postponement.afterMs))
        await this.receipts.postponed({ tx, actor: systemActor }, claimed.message_id, postponement.reason);
      return outcome !== 'over';
    });
  }

  private async end(messageId: string, state: 'sent' | 'failed', reason: string | null): Promise<boolean> {
    await this.db.transaction(async (tx) => {
      if (!(await endSend(tx, messageId, state, reason))) return;
      const scope = { tx, actor: systemActor };
      if (reason !== null) return this.receipts.failed(scope, messageId, reason);
      await nameByFirstPart(tx, messageId);
      await this.receipts.sent(scope, messageId);
      // What the vendor told of its parts before all of them had left.
      await this.parts.tell(scope, messageId);
    });
    return true;
  }
}
