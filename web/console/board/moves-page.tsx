import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentSummaryView } from '../../../src/contracts/routing-views.js';
import { call } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { When } from '../ui/time.js';
import classes from './list-page.module.css';
import { undo } from './moves.js';

interface Page {
  data: ReassignmentSummaryView[];
  meta: { nextCursor: string | null };
}

/** Everything that was moved at once, the latest first; each can be taken back as far as nobody has touched it since. */
export function MovesPage() {
  const { t } = useTranslation('board');
  const [rows, setRows] = useState<ReassignmentSummaryView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [error, setError] = useState('');
  const [busy, setBusy] = useState('');
  const read = async (after: string | null): Promise<void> => {
    try {
      const page = await call<Page>('GET', `/v1/reassignments?limit=50${after ? `&cursor=${encodeURIComponent(after)}` : ''}`);
      setRows((before) => [...(after ? (before ?? []) : []), ...page.data]);
      setCursor(page.meta.nextCursor);
      setError('');
    } catch (reason) {
      setError(errorLine(reason));
    }
  };
  useEffect(() => void read(null), []);
  const back = async (id: string): Promise<void> => {
    setBusy(id);
    const after = await undo(id);
    if (after) setRows((before) => (before ?? []).map((one) => (one.id === id ? after : one)));
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
        <table className={classes.table}>
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
              <tr key={one.id}>
                <td>
                  <When at={one.appliedAt ?? one.plannedAt} />
                </td>
                <td className="user-text">{one.by.name}</td>
                <td>{t(`moveKind.${one.kind}`, { count: one.counts.total })}</td>
                <td>{outcomeOf(one, t)}</td>
                <td className="user-text">{one.reason ?? ''}</td>
                <td>
                  {(one.status === 'applied' || one.status === 'applying') && one.counts.moved > 0 && (
                    <Button size="compact-xs" variant="default" loading={busy === one.id} onClick={() => void back(one.id)}>
                      {t('frame:undo')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {cursor && (
        <Button size="compact-sm" variant="subtle" onClick={() => void read(cursor)}>
          {t('more')}
        </Button>
      )}
    </main>
  );
}

function outcomeOf({ status, counts, undoneBy }: ReassignmentSummaryView, t: TFunction<'board'>): string {
  if (status === 'undone' || status === 'undoing')
    return counts.notRestored > 0
      ? t('undonePartlyBy', { name: undoneBy?.name ?? '', n: counts.notRestored })
      : t('undoneBy', { name: undoneBy?.name ?? '' });
  if (status === 'applying') return t('isApplying', { open: counts.open });
  return counts.failed > 0
    ? t('movedPartly', { moved: counts.moved, failed: counts.failed })
    : t('moved', { count: counts.moved });
}
