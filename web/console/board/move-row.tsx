import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentSummaryView, ReassignmentView } from '../../../src/contracts/routing-views.js';
import { call } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { When } from '../ui/time.js';
import classes from './list-page.module.css';
import { ItemList } from './move-items.js';
import { apart } from './names.js';

interface MoveRowProps {
  one: ReassignmentSummaryView;
  isBusy: boolean;
  back: () => void;
}

/** One act over many: how much, from where to where, why and how it ended; opened, each of them with the way there. */
export function MoveRow({ one, isBusy, back }: MoveRowProps) {
  const { t } = useTranslation('board');
  const [isOpen, setOpen] = useState(false);
  const what = t(`moveKind.${one.kind}`, { count: one.counts.total, to: one.to.priority });
  return (
    <>
      <tr>
        <td>
          <When at={one.appliedAt ?? one.plannedAt} />
        </td>
        <td className="user-text">{one.by.name}</td>
        <td>
          <button type="button" className={classes.unfold} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />} {what}
          </button>
          <span className={`${classes.way} user-text`}>{wayOf(one, t)}</span>
        </td>
        <td>{outcomeOf(one, t)}</td>
        <td className="user-text">{one.reason ?? ''}</td>
        <td>
          {(one.status === 'applied' || one.status === 'applying') && one.counts.moved > 0 && (
            <Button size="compact-xs" variant="default" loading={isBusy} onClick={back}>
              {t('frame:undo')}
            </Button>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6}>
            <Items id={one.id} state={JSON.stringify(one.counts)} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Read anew whenever more has become of them. */
function Items({ id, state }: { id: string; state: string }) {
  const { t } = useTranslation('board');
  const [view, setView] = useState<ReassignmentView | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    call<ReassignmentView>('GET', `/v1/reassignments/${id}`).then(
      (found) => {
        setView(found);
        setError('');
      },
      (reason: unknown) => setError(errorLine(reason)),
    );
  }, [id, state]);
  if (error) return <p role="alert">{error}</p>;
  return view ? <ItemList items={view.items} /> : <p>{t('decisions:reading')}</p>;
}

const NAMED = 3;

/** "Ana → Ben, Cho"; many are counted. */
function wayOf({ kind, from, to }: ReassignmentSummaryView, t: TFunction<'board'>): string {
  if (kind === 'priority') return '';
  const side = ({ agents, queues }: { agents: { name: string }[]; queues: { name: string }[] }): string => {
    const names = [...agents.map(({ name }) => apart(name)), ...queues.map(({ name }) => t('lineOf', { name: apart(name) }))];
    const shown = names.slice(0, NAMED).join(t('listComma'));
    return names.length > NAMED ? `${shown} ${t('andMore', { count: names.length - NAMED })}` : shown;
  };
  return [side(from), side(to)].filter(Boolean).join(' → ');
}

function outcomeOf({ kind, status, counts, undoneBy, to }: ReassignmentSummaryView, t: TFunction<'board'>): string {
  if (status === 'undoing') return t('isUndoing', { done: counts.restored + counts.notRestored, count: counts.moved });
  if (status === 'undone')
    return counts.notRestored > 0
      ? t('undonePartlyBy', { name: undoneBy?.name ?? '', n: counts.notRestored })
      : t('undoneBy', { name: undoneBy?.name ?? '' });
  if (status === 'applying') return t('isApplying', { open: counts.open });
  if (kind === 'priority')
    return counts.failed > 0 ? t('priorityPartly', counts) : t('priorityIs', { count: counts.moved, to: to.priority });
  return counts.failed > 0
    ? t('movedPartly', { moved: counts.moved, failed: counts.failed })
    : t('moved', { count: counts.moved });
}
