import { NativeSelect, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';
import { rangeOf, Since, useSecond } from '../ui/time.js';
import { useBoard } from './board-store.js';
import { useDropTarget } from './drag.js';
import { byTrouble, figuresOf, inLineOf, percent, type QueueFigures, sumOf } from './figures.js';
import { giveToLine } from './give.js';
import classes from './queue-list.module.css';
import { useHeld } from './resting.js';
import { abandonedBy } from './watch-board.js';

type Order = 'trouble' | 'waiting' | 'name';
const orders: Record<Order, (a: QueueFigures, b: QueueFigures) => number> = {
  trouble: byTrouble,
  waiting: (a, b) => inLineOf(b.live) - inLineOf(a.live) || a.live.name.localeCompare(b.live.name),
  name: (a, b) => a.live.name.localeCompare(b.live.name),
};

interface QueueListProps {
  queueId: string | null;
  /** A pointer is at work: the queues keep their places. */
  isHeld: boolean;
  show: (queueId: string | null) => void;
}

/** Every queue with its figures; a click shows its work, and work can be dropped on it. */
export function QueueList({ queueId, isHeld, show }: QueueListProps) {
  const { t } = useTranslation('board');
  const [order, setOrder] = useState<Order>('trouble');
  const live = useDesk((desk) => desk.live);
  const today = useBoard((board) => board.today);
  const now = Math.floor(useSecond() / 5_000) * 5_000;
  const abandoned = abandonedBy(today);
  const all = [...live.values()].map((one) => figuresOf(one, now)).sort(orders[order]);
  const sums = sumOf(all);
  const inPlace = useHeld(
    all.map((figures) => ({ id: figures.live.queueId, figures })),
    isHeld,
    order,
  );
  return (
    <section className={classes.queues} aria-label={t('queues')}>
      <header className={classes.head}>
        <h2>{t('queues')}</h2>
        <NativeSelect
          size="xs"
          aria-label={t('orderOfQueues')}
          value={order}
          onChange={(event) => setOrder(event.currentTarget.value as Order)}
          data={(['trouble', 'waiting', 'name'] as const).map((value) => ({ value, label: t(`order.${value}`) }))}
        />
      </header>
      <UnstyledButton className={classes.queue} aria-current={queueId === null || undefined} onClick={() => show(null)}>
        <span className={classes.top}>
          <strong>{t('allQueues')}</strong>
          <Waiting count={sums.inLine} since={sums.oldestSince} />
        </span>
        <span className={classes.figures}>
          <span>{t('inHand', { n: sums.assigned })}</span>
          <span>{t('freeBusy', { free: sums.free, busy: sums.busy })}</span>
        </span>
      </UnstyledButton>
      <ul className={classes.list}>
        {inPlace.map(({ id, figures }) => (
          <Queue key={id} figures={figures} abandoned={abandoned.get(id) ?? null} isCurrent={id === queueId} show={show} />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ count, since }: { count: number; since: string | null }) {
  const { t } = useTranslation('board');
  return (
    <span className={classes.waiting}>
      <b>{t('nWaiting', { n: count })}</b>
      {since && (
        <>
          {' · '}
          <Since at={since} />
        </>
      )}
    </span>
  );
}

interface QueueProps {
  figures: QueueFigures;
  abandoned: number | null;
  isCurrent: boolean;
  show: (queueId: string) => void;
}

function Queue({ figures: { live, oldestSince, free, busy, tone, why }, abandoned, isCurrent, show }: QueueProps) {
  const { t } = useTranslation('board');
  const target = useDropTarget((ids) => giveToLine({ id: live.queueId, name: live.name }, ids));
  return (
    <li {...target} className={classes.place} data-queue={live.key}>
      <UnstyledButton
        className={classes.queue}
        data-tone={tone}
        aria-current={isCurrent || undefined}
        onClick={() => show(live.queueId)}
      >
        <span className={classes.top}>
          <strong className="user-text">{live.name}</strong>
          <Waiting count={inLineOf(live)} since={oldestSince} />
        </span>
        <span className={classes.figures}>
          <span title={t('serviceLevelHint')}>{t('level', { share: percent(live.serviceLevel) })}</span>
          <span title={t('expectedHint')}>{t('expected', { wait: rangeOf(live.expectedWait) })}</span>
          <span title={t('abandonedHint')}>{t('abandonedN', { n: abandoned ?? '–' })}</span>
          <span title={t('freeBusyHint')}>{t('freeBusy', { free, busy })}</span>
        </span>
        {why.length > 0 && (
          <span className={classes.why}>
            {why.map((one) => (
              <span key={one} data-why={one}>
                {t(`why.${one}`, { n: live.alerts })}
              </span>
            ))}
          </span>
        )}
      </UnstyledButton>
    </li>
  );
}
