import * as s from './schema.js';
import type { Schema } from './schema.js';

/** What is searched, in the order in which it is found: people, then what is known of them, then what was said. */
export const searchKinds = ['customer', 'fact', 'message'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** Something that was found. Merged customers are found as the one they are now. */
export interface SearchHitView {
  kind: SearchKind;
  /** The id of the customer, the fact or the message. */
  id: string;
  customer: { id: string; name: string | null };
  conversationId?: string;
  messageId?: string;
  /** A piece of its text. `marks`: [from, to) of what was looked for, in UTF-16 units of the piece. */
  snippet: { text: string; marks: [number, number][] };
  at: string;
  /** How it fits: all as written, all at least as a beginning, or with a slip of the hand put right. */
  match: 'exact' | 'prefix' | 'typo';
  /** 1 for exact, 0.7 for prefix, 0.4 for typo; equals stand in the order of kind, then of time. */
  score: number;
}

export interface SearchPage {
  data: SearchHitView[];
  /** `complete` false: the index is still being filled, and what is not in it yet is not found. */
  meta: { hasMore: boolean; nextCursor: string | null; complete: boolean };
}

const mark = s.list(s.integer);

export const searchSchemas: Record<string, Schema> = {
  SearchHit: s.object<SearchHitView>({
    kind: s.oneOf(searchKinds),
    id: s.id,
    customer: s.object<SearchHitView['customer']>({ id: s.id, name: s.orNull(s.text) }),
    conversationId: s.omittable(s.id),
    messageId: s.omittable(s.id),
    snippet: s.object<SearchHitView['snippet']>({
      text: s.text,
      marks: s.described(s.list(mark), '[from, to) of what was looked for, in UTF-16 units of the text.'),
    }),
    at: s.time,
    match: s.oneOf(['exact', 'prefix', 'typo']),
    score: s.number,
  }),
  SearchPage: s.object<SearchPage>({
    data: s.list(s.refTo('SearchHit')),
    meta: s.object<SearchPage['meta']>({
      hasMore: s.flag,
      nextCursor: s.orNull(s.text),
      complete: s.described(s.flag, 'False while the index is being filled.'),
    }),
  }),
};
