import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { Download } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { QueueIntervalView } from '../../../src/contracts/report-views.js';
import { sayError } from '../frame/say.js';
import { call, serverNow } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { clockTime, duration } from '../ui/time.js';
import { DayChart } from './day-chart.js';
import { type DayPoint, dayOf, totalOf } from './day-figures.js';
import classes from './day-page.module.css';
import { percent } from './figures.js';
import { dayStart, readIntervals } from './watch-board.js';

const AGAIN_MS = 60_000;
type Every = '15m' | '30m';

/** Today so far: who came, how long they waited, and how many were answered in time; as curves, as a table, as a file. */
export function DayPage() {
  const { t } = useTranslation('board');
  const [query, setQuery] = useSearchParams();
  const queueId = query.get('queue') ?? '';
  const [every, setEvery] = useState<Every>('15m');
  const { rows, error } = useDay(every, queueId);
  const live = useDesk((desk) => desk.live);
  const points = useMemo(() => dayOf(rows ?? []), [rows]);
  const queues = [...live.values()].map(({ queueId: value, name: label }) => ({ value, label }));
  return (
    <main className={classes.day} aria-label={t('day')}>
      <header className={classes.head}>
        <h1>{t('dayOf')}</h1>
        <NativeSelect
          size="xs"
          aria-label={t('queue')}
          value={queueId}
          onChange={(event) => setQuery(event.currentTarget.value ? { queue: event.currentTarget.value } : {}, { replace: true })}
          data={[{ value: '', label: t('allQueues') }, ...queues]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('interval')}
          value={every}
          onChange={(value) => setEvery(value as Every)}
          data={[
            { value: '15m', label: t('ui:minutes', { n: 15 }) },
            { value: '30m', label: t('ui:minutes', { n: 30 }) },
          ]}
        />
        <span className={classes.spring} />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Download size={13} />}
          onClick={() => void download(every, queueId).catch(sayError)}
        >
          {t('csv')}
        </Button>
      </header>
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
      {rows && <Total total={totalOf(rows)} />}
      {points.length > 0 && <DayChart points={points} />}
      {points.length > 0 && <DayTable points={points} />}
      {rows && points.length === 0 && <p>{t('noDay')}</p>}
    </main>
  );
}

function useDay(every: Every, queueId: string): { rows: QueueIntervalView[] | null; error: string } {
  const [state, set] = useState<{ rows: QueueIntervalView[] | null; error: string }>({ rows: null, error: '' });
  useEffect(() => {
    let isOver = false;
    const read = (): void =>
      void readIntervals(every, queueId || null).then(
        (rows) => isOver || set({ rows, error: '' }),
        (error: unknown) => isOver || set((before) => ({ ...before, error: errorLine(error) })),
      );
    read();
    const timer = setInterval(read, AGAIN_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [every, queueId]);
  return state;
}

function Total({ total }: { total: DayPoint }) {
  const { t } = useTranslation('board');
  const figure = (name: string, value: string | number) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  return (
    <dl className={classes.total}>
      {figure(t('arrivals'), total.offered)}
      {figure(t('answered'), total.answered)}
      {figure(t('abandoned'), total.abandoned)}
      {figure(t('stillWaiting'), total.stillWaiting)}
      {figure(t('meanWait'), total.meanWaitMs === null ? '–' : duration(total.meanWaitMs))}
      {figure(t('longestWait'), total.longestWaitMs === null ? '–' : duration(total.longestWaitMs))}
      {figure(t('serviceLevel'), percent(total.serviceLevel))}
    </dl>
  );
}

function DayTable({ points }: { points: readonly DayPoint[] }) {
  const { t } = useTranslation('board');
  const wait = (ms: number | null): string => (ms === null ? '–' : duration(ms));
  return (
    <details className={classes.table}>
      <summary>{t('asTable')}</summary>
      <table>
        <thead>
          <tr>
            {['from', 'arrivals', 'answered', 'abandoned', 'stillWaiting', 'meanWait', 'longestWait', 'serviceLevel'].map(
              (key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.from}>
              <th scope="row">{clockTime(point.from)}</th>
              <td>{point.offered}</td>
              <td>{point.answered}</td>
              <td>{point.abandoned}</td>
              <td>{point.stillWaiting}</td>
              <td>{wait(point.meanWaitMs)}</td>
              <td>{wait(point.longestWaitMs)}</td>
              <td>{percent(point.serviceLevel)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** The same as a file: it is fetched with the sign-in, which an ordinary link would not carry. */
async function download(every: Every, queueId: string): Promise<void> {
  const now = serverNow();
  const query = new URLSearchParams({
    ...{ from: dayStart(now).toISOString(), to: new Date(now).toISOString() },
    ...{ every, by: 'queue', format: 'csv' },
    ...(queueId ? { queue: queueId } : {}),
  });
  const text = await call<string>('GET', `/v1/reports/intervals?${query}`, undefined, { headers: { accept: 'text/csv' } });
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `intervals-${new Date(now).toISOString().slice(0, 10)}.csv`;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
