import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallboardQueueView, WallboardView } from '../../../src/contracts/report-views.js';
import { clockTime, duration } from '../ui/time.js';
import { onTheWall, STALE_MS, tokenIn, toneOf, troubleOf } from './wall-figures.js';
import classes from './wallboard.module.css';

const EVERY_MS = 5_000;

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
        <ul
          className={classes.queues}
          data-size={view.queues.length > 6 ? 'small' : view.queues.length > 2 ? 'medium' : 'large'}
          data-stale={isStale || undefined}
        >
          {onTheWall(view.queues, serverNow).map((one) => (
            <Queue key={one.queueId} one={one} now={serverNow} silentMs={silentMs} />
          ))}
        </ul>
      )}
      {view?.queues.length === 0 && !isOver && <p className={classes.say}>{t('noQueues')}</p>}
    </main>
  );
}

function Queue({ one, now, silentMs }: { one: WallboardQueueView; now: number; silentMs: number }) {
  const { t } = useTranslation('wallboard');
  const trouble = troubleOf(one, now);
  const wait = one.expectedWait ? duration(one.expectedWait.toMs) : '–';
  const figure = (name: string, value: string | number, more = '') => (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {more && <small> {more}</small>}
      </dd>
    </div>
  );
  return (
    <li className={classes.queue} data-tone={toneOf(trouble)}>
      <h2 className="user-text">{one.name}</h2>
      <p className={classes.trouble}>
        {t(`trouble.${trouble}`)}
        {trouble === 'closed' && one.opensAt && ` · ${t('opens', { time: clockTime(one.opensAt) })}`}
      </p>
      <p className={classes.big}>
        <b>{one.waiting}</b> {t('waiting')}
        {one.oldestWaitingMs !== null && (
          <span>
            {t('oldest')} {duration(one.oldestWaitingMs + silentMs)}
          </span>
        )}
      </p>
      <dl className={classes.figures}>
        {figure(t('serviceLevel'), one.serviceLevel === null ? '–' : `${Math.round(one.serviceLevel * 100)}%`)}
        {figure(t('expected'), wait)}
        {figure(t('abandoned'), one.abandoned)}
        {figure(t('inHand'), one.assigned)}
        {figure(t('free'), one.agents.free, t('ofAvailable', { n: one.agents.available }))}
      </dl>
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
      else if (answer.status === 401) setWall({ view: null, readAt: Date.now(), isOver: true });
    };
    const round = (): void => void read().catch(() => undefined);
    round();
    const timer = setInterval(round, EVERY_MS);
    return () => {
      clearInterval(timer);
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
