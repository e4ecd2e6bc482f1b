import { Injectable } from '@nestjs/common';
import type { WidgetConversationView } from '../../../contracts/views.js';
import type { WidgetSessionView } from '../../../contracts/widget-schemas.js';
import { type IdentityLevel, preChatFields } from '../../../contracts/words.js';
import { customerText } from '../../../core/silence/customer-texts.js';
import { isErased } from '../../../customers/customers.repository.js';
import { Database } from '../../../platform/database/database.js';
import type { InboxRecord } from '../../inboxes/inboxes.queries.js';
import { closedHoursOf } from '../../../routing/hours/closed-hours.queries.js';
import { IdentityTokens } from './identity-tokens.js';
import { oneLine } from './plain-text.js';
import { preChatValues } from './pre-chat.js';
import { RecogniseCustomer } from './recognise-customer.service.js';
import { SessionTokens } from './session-tokens.js';
import { type Visitor, VisitorTokens } from './visitor-tokens.js';
import type { OpenSessionBody } from '../doors/widget-bodies.js';
import type { WidgetSession } from './widget-session.js';
import { WidgetQueries } from '../thread/widget.queries.js';

export interface OpenedSession {
  token: string;
  expiresInS: number;
  /** To be kept by the page: with it the visitor comes back, on this device and others. */
  visitorToken: string;
  customer: { id: string; name: string | null; level: IdentityLevel };
  conversation: WidgetConversationView | null;
  closed: WidgetSessionView['closed'];
  inbox: WidgetSessionView['inbox'];
  /** Where the thread stands, for the first `sync`. */
  head: number;
  epoch: number;
}

/**
 * Opens a widget session. An anonymous visitor costs no row until the first message; a customer whom the site vouches
 * for is recognised here, in one transaction.
 */
@Injectable()
export class OpenWidgetSession {
  constructor(
    private readonly db: Database,
    private readonly visitors: VisitorTokens,
    private readonly identities: IdentityTokens,
    private readonly recognition: RecogniseCustomer,
    private readonly sessions: SessionTokens,
    private readonly threads: WidgetQueries,
  ) {}

  /** Throws `token_invalid` or `token_expired` for a visitor or identity token that does not hold. */
  async open(inbox: InboxRecord, body: OpenSessionBody): Promise<OpenedSession> {
    const visitor = await this.visitorOf(inbox, body);
    const known = body.identityToken ? await this.signedIn(inbox, body, visitor) : this.anonymous(inbox, body, visitor);
    const { session, visitorToken } = known;
    const [issued, state, closed] = await Promise.all([
      this.sessions.issue(session),
      this.threads.state(session),
      closedHoursOf(this.db, inbox.queueId),
    ]);
    return {
      ...issued,
      visitorToken,
      // Who an anonymous visitor was merged into is not theirs to know.
      customer: {
        id: session.level === 'verified' ? state.rootId : session.customerId,
        name: session.name,
        level: session.level,
      },
      conversation: state.conversation,
      closed: closed && { opensAt: closed.opensAt?.toISOString() ?? null, text: customerText('closed_hours', session.locale) },
      inbox: shownInbox(inbox),
      head: state.head,
      epoch: state.epoch,
    };
  }

  /** A device whose visitor was erased comes as somebody new. */
  private async visitorOf(inbox: InboxRecord, { visitorToken }: OpenSessionBody): Promise<Visitor> {
    const visitor = visitorToken ? this.visitors.read(visitorToken, inbox.id) : undefined;
    return visitor && !(await isErased(this.db, visitor.id)) ? visitor : this.visitors.create(inbox.id);
  }

  private anonymous(
    inbox: InboxRecord,
    body: OpenSessionBody,
    visitor: Visitor,
  ): { session: WidgetSession; visitorToken: string } {
    const preChat = preChatValues(body.preChat);
    const claims = preChat.some(({ kind }) => kind === 'email' || kind === 'phone');
    const session: WidgetSession = {
      inboxId: inbox.id,
      visitorId: visitor.id,
      identity: { id: visitor.id, kind: 'visitor', value: visitor.id },
      customerId: visitor.id,
      level: claims ? 'claimed' : 'anonymous',
      name: preChat.find(({ kind }) => kind === 'name')?.value ?? null,
      ...circumstances(body),
      preChat,
    };
    return { session, visitorToken: visitor.token };
  }

  private async signedIn(
    inbox: InboxRecord,
    body: OpenSessionBody,
    visitor: Visitor,
  ): Promise<{ session: WidgetSession; visitorToken: string }> {
    const vouched = await this.identities.verify(body.identityToken!, inbox);
    const who = await this.db.transaction((tx) =>
      this.recognition.recognise({ tx, actor: { type: 'system', id: null } }, vouched, visitor.id),
    );
    const kept = who.keepsVisitor ? visitor : this.visitors.create(inbox.id);
    const session: WidgetSession = {
      inboxId: inbox.id,
      visitorId: kept.id,
      identity: { id: who.identityId, kind: 'external', value: vouched.external.value },
      customerId: who.holderId,
      level: 'verified',
      name: who.name,
      ...circumstances(body),
      preChat: preChatValues(body.preChat),
    };
    return { session, visitorToken: kept.token };
  }
}

/** Of an inbox, what a page may know. */
function shownInbox({ id, key, name, settings }: InboxRecord): WidgetSessionView['inbox'] {
  const asked = Array.isArray(settings['preChat']) ? settings['preChat'] : [];
  return {
    ...{ id, key, name, calls: settings['calls'] === true, callBack: settings['callBack'] === true },
    preChat: preChatFields.filter((field) => asked.includes(field)),
  };
}

function circumstances({ page, locale, consent }: OpenSessionBody): Pick<WidgetSession, 'page' | 'locale' | 'pages'> {
  const title = page?.title ? oneLine(page.title, 200) : '';
  return {
    locale: locale ?? null,
    page: page ? { url: oneLine(page.url, 500), ...(title ? { title } : {}) } : null,
    ...(consent?.pages === undefined ? {} : { pages: consent.pages }),
  };
}
