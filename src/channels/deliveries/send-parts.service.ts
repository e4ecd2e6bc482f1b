import { Injectable, type OnModuleInit } from '@nestjs/common';
import { capabilitiesOf } from '../../contracts/channels.js';
import { carriedAs } from '../../conversations/attachments/carried-as.js';
import { ReadAttachment } from '../../conversations/attachments/read-attachment.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { type OutgoingPart, type PartOutcome, vendorId } from '../drawers/drawer.js';
import { VendorSilent } from '../drawers/vendor-http.js';
import { VendorHttpClient } from '../drawers/vendor-http-client.js';
import { withoutSecrets } from '../drawers/without-secrets.js';
import { type Connected, Connections } from '../inboxes/connections.service.js';
import { sendingLeaseMs } from './attempts.js';
import { partLeft, partsOf } from './outbound-parts.repository.js';
import { OutboundSenders, type SendAttempt, type SendOutcome } from './outbound-senders.js';
import { lastInbound, outgoingMessage, type OutgoingMessageRow } from './outgoing-message.queries.js';
import { plannedParts, type PlannedPart } from './outgoing-parts.js';
import { keyOf } from './part-key.js';

/** A part is begun only while the lease has room for the longest call. */
const lastStartMs = sendingLeaseMs - 35_000;

/** The one sender of all drawers: what a message leaves as is decided here, how each part leaves by the drawer. */
@Injectable()
export class SendParts implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly senders: OutboundSenders,
    private readonly connections: Connections,
    private readonly files: ReadAttachment,
    private readonly http: VendorHttpClient,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.senders.registerRest((attempt) => this.send(attempt));
  }

  private async send({ messageId, inboxId, channel }: SendAttempt): Promise<SendOutcome> {
    const [connected, message] = [await this.connections.open(inboxId), await outgoingMessage(this.db, messageId)];
    const can = capabilitiesOf(channel, connected?.inbox.provider);
    if (!connected || !can) return { state: 'failed', reason: `this build cannot send on the channel ${channel}` };
    if (!message?.to_kind || !message.to_value) return { state: 'failed', reason: 'the customer has no address here' };
    const files = await this.files.ofMessage(messageId);
    const media = files.map((file) => ({ ...file, kind: carriedAs(can, file) ?? file.kind }));
    const parts = plannedParts({ text: message.text, template: message.content?.template, media }, can);
    const to = { kind: message.to_kind, value: vendorId(connected.drawer, message.to_value) };
    return this.sendMissing(connected, parts, { ...(await this.addressed(messageId, inboxId, message)), to });
  }

  /** What every part of a message has in common. */
  private async addressed(
    messageId: string,
    inboxId: string,
    message: OutgoingMessageRow,
  ): Promise<Omit<OutgoingPart, 'index' | 'idempotencyKey' | 'to'> & { retries: number }> {
    const { customer_id: customerId, identity_id: identityId, retries } = message;
    const last = identityId ? await lastInbound(this.db, { customerId, identityId, inboxId }) : undefined;
    return {
      messageId,
      retries,
      now: this.clock.date(),
      ...(message.answers ? { answers: message.answers } : {}),
      ...(last ? { last: { externalId: last.external_id, receivedAt: last.created_at, extra: last.extra ?? {} } } : {}),
    };
  }

  /** In order, each once; what left is remembered before the next one is begun. */
  private async sendMissing(
    { drawer, connection }: Connected,
    parts: PlannedPart[],
    { retries, ...common }: Omit<OutgoingPart, 'index' | 'idempotencyKey'> & { retries: number },
  ): Promise<SendOutcome> {
    const { messageId } = common;
    const left = new Set((await partsOf(this.db, messageId)).map((part) => part.part));
    const began = performance.now();
    let progress = false;
    for (const [index, planned] of parts.entries()) {
      if (left.has(index)) continue;
      if (performance.now() - began > lastStartMs)
        return { state: 'later', reason: 'its other parts follow', afterMs: 0, counts: false };
      const part: OutgoingPart = { ...common, ...planned, index, idempotencyKey: keyOf(messageId, index, retries) };
      const outcome = await drawer.send(part, connection, this.http).catch(silence);
      if (outcome.state === 'sent') {
        await partLeft(this.db, { messageId, part: index, inboxId: connection.inboxId, externalId: outcome.externalId ?? null });
        progress = true;
        continue;
      }
      const reason = withoutSecrets(outcome.reason, connection.secrets);
      return told({ ...outcome, reason }, { index, of: parts.length, progress });
    }
    return { state: 'sent' };
  }
}

/** A vendor that said nothing is asked again; anything else thrown is a fault of ours, and told to us. */
function silence(error: unknown): PartOutcome {
  if (error instanceof VendorSilent) return { state: 'later', reason: `the vendor gave ${error.message}` };
  throw error;
}

function told(
  outcome: Exclude<PartOutcome, { state: 'sent' }>,
  { index, of, progress }: { index: number; of: number; progress: boolean },
): SendOutcome {
  const reason = of > 1 ? `part ${index + 1} of ${of}: ${outcome.reason}` : outcome.reason;
  if (outcome.state === 'failed') return { state: 'failed', reason };
  // Throttled, or something did leave: neither speaks against the message.
  return { state: 'later', reason, afterMs: outcome.afterMs, counts: outcome.afterMs === undefined && !progress };
}
