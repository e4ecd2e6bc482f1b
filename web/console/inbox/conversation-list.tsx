import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShallow } from 'zustand/react/shallow';
import type { ConversationView } from '../../../src/contracts/views.js';
import { serverNow } from '../live/api.js';
import { isMine, isSupervisor, openConversation, useDesk } from '../live/desk.js';
import { useInCall } from '../calls/in-call.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { readClosedLately } from './closed-lately.js';
import classes from './conversation-list.module.css';
import { ConversationRow } from './conversation-row.js';
import { openDialog } from './dialogs.js';
import { EmptyList } from './empty-list.js';
import { useIsNew } from './handed-over.js';
import { arrange, type Filter, nextAfter, step } from './list.js';
import { ListHead } from './list-head.js';
import { useMentions } from './mentions.js';
import { useGoingOn } from './going-on.js';

const ROW_PX = 62;
const HEADING_PX = 28;
/** What is trouble changes with time too; each second would make rows jump under the hand. */
const REORDER_MS = 5_000;

/** The agent's own conversations, trouble first, at full speed however many they are. */
export function ConversationList({ className }: { className?: string | undefined }) {
  const { t } = useTranslation('inbox');
  const [filter, setFilter] = useState<Filter>('all');
  const [text, setText] = useState('');
  const now = useReorderTime();
  const mine = useDesk(useShallow((desk) => [...desk.conversations.values()].filter((one) => isMine(desk, one))));
  const viewing = useDesk((desk) => {
    const one = openConversation(desk);
    return one && !isMine(desk, one) ? one : null;
  });
  const supervises = useDesk(isSupervisor);
  const openId = useDesk((desk) => desk.openId);
  const id = useDesk((desk) => desk.me?.id);
  useEffect(() => void readClosedLately(), [id]);

  const isNew = useIsNew();
  const inCall = useInCall();
  const mentioned = useMentioned();
  const items = useMemo(() => {
    const isInCall = ({ id }: { id: string }): boolean => inCall.has(id);
    return arrange(mine, { filter, text, now, viewing, mentioned, isNew, isInCall });
  }, [mine, filter, text, now, viewing, mentioned, isNew, inCall]);
  const [cursor, setCursor] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => place.current,
    estimateSize: (index) => (items[index]?.type === 'heading' ? HEADING_PX : ROW_PX),
    getItemKey: (index) => items[index]?.key ?? index,
    overscan: 8,
  });

  const goTo = (key: string | null): void => {
    if (!key) return;
    setCursor(key);
    virtualizer.scrollToIndex(items.findIndex((item) => item.key === key));
    const row = (): HTMLElement | null | undefined => place.current?.querySelector<HTMLElement>(`[data-row="${key}"]`);
    // At once, so that the next key finds it; one that was out of sight is drawn only after the scrolling.
    if (row()) row()?.focus();
    else requestAnimationFrame(() => row()?.focus());
  };
  useGoingOn((id) => nextAfter(items, id), goTo);
  const first = useRef((): void => undefined);
  first.current = () => goTo(step(items, null, 1));
  const goToFirst = useCallback(() => first.current(), []);
  const move = (by: 1 | -1): void => goTo(step(items, cursor ?? openId, by));
  const heard = (event: KeyboardEvent): void => {
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
    const end = { Home: 1, End: -1 }[event.key] as 1 | -1 | undefined;
    if (!to && !end) return;
    event.preventDefault();
    if (to) move(to);
    else if (end) goTo(step(items, null, end));
  };
  useShortcuts([
    { keys: 'j', name: t('nextRow'), group: t('listGroup'), run: () => move(1) },
    { keys: 'k', name: t('previousRow'), group: t('listGroup'), run: () => move(-1) },
    { keys: '/', name: t('filterList'), group: t('listGroup'), run: () => field.current?.focus() },
    { keys: 'shift+n', name: t('startConversation'), group: t('listGroup'), run: () => openDialog({ name: 'start' }) },
    ...(supervises
      ? [{ keys: 'shift+u', name: t('undelivered'), group: t('listGroup'), run: () => openDialog({ name: 'undelivered' }) }]
      : []),
  ]);

  const reachable = items.some((item) => item.key === cursor) ? cursor : (openId ?? step(items, null, 1));
  return (
    <section className={`${classes.list} ${className ?? ''}`} aria-label={t('myConversations')} id="inbox-list">
      <ListHead
        field={field}
        filter={filter}
        setFilter={setFilter}
        text={text}
        setText={setText}
        supervises={supervises}
        goToFirst={goToFirst}
      />
      <div className={classes.scroll} ref={place} onKeyDown={heard}>
        {items.length === 0 && <EmptyList hasAny={mine.length > 0} filter={filter} isFiltered={text.trim() !== ''} />}
        <div role="list" style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
            const item = items[index];
            return (
              item && (
                <div
                  key={key}
                  role="listitem"
                  aria-setsize={items.length}
                  aria-posinset={index + 1}
                  className={classes.item}
                  style={{ transform: `translateY(${start}px)`, height: size }}
                >
                  {item.type === 'heading' ? (
                    <h2 className={classes.heading} data-heading={item.heading}>
                      {t(`heading.${item.heading}`)}
                      <span>{item.count}</span>
                    </h2>
                  ) : (
                    <ConversationRow
                      one={item.conversation}
                      isOpen={item.key === openId}
                      isReachable={item.key === reachable}
                      onFocus={() => setCursor(item.key)}
                    />
                  )}
                </div>
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** What a colleague named the agent in, and is not theirs or open anyway. */
function useMentioned(): ConversationView[] {
  const named = useMentions(useShallow((mentions) => [...mentions.conversations.values()]));
  const unseen = useMentions((mentions) => mentions.unseen);
  const here = useDesk(
    useShallow((desk) =>
      named.map((one) => desk.conversations.get(one.id) ?? one).filter((one) => !isMine(desk, one) && one.id !== desk.openId),
    ),
  );
  return useMemo(() => here.filter(({ id }) => unseen.some((one) => one.conversationId === id)), [here, unseen]);
}

function useReorderTime(): number {
  const [now, set] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => set(serverNow()), REORDER_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
