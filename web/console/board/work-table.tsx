import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { ConversationView } from '../../../src/contracts/views.js';
import { pick, useBoard } from './board-store.js';
import { pickAll, pickTo, step, toggle } from './picking.js';
import type { SortKey } from './rows.js';
import { shownIds } from './shown.js';
import { WorkRow } from './work-row.js';
import classes from './work-table.module.css';

const ROW_PX = 46;
const CARD_PX = 88;
/** What lies over the list: its head, and on a page that scrolls as a whole the line about the chosen row. */
const HEAD_PX = 30;
const FOOT_PX = 120;
const columns: readonly { key: SortKey | null; word: string }[] = [
  { key: 'customer', word: 'customer' },
  { key: 'channel', word: 'channel' },
  { key: 'wait', word: 'waits' },
  { key: 'deadline', word: 'replyDue' },
  { key: 'priority', word: 'priority' },
  { key: 'with', word: 'whyOrWith' },
  { key: null, word: 'acts' },
];

interface WorkTableProps {
  rows: readonly ConversationView[];
  /** Of all queues: then each row says which is its. */
  isOfAll: boolean;
}

/** Rows by the hundred, of which only those in sight are drawn; arrows and x pick, what is picked moves together. */
export const WorkTable = memo(function WorkTable({ rows, isOfAll }: WorkTableProps) {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  const scroller = useRef<HTMLDivElement>(null);
  const picking = useBoard((board) => board.picking);
  const moving = useBoard((board) => board.moving);
  const isReading = useBoard((board) => board.isReading);
  const waiting = useBoard((board) => board.waiting);
  const rowPx = useMedia('(max-width: 640px)') ? CARD_PX : ROW_PX;
  const isOnPage = useMedia('(max-width: 1000px)');
  const body = useRef<HTMLDivElement>(null);
  const scrollMargin = useOffset(body, isOnPage);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => (isOnPage ? (scroller.current?.closest('main') ?? null) : scroller.current),
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollMargin,
    scrollPaddingStart: isOnPage ? HEAD_PX : 0,
    scrollPaddingEnd: isOnPage ? FOOT_PX : HEAD_PX,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [rowPx]);
  const at = picking.cursor === null ? -1 : rows.findIndex((one) => one.id === picking.cursor);
  const isThere = at >= 0;
  useEffect(() => {
    if (isThere) virtual.scrollToIndex(at, { align: 'auto' });
    // Only where the keyboard went somewhere: what moves by itself does not scroll the list.
  }, [picking.cursor, isThere, isOnPage && picking.picked]);

  const choose = useCallback((id: string, isRange: boolean) => {
    pick((before) => (isRange ? pickTo(before, shownIds(), id) : toggle(before, id)));
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    if (by !== undefined) pick((before) => step(before, shownIds(), by, event.shiftKey));
    else if (event.key === ' ' && picking.cursor) choose(picking.cursor, event.shiftKey);
    else if (event.key === 'Enter' && picking.cursor) go(`/c/${picking.cursor}`);
    else return;
    event.preventDefault();
  };

  const isWhole = rows.length > 0 && rows.every((one) => picking.picked.has(one.id));
  return (
    <div
      ref={scroller}
      className={classes.grid}
      role="grid"
      aria-label={t('work')}
      aria-rowcount={rows.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={isThere ? `work-${picking.cursor}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={classes.header}>
        <div role="row" aria-rowindex={1} className={classes.columns}>
          <span role="columnheader">
            <input
              type="checkbox"
              aria-label={t('pickAll')}
              checked={isWhole}
              onChange={() => pick((before) => pickAll(before, shownIds()))}
            />
          </span>
          {columns.map(({ key, word }) => (
            <Column key={word} by={key} name={t(`column.${word}`)} />
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const one = rows[index] as ConversationView;
          return (
            <WorkRow
              key={one.id}
              one={one}
              item={waiting.get(one.id)}
              isOfAll={isOfAll}
              index={index}
              top={start - scrollMargin}
              isPicked={picking.picked.has(one.id)}
              isCurrent={picking.cursor === one.id}
              isMoving={moving.has(one.id)}
              choose={choose}
            />
          );
        })}
        {rows.length === 0 && (
          <div role="row" className={classes.empty}>
            <span role="gridcell">{t(isReading ? 'readingWork' : 'noWork')}</span>
          </div>
        )}
      </div>
    </div>
  );
});

/** As in the style sheets. */
function useMedia(media: string): boolean {
  const [isSo, setSo] = useState(() => matchMedia(media).matches);
  useEffect(() => {
    const query = matchMedia(media);
    const changed = (): void => setSo(query.matches);
    changed();
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, [media]);
  return isSo;
}

/** How far below the top of its page the list begins, where the page scrolls: what lies above it grows and shrinks. */
function useOffset(of: RefObject<HTMLElement | null>, isOnPage: boolean): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const [body, page] = [of.current, of.current?.closest('main')];
    if (!isOnPage || !body || !page) return setOffset(0);
    const measure = (): void =>
      setOffset(Math.round(body.getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop));
    measure();
    const watch = new ResizeObserver(measure);
    for (const one of [...page.children, ...page.querySelectorAll('section')]) watch.observe(one);
    return () => watch.disconnect();
  }, [of, isOnPage]);
  return offset;
}

function Column({ by, name }: { by: SortKey | null; name: string }) {
  const { t } = useTranslation('board');
  const sort = useBoard((board) => board.sort);
  const isSorted = by !== null && sort.by === by;
  if (by === null)
    return (
      <span role="columnheader">
        <span className="visually-hidden">{name}</span>
      </span>
    );
  const turn = (): void =>
    // The third press gives back the order by trouble.
    useBoard.setState({
      sort: !isSorted ? { by, turned: false } : !sort.turned ? { by, turned: true } : { by: 'trouble', turned: false },
    });
  return (
    <span role="columnheader" aria-sort={isSorted ? (sort.turned ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className={classes.sort} title={t('sortBy', { name })} onClick={turn}>
        {name}
        {isSorted && <span aria-hidden>{sort.turned ? ' ↑' : ' ↓'}</span>}
      </button>
    </span>
  );
}
