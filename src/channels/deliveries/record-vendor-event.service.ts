import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Sql } from '../../platform/database/tx.js';
import type { VendorEvent, VendorMessage } from '../drawers/drawer.js';
import { Connections } from '../inboxes/connections.service.js';
import { AccountKeys } from './account-keys.service.js';
import { InboundTranslators, type RawDelivery, type Translation } from './inbound-translators.js';
import { keyName, KnownSenders } from './known-senders.js';
import { RecordVendorNews, unusable } from './record-vendor-news.service.js';
import { inboundOfVendor, mediaOf, plainText, provedKeys } from './vendor-message.js';
import { messageUnder } from './vendor-messages.queries.js';

const mostReceipts = 200;

/** The one translator of all drawers: what a vendor's event means is decided by its drawer, what follows from it here. */
@Injectable()
export class RecordVendorEvent implements OnModuleInit {
  constructor(
    private readonly translators: InboundTranslators,
    private readonly connections: Connections,
    private readonly news: RecordVendorNews,
    private readonly senders: KnownSenders,
    private readonly keys: AccountKeys,
  ) {}

  onModuleInit(): void {
    this.translators.registerRest((delivery, sql) => this.translate(delivery, sql));
  }

  private async translate(delivery: RawDelivery, sql: Sql): Promise<Translation> {
    const connected = await this.connections.open(delivery.inboxId);
    if (!connected) return { outcome: 'unsupported', detail: `this build does not read the channel ${delivery.channel}` };
    const told = connected.drawer.translate(delivery.raw, connected.connection);
    const event = await this.keys.keyed(sql, connected, told);
    return event.outcome === 'message' ? this.message(event.message, delivery, sql) : this.other(event, delivery);
  }

  private async message(message: VendorMessage, delivery: RawDelivery, sql: Sql): Promise<Translation> {
    const inbound = inboundOfVendor(message, delivery);
    if (!inbound) return senderUnusable;
    const sender = this.senders.of(inbound.from);
    const alsoKnownAs = provedKeys(message.from).filter((key) => !sender?.keys.has(keyName(key)));
    const answered = message.answers ? await messageUnder(sql, delivery.inboxId, plainText(message.answers, 500)) : undefined;
    return {
      outcome: 'message',
      message: {
        ...inbound,
        from: { ...inbound.from, ...(sender ? { customerId: sender.customerId, identityId: sender.identityId } : {}) },
        ...(answered
          ? {
              content: { ...inbound.content, answers: { messageId: answered.id } },
              threading: { inReplyTo: answered.external_id ? [answered.external_id] : [] },
            }
          : {}),
      },
      media: mediaOf(message),
      alsoKnownAs,
      ...(message.unsupported ? { unsupported: plainText(message.unsupported, 100) } : {}),
    };
  }

  private other(event: Exclude<VendorEvent, { outcome: 'message' }>, delivery: RawDelivery): Translation {
    switch (event.outcome) {
      case 'receipts':
        return {
          outcome: 'event',
          record: (scope) => this.news.receipts(scope, delivery, event.receipts.slice(0, mostReceipts)),
        };
      case 'read':
        return { outcome: 'event', record: (scope) => this.news.read(scope, delivery, event) };
      case 'change':
        return { outcome: 'event', record: (scope) => this.news.change(scope, delivery, event.change) };
      case 'echo':
        return { outcome: 'event', record: (scope) => this.news.echo(scope, delivery, event) };
      default:
        return { outcome: event.outcome, detail: plainText(event.detail, 500) };
    }
  }
}

const senderUnusable = { outcome: 'unrecognised', detail: unusable } as const;
