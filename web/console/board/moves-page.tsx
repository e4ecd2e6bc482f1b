import { Button } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentSummaryView } from '../../../src/contracts/routing-views.js';
import { call } from '../live/api.js';
import { desk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { When } from '../ui/time.js';
import { isAtRest } from './follow.js';
import { useJustDone } from './just-done.js';
import classes from './list-page.module.css';
import { MoveRow } from './move-row.js';
import { undo } from './moves.js';

interface Page {
  data: ReassignmentSummaryView[];
  meta: { nextCursor: string | null };
}

const AGAIN_MS = 2_000;
const CALM_MS = 15_000;

/** Everything that was moved at once, the latest first; each can be taken back as far as nobody has touched it since. */
export function MovesPage() {
  const { t } = useTranslation('board');
  const { rows, cursor, error, readMore, put } = useMoves();
  const [busy, setBusy] = useState('');
  const back = async (id: string): Promise<void> => {
    setBusy(id);
    const after = await undo(id);
    if (after) put(after);
    setBusy('');
  };
  return (
    <main className={classes.page} aria-label={t('moves')}>
      <h1>{t('movesTitle')}</h1>
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
      {rows?.length === 0 && <p>{t('noMoves')}</p>}
      {rows && rows.length > 0 && (
        <div className={classes.scroll}>
          <table className={`${classes.table} ${classes.cards}`}>
            <thead>
              <tr>
                {['when', 'who', 'what', 'outcome', 'whyColumn', 'acts'].map((key) => (
                  <th key={key} scope="col">
                    {t(`column.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <MoveRow key={one.id} one={one} isBusy={busy === one.id} back={() => void back(one.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {cursor && (
        <Button size="compact-sm" variant="subtle" onClick={readMore}>
          {t('more')}
        </Button>
      )}
      <ByHand />
    </main>
  );
}

interface Moves {
  rows: ReassignmentSummaryView[] | null;
  cursor: string | null;
  error: string;
  readMore: () => void;
  put: (one: ReassignmentSummaryView) => void;
}

/** The list as it is now: read again soon while something in it is under way, now and then otherwise, and after a lost connection. */
function useMoves(): Moves {
  const [rows, setRows] = useState<ReassignmentSummaryView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [error, setError] = useState('');
  const isWhole = useRef(false);
  const read = useCallback(async (after: string | null): Promise<void> => {
    try {
      const page = await call<Page>('GET', `/v1/reassignments?limit=50${after ? `&cursor=${encodeURIComponent(after)}` : ''}`);
      setRows((before) => merged(before ?? [], page.data, after !== null));
      // Reading the head again must not take back the way to the older ones.
      if (after !== null || !isWhole.current) setCursor(page.meta.nextCursor);
      isWhole.current = true;
      setError('');
    } catch (reason) {
      setError(errorLine(reason));
    }
  }, []);
  const isUnderWay = rows?.some((one) => !isAtRest(one)) ?? true;
  useEffect(() => {
    void read(null);
    const timer = setInterval(() => void read(null), isUnderWay ? AGAIN_MS : CALM_MS);
    const stop = desk.subscribe((now, before) => now.link === 'online' && before.link !== 'online' && void read(null));
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [read, isUnderWay]);
  return {
    ...{ rows, cursor, error },
    readMore: () => void read(cursor),
    put: (one) => setRows((before) => merged(before ?? [], [one], true)),
  };
}

/** Known rows as they are now; new ones above where they are from the head of the list, else below. */
function merged(
  before: readonly ReassignmentSummaryView[],
  read: readonly ReassignmentSummaryView[],
  isBelow: boolean,
): ReassignmentSummaryView[] {
  const now = new Map(read.map((one) => [one.id, one]));
  const known = before.map((one) => now.get(one.id) ?? one);
  const isKnown = new Set(before.map((one) => one.id));
  const fresh = read.filter((one) => !isKnown.has(one.id));
  return isBelow ? [...known, ...fresh] : [...fresh, ...known];
}

/** What was placed by hand from this screen: no list of the server's has a way back for it. */
function ByHand() {
  const { t } = useTranslation('board');
  const done = useJustDone((state) => state.done);
  if (done.length === 0) return null;
  return (
    <section aria-label={t('byHandHere')}>
      <h2 className={classes.second}>{t('byHandHere')}</h2>
      <ul className={classes.lines}>
        {done.map(({ id, at, text, isUndone, undo: back }) => (
          <li key={id}>
            <When at={at} /> <span className="user-text">{text}</span>{' '}
            {isUndone ? (
              t('isBack')
            ) : (
              <Button size="compact-xs" variant="default" onClick={() => void back()}>
                {t('frame:undo')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
