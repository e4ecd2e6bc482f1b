import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type PublishedEvent, room } from '../../../contracts/events.js';
import { Database } from '../../../platform/database/database.js';
import { EventListeners } from '../../../platform/outbox/listeners.js';
import { Realtime } from '../../../platform/realtime/realtime.js';
import { SignedLinks } from '../../../platform/storage/signed-links.js';
import {
  widgetConversationColumns,
  widgetConversationJoin,
  type WidgetConversationRow,
  widgetConversationViews,
} from '../thread/widget-conversation.js';
import {
  visibleToCustomer,
  widgetMessageColumns,
  widgetMessageJoin,
  type WidgetMessageRow,
  widgetMessageView,
} from '../thread/widget-message.js';
import { awaitsDelivery, WidgetReceipts } from '../thread/widget-receipts.service.js';
import { threadMembers } from '../thread/widget-threads.js';
import { WidgetGateway } from './widget.gateway.js';

const types = ['message.created', 'message.updated', 'conversation.updated', 'conversation.assigned'] as const;
type Heard = PublishedEvent<(typeof types)[number]>;

interface Addressed {
  customer_id: string;
  identity_id: string | null;
}

/** Called once: with the answers that came in time, also where some device did not answer. */
type Answered = (late: Error | null, answers: unknown[] | undefined) => void;

/** How long a device may take to say that it has a message; after that only a reading or a `sync` tells. */
const acknowledgeWithinMs = 3_000;

/**
 * Shows customers the news of their thread. Events carry ids; what is shown is read when it is shown, by the same
 * whitelist as every other widget door, and goes only to the identity concerned and to verified sessions of the thread.
 */
@Injectable()
export class WidgetRelay implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly gateway: WidgetGateway,
    private readonly receipts: WidgetReceipts,
    private readonly realtime: Realtime,
    private readonly links: SignedLinks,
  ) {}

  onModuleInit(): void {
    this.listeners.on('widget', types, (events) => this.show(events as Heard[]));
  }

  private async show(events: Heard[]): Promise<void> {
    // Only a process that is alone knows all sockets: where nobody is connected to it, nothing is read for nobody.
    if (this.gateway.namespace.sockets.size === 0 && (await this.realtime.isAlone())) return;
    await this.showMessages(events.filter(isMessage));
    await this.showConversations([
      ...new Set(events.filter((event) => !isMessage(event)).map((event) => event.payload.conversationId)),
    ]);
  }

  private async showMessages(events: PublishedEvent<'message.created' | 'message.updated'>[]): Promise<void> {
    if (events.length === 0) return;
    const rows = await this.db.prepared<WidgetMessageRow & Addressed>(
      'widget-relay-messages',
      `SELECT ${widgetMessageColumns}, m.customer_id, m.identity_id FROM messages m ${widgetMessageJoin} WHERE m.id = ANY($1) AND ${visibleToCustomer}`,
      [[...new Set(events.map((event) => event.payload.messageId))]],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const members = await threadMembers(
      this.db,
      rows.map((row) => row.customer_id),
    );
    for (const { type, payload } of events) {
      const row = byId.get(payload.messageId);
      if (row) this.showMessage(type, row, roomsFor(row.customer_id, row.identity_id ? [row.identity_id] : [], members));
    }
  }

  private showMessage(type: 'message.created' | 'message.updated', row: WidgetMessageRow, rooms: string[]): void {
    const message = widgetMessageView(row, this.links);
    if (!message) return;
    const to = this.gateway.namespace.to(rooms);
    if (type === 'message.updated' || !awaitsDelivery(message)) return void to.emit(type, message);
    // Delivered is what a device says, not what we hope: one acknowledgement of any of the customer's devices.
    const asking = to.timeout(acknowledgeWithinMs) as unknown as {
      emit(type: string, message: object, answered: Answered): void;
    };
    asking.emit(type, message, (_late, answers) => {
      if (answers?.length) void this.receipts.delivered([message]);
    });
  }

  /** These conversations as they stand now, to whoever may read them. */
  async showConversations(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    const rows = await this.db.query<WidgetConversationRow & { customer_id: string; identity_ids: string[] }>(
      `SELECT ${widgetConversationColumns}, v.customer_id,
              ARRAY(SELECT DISTINCT m.identity_id FROM messages m WHERE m.conversation_id = v.id AND m.channel IN ('webchat', 'voice') AND m.identity_id IS NOT NULL) AS identity_ids
       FROM conversations v ${widgetConversationJoin}
       WHERE v.id = ANY($1) AND (v.status <> 'closed' OR NOT EXISTS (
         SELECT 1 FROM conversations n WHERE n.customer_id = v.customer_id AND n.opened_at > v.opened_at))`,
      [ids],
    );
    const members = await threadMembers(
      this.db,
      rows.map((row) => row.customer_id),
    );
    const views = await widgetConversationViews(this.db, rows);
    for (const [index, row] of rows.entries()) {
      const rooms = roomsFor(row.customer_id, row.identity_ids, members);
      this.gateway.namespace.to(rooms).emit('conversation.updated', views[index]!);
    }
  }
}

const isMessage = (event: PublishedEvent): event is PublishedEvent<'message.created' | 'message.updated'> =>
  event.type.startsWith('message.');

/** One emit to all these rooms reaches a socket once, even where it is in several. */
const roomsFor = (customerId: string, identityIds: string[], members: Map<string, string[]>): string[] => [
  ...identityIds.map(room.identity),
  ...(members.get(customerId) ?? [customerId]).map(room.customer),
];
