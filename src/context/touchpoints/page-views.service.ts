import { Injectable } from '@nestjs/common';
import { type PagesPolicy, pagesPolicies } from '../../contracts/touchpoints.js';
import { Database } from '../../platform/database/database.js';
import { forgetPagesOf, notePage, type PageSeenBy } from './page-views.queries.js';

/** What an inbox says of pages; silence means that the customer is asked. */
export const pagesPolicyOf = (settings: Record<string, unknown>): PagesPolicy =>
  pagesPolicies.find((one) => one === settings['pages']) ?? 'consent';

/**
 * Keeps the pages a customer lets us know of. Whether they do is settled here and nowhere else: before anything is written.
 */
@Injectable()
export class PageViews {
  constructor(private readonly db: Database) {}

  /** `consents`: what this session said of pages; undefined where it said nothing. */
  async saw(seen: PageSeenBy, may: { policy: PagesPolicy; consents: boolean | undefined }): Promise<void> {
    // They say no: what they let us know of before is not kept either.
    if (may.consents === false) await forgetPagesOf(this.db, seen.identityId);
    else if (may.policy !== 'never') await notePage(this.db, seen, may.policy === 'always' || may.consents === true);
  }
}
