import { useEffect, useState } from 'react';
import type { SearchHitView, SearchKind, SearchPage } from '../../../src/contracts/search.js';
import { call } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { oncePerCustomer } from './search-rows.js';

const QUIET_MS = 150;
/** Of each kind: people do not push out what was said, which comes after them. */
const most: Record<SearchKind, number> = { customer: 6, fact: 5, message: 8 };
const kinds = Object.keys(most) as SearchKind[];

export interface Found {
  hits: Record<SearchKind, SearchHitView[]>;
  /** False while the server's index is being filled. */
  isComplete: boolean;
  isSearching: boolean;
  error: string | null;
}

const nothing: Found = { hits: { customer: [], fact: [], message: [] }, isComplete: true, isSearching: false, error: null };

/** What the server finds, a moment after the last key; a later question takes the place of an earlier one under way. */
export function useSearch(query: string): Found {
  const [found, setFound] = useState(nothing);
  const q = query.trim().slice(0, 200);
  useEffect(() => {
    if (!q) return setFound(nothing);
    const leaving = new AbortController();
    setFound((before) => ({ ...before, isSearching: true }));
    const timer = setTimeout(() => {
      const ask = (kind: SearchKind): Promise<SearchPage> =>
        call<SearchPage>('GET', `/v1/search?kind=${kind}&limit=${most[kind]}&q=${encodeURIComponent(q)}`, undefined, {
          signal: leaving.signal,
        });
      Promise.all(kinds.map(ask)).then(
        ([customer, fact, message]) => {
          // One that is cut off while it is read comes as nothing.
          if (leaving.signal.aborted) return;
          setFound({
            hits: { customer: oncePerCustomer(customer?.data ?? []), fact: fact?.data ?? [], message: message?.data ?? [] },
            isComplete: customer?.meta.complete ?? true,
            isSearching: false,
            error: null,
          });
        },
        (error: unknown) => {
          if (!leaving.signal.aborted) setFound({ ...nothing, error: errorLine(error) });
        },
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [q]);
  return found;
}
