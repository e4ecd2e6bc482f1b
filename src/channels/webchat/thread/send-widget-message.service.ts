import { Injectable } from '@nestjs/common';
import type { WidgetMessageView } from '../../../contracts/views.js';
import type { InboundMessage, Received } from '../../../conversations/inbound-message.js';
import { ReceiveMessage } from '../../../conversations/receive-message.service.js';
import { normalise } from '../../../core/identity/normalise.js';
import { ResolveCustomer } from '../../../customers/resolve-customer.service.js';
import { Database } from '../../../platform/database/database.js';
import { isDuplicate } from '../../../platform/database/errors.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { VISIBLE } from '../../../platform/http/visible.js';
import { SignedLinks } from '../../../platform/storage/signed-links.js';
import { plainText } from '../sessions/plain-text.js';
import type { SendBody } from '../doors/widget-bodies.js';
import { type WidgetMessageRow, widgetMessageView } from './widget-message.js';
import { actorOfSession, type PageSeen, type PreChatValue, type WidgetSession } from '../sessions/widget-session.js';
import { WidgetQueries } from './widget.queries.js';

export interface SentByWidget {
  message: WidgetMessageView;
  /** True where this client id was recorded before: nothing was written. */
  duplicate: boolean;
}

/** What a message says beside its text, typed into a form of its own. */
export interface FormOfMessage {
  values: PreChatValue[];
  content: object;
}

const rememberedForms = 10_000;

/** Records what a customer writes in the widget. Resolves after commit; a retry with the same client id never doubles. */
@Injectable()
export class SendWidgetMessage {
  /** Identities whose form was recorded by this process: the form belongs to the first message and then no more. */
  private readonly recorded = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly receiveMessage: ReceiveMessage,
    private readonly customers: ResolveCustomer,
    private readonly threads: WidgetQueries,
    private readonly links: SignedLinks,
  ) {}

  async send(
    session: WidgetSession,
    body: SendBody,
    page: PageSeen | null = session.page,
    form?: FormOfMessage,
  ): Promise<SentByWidget> {
    // A bubble with nothing in it to be seen says nothing.
    if (!VISIBLE.test(body.text) && !body.attachments?.length)
      throw new Refusal('invalid_request', 'A message needs text, or a file.', {
        errors: [{ pointer: '/text', detail: 'must not be empty' }],
      });
    const inbound = {
      ...inboundOf(session, body, page),
      ...(form ? { content: { ...(page ? { page } : {}), ...form.content } } : {}),
    };
    const values = [...(this.recorded.has(session.identity.id) ? [] : session.preChat), ...(form?.values ?? [])];
    const received =
      values.length > 0 ? await this.receiveWithForm(session, inbound, values) : await this.receiveMessage.receive(inbound);
    if (!received) throw new Error('a chat message was not recorded');
    if (received.duplicate || inbound.uploads) {
      const message = await this.threads.message(session, received.messageId);
      if (message) return { message, duplicate: received.duplicate };
    }
    return { message: justWritten(inbound, received, this.links), duplicate: received.duplicate };
  }

  /** The form's answers become facts, and its addresses claimed keys of the customer, together with the message. */
  private async receiveWithForm(
    session: WidgetSession,
    inbound: InboundMessage,
    values: PreChatValue[],
  ): Promise<Received | null> {
    const facts = values.map(({ kind, value }) => ({ kind, value }));
    const received = await this.inTransaction(session, { ...inbound, facts }, values);
    if (this.recorded.size >= rememberedForms) this.recorded.clear();
    this.recorded.add(session.identity.id);
    return received;
  }

  private async inTransaction(
    session: WidgetSession,
    inbound: InboundMessage,
    values: PreChatValue[],
    again = true,
  ): Promise<Received | null> {
    try {
      return await this.db.transaction(async (tx) => {
        const scope = { tx, actor: { type: 'customer' as const, id: session.identity.id } };
        const received = await this.receiveMessage.receiveIn(scope, inbound);
        if (received && !received.duplicate) await this.claim(scope, session, values);
        return received;
      });
    } catch (error) {
      // The same message came by another door at the same moment; the winner's row is there now.
      if (again && isDuplicate(error, 'messages_client_key')) return this.inTransaction(session, inbound, values, false);
      throw error;
    }
  }

  private async claim(
    scope: Parameters<ResolveCustomer['attach']>[0],
    session: WidgetSession,
    values: PreChatValue[],
  ): Promise<void> {
    for (const { kind, value } of values) {
      if (kind !== 'email' && kind !== 'phone') continue;
      const key = normalise(kind, value);
      if (!key.ok) continue;
      await this.customers.attach(scope, session.customerId, {
        kind,
        value: key.value,
        display: key.display,
        level: 'claimed',
        joins: false,
        proof: { by: 'form' },
      });
    }
  }
}

function inboundOf(session: WidgetSession, body: SendBody, page: PageSeen | null): InboundMessage {
  return {
    inboxId: session.inboxId,
    channel: 'webchat',
    from: {
      kind: session.identity.kind,
      value: session.identity.value,
      name: session.name,
      // A form's addresses are claimed; the key the message comes by is the visitor's own token.
      level: session.level === 'verified' ? 'verified' : 'anonymous',
      joins: true,
      customerId: session.customerId,
      identityId: session.identity.id,
    },
    text: plainText(body.text),
    content: page ? { page } : null,
    clientId: body.clientId,
    locale: session.locale,
    ...(body.attachments?.length ? { uploads: { ids: body.attachments, owner: actorOfSession(session) } } : {}),
  };
}

/** The view of a message that was recorded a moment ago, without reading it back: the hot path costs one statement. */
function justWritten(inbound: InboundMessage, received: Received, links: SignedLinks): WidgetMessageView {
  const row: WidgetMessageRow = {
    id: received.messageId,
    seq: received.seq,
    rev: received.rev,
    direction: 'in',
    kind: 'text',
    channel: inbound.channel,
    author_type: 'customer',
    agent_name: null,
    text: inbound.text,
    attachments: null,
    client_id: inbound.clientId ?? null,
    delivery_state: 'sent',
    created_at: received.createdAt,
  };
  return widgetMessageView(row, links)!;
}
