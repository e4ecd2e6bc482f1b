import { Injectable } from '@nestjs/common';
import { notFound, Refusal } from '../../../platform/http/refusal.js';
import { type InboxRecord, InboxesQueries } from '../../inboxes/inboxes.queries.js';
import { SessionTokens } from '../sessions/session-tokens.js';
import { WidgetOrigins } from './widget-origins.js';
import type { WidgetSession } from '../sessions/widget-session.js';

/** A caller with a session: what every widget door but the opening one works with. */
export interface Admitted {
  session: WidgetSession;
  inbox: InboxRecord;
  /** When the session ends, in milliseconds since the epoch. */
  expiresAt: number;
}

/** Checks the callers of REST and sockets alike: token, inbox, origin. */
@Injectable()
export class WidgetDoor {
  constructor(
    private readonly tokens: SessionTokens,
    private readonly inboxes: InboxesQueries,
    private readonly origins: WidgetOrigins,
  ) {}

  /** Throws `unauthenticated`, `token_invalid`, `token_expired`, `not_found` (no such inbox any more) or `origin_not_allowed`. */
  async admit(token: unknown, from: { origin: string | undefined; host: string | undefined }): Promise<Admitted> {
    if (typeof token !== 'string' || token === '')
      throw new Refusal('unauthenticated', 'Open a session first and send its token.');
    const { session, expiresAt } = await this.tokens.verify(token);
    const inbox = await this.usable((one) => one.byId(session.inboxId));
    this.origins.check(inbox, from.origin, from.host);
    return { session, inbox, expiresAt };
  }

  /** A web chat by its public key, for a page that opens a session. */
  async inboxFor(key: string, from: { origin: string | undefined; host: string | undefined }): Promise<InboxRecord> {
    const inbox = await this.usable((one) => one.byKey(key));
    this.origins.check(inbox, from.origin, from.host);
    return inbox;
  }

  /** Other channels' inboxes and closed ones are answered like unknown ones, so that their keys are not told. */
  private async usable(find: (inboxes: InboxesQueries) => Promise<InboxRecord | undefined>): Promise<InboxRecord> {
    const inbox = await find(this.inboxes);
    if (!inbox || inbox.channel !== 'webchat' || inbox.disabled) throw notFound('inbox');
    return inbox;
  }
}
