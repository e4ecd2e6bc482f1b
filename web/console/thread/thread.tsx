import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { Button } from '@mantine/core';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../frame/shortcuts.js';
import { openConversation, useDesk, type Thread as KnownThread } from '../live/desk.js';
import { Announcer } from './announcer.js';
import { Lightbox } from './lightbox.js';
import { heightOf } from './row-height.js';
import { RowView } from './row-view.js';
import { messageIdOf, rowsOf } from './rows.js';
import { useShown } from './show-message.js';
import classes from './thread.module.css';
import { TypingLine } from './typing-line.js';
import { useEarlier } from './use-earlier.js';
import { useMarked } from './use-marked.js';
import { useWalk } from './use-walk.js';

const nothing: KnownThread = { messages: [], isWhole: false };
/** Closer to the end than this the reader is "at the end": what comes is followed. */
const AT_END = 80;

/** The middle of the screen: one customer's whole thread, over all channels and conversations. */
export function Thread() {
  const id = useDesk((desk) => openConversation(desk)?.id);
  const customerId = useDesk((desk) => openConversation(desk)?.customerId);
  return id && customerId ? <ThreadOf key={id} id={id} customerId={customerId} /> : null;
}

type Scroll = Virtualizer<HTMLDivElement, HTMLDivElement>;

function ThreadOf({ id, customerId }: { id: string; customerId: string }) {
  const { t } = useTranslation('thread');
  const { messages, isWhole } = useDesk((desk) => desk.threads.get(customerId)) ?? nothing;
  const pending = useDesk((desk) => desk.pending);
  const agentId = useDesk((desk) => desk.me?.id ?? '');
  const rows = useMemo(
    () => rowsOf(messages, pending, { conversationId: id, agentId, isWhole }),
    [messages, pending, id, agentId, isWhole],
  );
  const log = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const current = useRef(-1);
  const width = useRef(640);

  const scroll: Scroll = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => log.current,
    estimateSize: (index) => heightOf(rows[index], width.current),
    getItemKey: (index) => rows[index]?.key ?? index,
    // What is read stays where it is when earlier messages come in above it; who reads the end is taken along.
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    overscan: 8,
    paddingStart: 44,
    paddingEnd: 10,
    // The row that has the focus stays on the page: without it the focus would be lost by scrolling.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const [from, to] = [Math.max(0, startIndex - overscan), Math.min(count - 1, endIndex + overscan)];
      const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
      const at = current.current;
      return at < 0 || at >= count || (at >= from && at <= to) ? all : at < from ? [at, ...all] : [...all, at];
    },
    onChange: (instance) => {
      width.current = instance.scrollRect?.width ?? width.current;
      setAtEnd(isAtEndOf(instance));
    },
  });

  const marked = useMarked(rows, scroll, log);
  const walk = useWalk({ rows, scroll, log, current });
  const earlier = useEarlier(customerId, { isWhole, isEmpty: messages.length === 0 }, scroll);
  useStart(scroll);
  useStayAtEnd(scroll, log);
  const unseen = useUnseen(messages, isAtEnd);
  useOwnWords(scroll, pending.filter((one) => one.conversationId === id).length);

  useShortcuts([
    { keys: 'g t', name: t('walk'), group: t('group'), run: walk.begin },
    { keys: 'g e', name: t('latest'), group: t('group'), run: () => scroll.scrollToEnd() },
  ]);

  return (
    <div className={classes.place}>
      <div
        ref={log}
        className={classes.log}
        role="log"
        aria-label={t('thread')}
        // What scrolls into view is no news; news is told by the line below.
        aria-live="off"
        aria-busy={earlier.isReading}
        tabIndex={0}
        onKeyDown={(event) => walk.onKeyDown(event, earlier.read)}
        onFocus={walk.onFocus}
      >
        <div className={classes.all} style={{ height: scroll.getTotalSize() }}>
          <div className={classes.top}>
            {isWhole || messages.length === 0 ? (
              <p className={classes.quiet}>{messages.length === 0 ? (isWhole ? t('nothing') : '') : t('beginning')}</p>
            ) : (
              <Button variant="subtle" size="compact-sm" loading={earlier.isReading} onClick={() => void earlier.read()}>
                {t('earlier')}
              </Button>
            )}
          </div>
          {scroll.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return row ? (
              <RowView
                key={key}
                row={row}
                customerId={customerId}
                index={index}
                start={start}
                isCurrent={walk.currentKey === row.key}
                isMarked={marked !== null && marked === messageIdOf(row)}
                measure={scroll.measureElement}
              />
            ) : null;
          })}
        </div>
      </div>
      {!isAtEnd && (
        <Button
          className={classes.pill}
          size="compact-sm"
          radius="xl"
          leftSection={<ArrowDown size={13} />}
          onClick={() => scroll.scrollToEnd()}
        >
          {unseen > 0 ? t('newMessages', { count: unseen }) : t('toLatest')}
        </Button>
      )}
      <TypingLine conversationId={id} />
      <Announcer messages={messages} conversationId={id} />
      <Lightbox messages={messages} />
    </div>
  );
}

/** By what the list knows: to ask the browser would make it lay the page out at each turn of the wheel. */
function isAtEndOf({ scrollOffset, scrollRect, getTotalSize }: Scroll): boolean {
  return getTotalSize() - (scrollOffset ?? 0) - (scrollRect?.height ?? 0) <= AT_END;
}

/** A thread is opened at its end. */
function useStart(scroll: Scroll): void {
  useLayoutEffect(() => {
    if (useShown.getState().messageId === null) scroll.scrollToEnd();
  }, [scroll]);
}

/**
 * The composer grew, a panel opened, or a row proved taller than was thought: whoever read the last words still sees them. Only
 * scrolling takes a reader from the end, never that the thread has grown beneath them.
 */
function useStayAtEnd(scroll: Scroll, log: React.RefObject<HTMLDivElement | null>): void {
  useEffect(() => {
    const place = log.current;
    const content = place?.firstElementChild;
    if (!place || !content) return;
    let isAtEnd = useShown.getState().messageId === null;
    const look = (): void => void (isAtEnd = isAtEndOf(scroll));
    const watcher = new ResizeObserver(() => isAtEnd && scroll.scrollToEnd());
    watcher.observe(place);
    watcher.observe(content);
    place.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      place.removeEventListener('scroll', look);
    };
  }, [scroll, log]);
}

/** How many messages came while the reader was further up. */
function useUnseen(messages: KnownThread['messages'], isAtEnd: boolean): number {
  const lastId = messages.at(-1)?.id ?? null;
  const [seen, setSeen] = useState(lastId);
  useEffect(() => {
    if (isAtEnd) setSeen(lastId);
  }, [isAtEnd, lastId]);
  return useMemo(() => {
    const at = isAtEnd || seen === null ? -1 : messages.findLastIndex((one) => one.id === seen);
    return at < 0 ? 0 : messages.length - 1 - at;
  }, [messages, seen, isAtEnd]);
}

/** Whoever sends something wants to see it there. */
function useOwnWords(scroll: Scroll, pending: number): void {
  const before = useRef(pending);
  useEffect(() => {
    if (pending > before.current) scroll.scrollToEnd();
    before.current = pending;
  }, [pending, scroll]);
}
