import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { Download } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { QueueIntervalView } from '../../../src/contracts/report-views.js';
import { sayError } from '../frame/say.js';
import { call, serverNow } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { clockTime, dayOf as dayName, duration } from '../ui/time.js';
import { DayChart } from './day-chart.js';
import { busyPart, type DayPoint, dayOf, totalOf } from './day-figures.js';
import classes from './day-page.module.css';
import { percent } from './figures.js';
import { readIntervals, spanOf } from './watch-board.js';

const AGAIN_MS = 60_000;
type Every = '15m' | '30m';

/** A moment's day at this screen, as an input of days writes it. */
function isoDay(at: number): string {
  const day = new Date(at);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

const fullDay = (day: string): string => dayName(`${day}T12:00:00`);

/** Today so far: who came, how long they waited in line, and how many heard from somebody in time; as curves, as a table, as a file. */
export function DayPage() {
  const { t } = useTranslation('board');
  const [query, setQuery] = useSearchParams();
  const queueId = query.get('queue') ?? '';
  const [every, setEvery] = useState<Every>('15m');
  const day = /^\d{4}-\d\d-\d\d$/.test(query.get('day') ?? '') ? (query.get('day') as string) : '';
  const { rows, error } = useDay(every, queueId, day);
  const live = useDesk((desk) => desk.live);
  const points = useMemo(() => busyPart(dayOf(rows ?? [])), [rows]);
  const look = (change: Record<string, string>): void => {
    const next = { queue: queueId, day, ...change };
    setQuery(Object.fromEntries(Object.entries(next).filter(([, value]) => value)), { replace: true });
  };
  const queues = [...live.values()].map(({ queueId: value, name: label }) => ({ value, label }));
  return (
    <main className={classes.day} aria-label={t('day')}>
      <header className={classes.head}>
        <h1>{day ? fullDay(day) : t('dayOf')}</h1>
        <TextInput
          size="xs"
          type="date"
          aria-label={t('whichDay')}
          max={isoDay(serverNow())}
          value={day || isoDay(serverNow())}
          onChange={({ currentTarget: { value } }) => look({ day: value === isoDay(serverNow()) ? '' : value })}
        />
        <NativeSelect
          size="xs"
          aria-label={t('queue')}
          value={queueId}
          onChange={(event) => look({ queue: event.currentTarget.value })}
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
          onClick={() => void download(every, queueId, day).catch(sayError)}
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
      {rows && points.length === 0 && <p>{t(day ? 'noSuchDay' : 'noDay')}</p>}
    </main>
  );
}

function useDay(every: Every, queueId: string, day: string): { rows: QueueIntervalView[] | null; error: string } {
  const [state, set] = useState<{ rows: QueueIntervalView[] | null; error: string }>({ rows: null, error: '' });
  useEffect(() => {
    let isOver = false;
    const read = (): void =>
      void readIntervals(every, queueId || null, day).then(
        (rows) => isOver || set({ rows, error: '' }),
        (error: unknown) => isOver || set((before) => ({ ...before, error: errorLine(error) })),
      );
    read();
    const timer = setInterval(read, AGAIN_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [every, queueId, day]);
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
      {figure(t('inHandSilent'), total.inHand)}
      {figure(t('abandoned'), total.abandoned)}
      {figure(t('stillWaiting'), total.stillWaiting)}
      {figure(t('meanWait'), total.meanWaitMs === null ? '–' : duration(total.meanWaitMs))}
      {figure(t('meanFirstReply'), total.meanFirstReplyMs === null ? '–' : duration(total.meanFirstReplyMs))}
      {figure(t('longestWait'), total.longestWaitMs === null ? '–' : duration(total.longestWaitMs))}
      {figure(t('serviceLevel'), percent(total.serviceLevel))}
    </dl>
  );
}

const columns = [
  ...['from', 'arrivals', 'answered', 'inHandSilent', 'abandoned', 'stillWaiting'],
  ...['meanWait', 'meanFirstReply', 'longestWait', 'serviceLevel'],
];

function DayTable({ points }: { points: readonly DayPoint[] }) {
  const { t } = useTranslation('board');
  const wait = (ms: number | null): string => (ms === null ? '–' : duration(ms));
  return (
    <details className={classes.table}>
      <summary>{t('asTable')}</summary>
      <table>
        <thead>
          <tr>
            {columns.map((key) => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.from}>
              <th scope="row">{clockTime(point.from)}</th>
              <td>{point.offered}</td>
              <td>{point.answered}</td>
              <td>{point.inHand}</td>
              <td>{point.abandoned}</td>
              <td>{point.stillWaiting}</td>
              <td>{wait(point.meanWaitMs)}</td>
              <td>{wait(point.meanFirstReplyMs)}</td>
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
async function download(every: Every, queueId: string, day: string): Promise<void> {
  const query = new URLSearchParams({
    ...spanOf(day, serverNow()),
    ...{ every, by: 'queue', format: 'csv' },
    ...(queueId ? { queue: queueId } : {}),
  });
  const text = await call<string>('GET', `/v1/reports/intervals?${query}`, undefined, { headers: { accept: 'text/csv' } });
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `intervals-${day || isoDay(serverNow())}.csv`;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
