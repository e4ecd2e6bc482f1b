import type { ContextView } from '../contracts/context.js';
import type { Sql } from '../platform/database/tx.js';
import { panelsShown } from './panels/ask-panel.service.js';
import { pagesShown } from './touchpoints/page-views.queries.js';
import { touchpointViews } from './touchpoints/touchpoints.queries.js';

const shownTouchpoints = 50;

export interface Journey {
  /** Oldest first, as the messages they stand between. */
  touchpoints: ContextView['thread']['touchpoints'];
  around: Pick<ContextView, 'pages' | 'panels'>;
}

/** What is known beside what was said: steps that other systems saw, pages, and panels as they were last read. */
export async function readJourney(sql: Sql, of: { rootId: string; memberIds: string[] }): Promise<Journey> {
  const [touchpoints, pages, panels] = await Promise.all([
    touchpointViews(sql, of.memberIds, shownTouchpoints),
    pagesShown(sql, of.memberIds),
    panelsShown(sql, of.rootId, of.memberIds),
  ]);
  return { touchpoints: touchpoints.reverse(), around: { pages, panels } };
}
