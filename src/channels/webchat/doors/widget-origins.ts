import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { allowsOrigin, type InboxRecord, InboxesQueries } from '../../inboxes/inboxes.queries.js';

/** Which pages may use a web chat. Our own pages always may; callers that are no browsers name no origin. */
@Injectable()
export class WidgetOrigins {
  private readonly own: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly inboxes: InboxesQueries,
  ) {
    this.own = new URL(config.publicUrl).origin;
  }

  /** Whether a page of this origin may ask at all: some inbox allows it. */
  async mayAsk(origin: string, host: string | undefined): Promise<boolean> {
    return this.isOwn(origin, host) || (await this.inboxes.someAllows(origin));
  }

  /** Throws `origin_not_allowed` where this very inbox does not allow it. */
  check(inbox: InboxRecord, origin: string | undefined, host: string | undefined): void {
    if (origin === undefined || this.isOwn(origin, host) || allowsOrigin(inbox, origin)) return;
    throw new Refusal('origin_not_allowed', 'Pages of this origin may not use this inbox.');
  }

  private isOwn(origin: string, host: string | undefined): boolean {
    return origin === this.own || (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`));
  }
}
