import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SearchPage } from '../../contracts/search.js';
import { type Needle, termsOf } from '../../core/search/query.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { cursorAt, placeOf, SearchQuery } from './search-bodies.js';
import { searchHits } from './search-hits.queries.js';
import { isFilled } from './search-progress.repository.js';
import { findDocuments } from './search.queries.js';

/** For people who work here, who may read every thread; no API key opens it. */
@ApiTags('Search')
@Controller('v1/search')
export class SearchController {
  constructor(private readonly db: Database) {}

  @Get()
  async search(@Query() query: SearchQuery): Promise<SearchPage> {
    const after = placeOf(query);
    const terms = termsOf(query.q);
    const { kind, channel, from, to, limit } = query;
    const customerIds = query.customer ? await membersOf(this.db, await rootOf(this.db, query.customer)) : undefined;
    const wish = { filter: { kind, channel, from, to, customerIds }, after, limit: limit + 1 };
    const nothing = { found: [], corrected: [] };
    const [complete, { found, corrected }] = await Promise.all([
      isFilled(this.db),
      terms.length > 0 ? findDocuments(this.db, terms, wish) : nothing,
    ]);
    const shown = found.slice(0, limit);
    const needles: Needle[] = [
      ...terms.flatMap((one) => one.needles),
      ...corrected.map((text) => ({ sort: 'word' as const, text })),
    ];
    const hasMore = found.length > limit;
    const data = await searchHits(this.db, shown, needles);
    return { data, meta: { hasMore, nextCursor: hasMore ? cursorAt(shown.at(-1)!) : null, complete } };
  }
}
