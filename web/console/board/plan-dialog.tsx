import { Button, Progress } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentPlanView, ReassignmentView } from '../../../src/contracts/routing-views.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { pick } from './board-store.js';
import dialog from './dialog.module.css';
import { carryOut, isTooOld, planOf, sayMoved, undo, type Wish } from './moves.js';
import { partsOf, staleIn } from './plan.js';
import classes from './plan-dialog.module.css';
import { PlanEffect } from './plan-effect.js';
import { PlanItems } from './plan-items.js';
import { useAct } from './use-act.js';

/** Shows what would happen before it does; then carries it out, says what failed, and offers the way back. */
export function PlanDialog({ wish, close }: { wish: Wish; close: () => void }) {
  const { t } = useTranslation('board');
  const [plan, setPlan] = useState<ReassignmentPlanView | null>(null);
  const [isAnew, setAnew] = useState(false);
  const [progress, setProgress] = useState<ReassignmentView | null>(null);
  const [result, setResult] = useState<ReassignmentView | null>(null);
  const { isBusy, error, act } = useAct();
  const apply = useRef<HTMLButtonElement>(null);
  const conversations = useDesk((desk) => desk.conversations);

  const make = (because?: 'stale'): void =>
    act(async () => {
      setPlan(null);
      setPlan(await planOf(wish));
      setAnew(because === 'stale');
    });
  // Planning again by itself would show another plan than the one that is being read.
  useEffect(() => make(), []);
  useEffect(() => {
    // Enter carries out what was wished, never the opposite of it.
    if (plan && (plan.effect.assigned > 0 || wish.toQueueId)) apply.current?.focus();
  }, [plan]);

  const carry = (): void =>
    act(async () => {
      if (!plan) return;
      try {
        const after = await carryOut(plan, setProgress);
        pick((before) => ({ ...before, picked: new Set() }));
        if (after.counts.failed > 0) return setResult(after);
        sayMoved(after);
        close();
      } catch (reason) {
        if (!isTooOld(reason)) throw reason;
        setPlan(await planOf(wish));
        setAnew(true);
      } finally {
        setProgress(null);
      }
    });

  if (result) return <Result result={result} again={() => (setResult(null), make())} close={close} />;
  const parts = plan && partsOf(plan);
  const stale = plan && !isBusy ? staleIn(plan, conversations) : [];
  // Nobody of those asked can take any: all that would happen is that agents lose their work to the line.
  const isBack = plan !== null && plan.effect.assigned === 0 && !wish.toQueueId;
  const moves = plan && parts ? plan.items.length - parts.stay.length : 0;
  return (
    <div className={dialog.form}>
      {isAnew && (
        <p className={classes.anew} role="alert">
          {t('planAnew')}
        </p>
      )}
      {plan && parts && (
        <>
          <p className={classes.summary} role="status">
            {t('planSays', { assigned: plan.effect.assigned, waiting: plan.effect.waiting, count: plan.items.length })}
          </p>
          <PlanItems plan={plan} parts={parts} wish={wish} close={close} />
          <PlanEffect effect={plan.effect} />
        </>
      )}
      {!plan && !error && <p role="status">{t('planning')}</p>}
      {stale.length > 0 && (
        <p className={classes.anew} role="alert">
          {t('planStale', { count: stale.length })}{' '}
          <Button size="compact-xs" variant="default" onClick={() => make('stale')}>
            {t('planAgain')}
          </Button>
        </p>
      )}
      {progress && (
        <Progress
          aria-label={t('progress')}
          value={(100 * (progress.counts.total - progress.counts.open)) / Math.max(1, progress.counts.total)}
        />
      )}
      {error && (
        <p className={dialog.error} role="alert">
          {error}
        </p>
      )}
      <div className={dialog.buttons}>
        <Button variant="default" onClick={close}>
          {t('ui:cancel')}
        </Button>
        {error && !plan ? (
          <Button onClick={() => make()}>{t('planAgain')}</Button>
        ) : (
          <Button ref={apply} disabled={moves === 0} loading={isBusy} onClick={carry}>
            {isBack ? t('backInLine', { count: moves }) : t('apply', { count: moves })}
          </Button>
        )}
      </div>
    </div>
  );
}

function Result({ result, again, close }: { result: ReassignmentView; again: () => void; close: () => void }) {
  const { t } = useTranslation('board');
  const conversations = useDesk((desk) => desk.conversations);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const back = async (): Promise<void> => {
    setBusy(true);
    await undo(result.id).catch((reason: unknown) => setError(errorLine(reason)));
    setBusy(false);
    close();
  };
  return (
    <div className={dialog.form}>
      <p role="alert">{t('movedPartly', { moved: result.counts.moved, failed: result.counts.failed })}</p>
      <ul className={classes.items}>
        {result.failed.map(({ conversationId, detail }) => (
          <li key={conversationId} className={classes.item}>
            <strong className="user-text">{conversations.get(conversationId)?.customerName ?? t('ui:visitor')}</strong>
            <span>{detail}</span>
          </li>
        ))}
      </ul>
      {error && <p className={dialog.error}>{error}</p>}
      <div className={dialog.buttons}>
        {result.counts.moved > 0 && (
          <Button variant="default" loading={isBusy} onClick={() => void back()}>
            {t('frame:undo')}
          </Button>
        )}
        <Button variant="default" onClick={again}>
          {t('planAgain')}
        </Button>
        <Button onClick={close}>{t('ui:close')}</Button>
      </div>
    </div>
  );
}
