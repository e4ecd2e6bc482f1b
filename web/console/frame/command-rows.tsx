import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { SearchHitView } from '../../../src/contracts/search.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { goTo } from '../inbox/show-source.js';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { ChannelMark, StatusMark } from '../ui/marks.js';
import { When } from '../ui/time.js';
import { openHit } from './open-hit.js';
import { placesOf } from './places.js';
import { recentIds } from './recent.js';
import { conversationsFor, fits, marksOf } from './search-rows.js';
import { newestRows, useShortcutTable } from './shortcuts.js';
import { useSearch } from './use-search.js';

/** One thing to choose. */
export interface Row {
  id: string;
  title: string;
  titleMarks?: readonly (readonly [number, number])[];
  detail?: string;
  detailMarks?: readonly (readonly [number, number])[];
  side?: ReactNode;
  keys?: string;
  run: () => void;
}

interface Rows {
  groups: { name: string; rows: Row[] }[];
  isSearching: boolean;
  isComplete: boolean;
  error: string | null;
}

const MOST_CONVERSATIONS = 6;
const MOST_ACTS = 8;

/**
 * What this screen knows comes first and at once, what the server finds below it: nothing moves under the hand that is about
 * to press Enter. `>` before the words asks for acts alone.
 */
export function useRows(query: string): Rows {
  const { t } = useTranslation('frame');
  const isActsOnly = query.startsWith('>');
  const words = (isActsOnly ? query.slice(1) : query).trim();
  const conversations = useConversationRows(words);
  const acts = useActRows(words, isActsOnly || words === '');
  const found = useSearch(isActsOnly ? '' : words);
  const hits = (kind: SearchHitView['kind']): Row[] => (words && !isActsOnly ? found.hits[kind].map(hitRow) : []);
  const groups = [
    { name: t(words ? 'conversations' : 'recent'), rows: isActsOnly ? [] : conversations },
    { name: t('acts'), rows: acts },
    { name: t('customers'), rows: hits('customer') },
    { name: t('facts'), rows: hits('fact') },
    { name: t('messages'), rows: hits('message') },
  ];
  return { ...found, groups: groups.filter(({ rows }) => rows.length > 0) };
}

function useConversationRows(words: string): Row[] {
  const known = useDesk((desk) => desk.conversations);
  const recent = recentIds().flatMap((id) => known.get(id) ?? []);
  const others = [...known.values()].filter((one) => one.status !== 'closed' && !recent.includes(one));
  const wanted = words ? conversationsFor(words, known.values()) : [...recent, ...conversationsFor('', others)];
  return wanted.slice(0, MOST_CONVERSATIONS).map((one: ConversationView): Row => {
    const title = customerName(one.customerName, one.customerId);
    return {
      id: `c-${one.id}`,
      title,
      titleMarks: marksOf(title, words),
      ...(one.subject ? { detail: one.subject, detailMarks: marksOf(one.subject, words) } : {}),
      side: (
        <>
          <StatusMark status={one.status} />
          <ChannelMark channel={one.channel} />
        </>
      ),
      run: () => goTo(one.id),
    };
  });
}

function useActRows(words: string, isAll: boolean): Row[] {
  const table = useShortcutTable((state) => state.rows);
  // The newest of the same name is the one that its key runs.
  const newest = new Map(newestRows(table).flatMap((row) => (row.keys === 'mod+k' ? [] : [[row.name, row] as const])));
  const places = usePlaceRows(words);
  const acts = [...newest.values()]
    .filter((row) => fits(words, [row.name, row.group]))
    .slice(0, isAll ? undefined : MOST_ACTS)
    .map(({ name, group, keys, run }) => ({
      id: `a-${keys.replace(/\W/g, (sign) => `_${sign.charCodeAt(0)}`)}`,
      title: name,
      titleMarks: marksOf(name, words),
      side: group,
      keys,
      run,
    }));
  return [...acts, ...places];
}

/** Pages without keys of their own: found by name, and not in the way of whoever has typed nothing yet. */
function usePlaceRows(words: string): Row[] {
  const { t } = useTranslation('frame');
  const role = useDesk(({ me }) => me?.role);
  const [, go] = useLocation();
  return placesOf(role)
    .filter(({ keys, name }) => words !== '' && !keys && fits(words, [name]))
    .map(({ href, name }) => ({
      ...{ id: `p-${href.replace(/\W/g, '_')}`, title: name, titleMarks: marksOf(name, words), side: t('pages') },
      run: () => go(href),
    }));
}

function hitRow(hit: SearchHitView): Row {
  const { kind, id, customer, snippet, at } = hit;
  const name = kind === 'customer' ? (customer.name ?? '') : customerName(customer.name, customer.id);
  const isNameItself = kind === 'customer' && snippet.text.trim() === name.trim();
  return {
    id: `${kind}-${id}`,
    title: isNameItself ? snippet.text : name || snippet.text,
    titleMarks: isNameItself || !name ? snippet.marks : [],
    ...(isNameItself || !name ? {} : { detail: snippet.text, detailMarks: snippet.marks }),
    side: <When at={at} />,
    run: () => void openHit(hit),
  };
}
