import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallboardQueueView, WallboardView } from '../../../src/contracts/report-views.js';
import { clockTime, duration, rangeOf } from '../ui/time.js';
import { onTheWall, STALE_MS, tokenIn, toneOf, troublesOf } from './wall-figures.js';
import { gapOf, layoutOf, type WallForm } from './wall-layout.js';
import classes from './wallboard.module.css';

const EVERY_MS = 5_000;
/** From here on a tile has room for a third line of its name. */
const TALL = 1.2;

interface Wall {
  view: WallboardView | null;
  /** When it was read, by this screen's clock: how old it is does not depend on clocks agreeing. */
  readAt: number;
  isOver: boolean;
}

/** Figures to be read from across a room, without a sign-in: big numbers, trouble in colour and in words. */
export default function WallboardPage() {
  const { t } = useTranslation('wallboard');
  const [token, setToken] = useState(() => tokenIn(location.hash));
  useEffect(() => {
    const changed = (): void => setToken(tokenIn(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const { view, readAt, isOver } = useWall(token);
  const now = useNow();
  const name = view?.name;
  useEffect(() => {
    document.title = name ? `${name} – Throughline` : 'Throughline';
  }, [name]);
  const silentMs = now - readAt;
  const isStale = view !== null && !isOver && silentMs > STALE_MS;
  // The server's moment, moved on by what has passed here since.
  const serverNow = view ? Date.parse(view.at) + silentMs : now;
  return (
    <main className={classes.wall} aria-label={t('title')}>
      <header className={classes.head}>
        <h1 className="user-text">{view?.name ?? 'Throughline'}</h1>
        {view && <p className={classes.clock}>{isStale ? null : t('asOf', { time: clockTime(view.at) })}</p>}
      </header>
      {isStale && (
        <p className={classes.stale} role="alert">
          {t('stale', { time: duration(silentMs) })}
        </p>
      )}
      {!token || isOver || !view ? (
        <p className={classes.say} role="status">
          {!token ? t('noToken') : isOver ? t('over') : t('reading')}
        </p>
      ) : (
        <Queues queues={onTheWall(view.queues, serverNow)} now={serverNow} silentMs={silentMs} isStale={isStale} />
      )}
      {view?.queues.length === 0 && !isOver && <p className={classes.say}>{t('noQueues')}</p>}
    </main>
  );
}

interface QueuesProps {
  queues: readonly WallboardQueueView[];
  now: number;
  silentMs: number;
  isStale: boolean;
}

/** A grid that fills what is left of the window: nobody scrolls a wall, so columns and type follow from window and count. */
function Queues({ queues, now, silentMs, isStale }: QueuesProps) {
  const list = useRef<HTMLUListElement>(null);
  const { width, height } = useSize(list);
  const { columns, rows, form, unit, grow } = layoutOf(queues.length, width, height);
  const grid = {
    gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
    gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
    gap: gapOf(width),
    fontSize: unit,
    '--grow': grow,
  };
  return (
    <ul
      ref={list}
      className={classes.queues}
      style={grid}
      data-form={form}
      data-tall={grow >= TALL || undefined}
      data-stale={isStale || undefined}
    >
      {width > 0 && queues.map((one) => <Queue key={one.queueId} one={one} now={now} silentMs={silentMs} form={form} />)}
    </ul>
  );
}

function useSize(of: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = of.current;
    if (!element) return;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [of]);
  return size;
}

interface QueueProps {
  one: WallboardQueueView;
  now: number;
  silentMs: number;
  form: WallForm;
}

function Queue({ one, now, silentMs, form }: QueueProps) {
  const { t } = useTranslation('wallboard');
  const troubles = troublesOf(one, now);
  const figure = (name: string, value: string | number, more = '', isWide = false) => (
    <div data-wide={isWide || undefined}>
      <dt>{name}</dt>
      <dd>
        {value}
        {more && <small> {more}</small>}
      </dd>
    </div>
  );
  return (
    <li className={classes.queue} data-tone={toneOf(troubles)}>
      <h2 className="user-text" title={one.name}>
        {one.name}
      </h2>
      <p className={classes.trouble}>
        {troubles.map((word) => t(`trouble.${word}`)).join(' · ')}
        {troubles.includes('closed') && one.opensAt && ` · ${t('opens', { time: clockTime(one.opensAt) })}`}
      </p>
      <p className={classes.big}>
        <span>
          <b>{one.waiting}</b> {t('waiting')}
        </span>
        {form !== 'line' && (
          <span className={classes.oldest}>
            {one.oldestWaitingMs !== null && `${t('oldest')} ${duration(one.oldestWaitingMs + silentMs)}`}
          </span>
        )}
      </p>
      {form !== 'line' && (
        <dl className={classes.figures}>
          {figure(t('serviceLevel'), one.serviceLevel === null ? '–' : `${Math.round(one.serviceLevel * 100)}%`)}
          {form === 'full' && figure(t('expected'), rangeOf(one.expectedWait), '', true)}
          {form === 'full' && figure(t('abandoned'), one.abandoned)}
          {form === 'full' && figure(t('inHand'), one.assigned)}
          {one.agents.available > 0
            ? figure(t('free'), one.agents.free, t('ofAvailable', { n: one.agents.available }))
            : figure(t('free'), '–')}
        </dl>
      )}
    </li>
  );
}

function useWall(token: string | null): Wall {
  const [wall, setWall] = useState<Wall>({ view: null, readAt: Date.now(), isOver: false });
  useEffect(() => {
    if (!token) return;
    const ending = new AbortController();
    const read = async (): Promise<void> => {
      const answer = await fetch('/v1/wallboard', { headers: { authorization: `Bearer ${token}` }, signal: ending.signal });
      if (answer.ok) setWall({ view: (await answer.json()) as WallboardView, readAt: Date.now(), isOver: false });
      // Revoked or ended: old figures must not stay on the wall. Anything else may pass; until then they say how old they are.
      // What has ended does not come back, so that this screen, which may hang for years, asks no more.
      else if (answer.status === 401) {
        stop();
        setWall({ view: null, readAt: Date.now(), isOver: true });
      }
    };
    const round = (): void => void read().catch(() => undefined);
    round();
    const timer = setInterval(round, EVERY_MS);
    const stop = (): void => clearInterval(timer);
    return () => {
      stop();
      ending.abort();
    };
  }, [token]);
  return wall;
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
