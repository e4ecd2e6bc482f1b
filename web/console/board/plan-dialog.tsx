import { Button, Progress, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentPlanView, ReassignmentView } from '../../../src/contracts/routing-views.js';
import { say } from '../frame/say.js';
import { useDesk } from '../live/desk.js';
import { pick } from './board-store.js';
import dialog from './dialog.module.css';
import { carryOut, isTooOld, NotBegun, planOf, sayMoved, type Wish } from './moves.js';
import { countsOf, isDeadEnd, partsOf, staleIn } from './plan.js';
import classes from './plan-dialog.module.css';
import { PlanEffect } from './plan-effect.js';
import { PlanItems } from './plan-items.js';
import { PlanResult } from './plan-result.js';
import { PlanWarnings } from './plan-warnings.js';
import { useAct } from './use-act.js';

/** How far it is; `isLost`: the server did not answer just now. */
interface Progressing {
  record: ReassignmentView | null;
  isLost: boolean;
}

/** Shows what would happen before it does; then carries it out, says what failed, and offers the way back. */
export function PlanDialog({ wish, close }: { wish: Wish; close: () => void }) {
  const { t } = useTranslation('board');
  const [plan, setPlan] = useState<ReassignmentPlanView | null>(null);
  const [isAnew, setAnew] = useState(false);
  const [progress, setProgress] = useState<Progressing | null>(null);
  const [result, setResult] = useState<ReassignmentView | null>(null);
  const [reason, setReason] = useState(wish.reason ?? '');
  const [isUnbegun, setUnbegun] = useState(false);
  const { isBusy, error, act } = useAct();
  const conversations = useDesk((now) => now.conversations);
  // Whoever does not wait for the end closes it; the end is then told in the corner, and nothing else is closed by it.
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => void (isOpen.current = false);
  }, []);

  const make = (because?: 'stale'): void =>
    act(async () => {
      setPlan(null);
      setPlan(await planOf(wish));
      setAnew(because === 'stale');
    });
  // Once at first, and when the connection is back; planning again by itself would show another plan than the one that is read.
  const isWanted = !plan && !error && !isBusy && !result;
  useEffect(() => {
    if (isWanted) make();
  }, [isWanted]);

  const carry = (): void =>
    act(async () => {
      if (!plan) return;
      try {
        setUnbegun(false);
        setProgress({ record: null, isLost: false });
        const after = await carryOut(
          plan,
          (record) => setProgress((before) => ({ record: record ?? before?.record ?? null, isLost: record === null })),
          reason,
        );
        pick((before) => ({ ...before, picked: new Set() }));
        if (isOpen.current && after.counts.failed > 0) return setResult(after);
        sayMoved(after);
        if (isOpen.current) close();
      } catch (refused) {
        if (refused instanceof NotBegun) return isOpen.current ? setUnbegun(true) : say(refused.message, 'bad');
        if (!isTooOld(refused)) throw refused;
        setPlan(await planOf(wish));
        setAnew(true);
      } finally {
        setProgress(null);
      }
    });

  const again = (): void => {
    setPlan(null);
    setResult(null);
  };
  if (result) return <PlanResult result={result} again={again} close={close} />;
  const parts = plan && partsOf(plan);
  const stale = plan && !isBusy ? staleIn(plan, conversations) : [];
  const counts = parts ? countsOf(parts) : [];
  const moves = counts.reduce((sum, one) => sum + (one.key === 'stay' ? 0 : one.count), 0);
  // Nobody of those asked can take any: all that would happen is that agents lose their work to the line.
  const isBack = plan !== null && plan.effect.assigned === 0 && !wish.toQueueId;
  const isDead = plan !== null && isDeadEnd(plan);
  const verb = isBack ? 'backInLine' : isDead ? 'applyAllTheSame' : 'apply';
  return (
    <div className={classes.dialog}>
      <div className={classes.body} tabIndex={0} role="group" aria-label={t('ask.plan')}>
        {isAnew && (
          <p className={classes.anew} role="alert">
            {t('planAnew')}
          </p>
        )}
        {plan && parts && (
          <>
            <p className={classes.summary} role="status">
              {moves === 0
                ? t('nothingChanges')
                : t('planSays', { what: counts.map(({ key, count }) => t(`plan.${key}`, { count })).join(t('listComma')) })}
            </p>
            <PlanWarnings warnings={plan.effect.warnings} />
            <PlanItems plan={plan} parts={parts} wish={wish} close={close} />
          </>
        )}
        {!plan && !error && <p role="status">{t('planning')}</p>}
      </div>
      <div className={classes.foot}>
        {plan && <PlanEffect effect={plan.effect} />}
        {stale.length > 0 && (
          <p className={classes.anew} role="alert">
            {t('planStale', { count: stale.length })}{' '}
            <Button size="compact-xs" variant="default" onClick={() => make('stale')}>
              {t('planAgain')}
            </Button>
          </p>
        )}
        {plan && moves > 0 && (
          <TextInput
            size="xs"
            label={t('reasonOptional')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
              event.preventDefault();
              if (!isBack && !isDead && !isBusy) carry();
            }}
          />
        )}
        {progress && <Moving progress={progress} />}
        {isUnbegun && (
          <p className={dialog.error} role="alert">
            {t('didNotBegin')}
          </p>
        )}
        {error && (
          <p className={dialog.error} role="alert">
            {error}
          </p>
        )}
        <Buttons
          isReady={plan !== null}
          isBusy={isBusy}
          goesOn={progress && (progress.isLost && !progress.record ? 'unknown' : 'yes')}
          isCautious={isBack || isDead}
          label={moves === 0 ? null : t(verb, { count: moves })}
          again={error && !plan ? () => make() : null}
          carry={carry}
          close={close}
        />
      </div>
    </div>
  );
}

/** How many are through, and what becomes of the rest. */
function Moving({ progress: { record, isLost } }: { progress: Progressing }) {
  const { t } = useTranslation('board');
  const { total = 1, open = 1 } = record?.counts ?? {};
  return (
    <div>
      <p role="status">
        {isLost
          ? t(record ? 'movingLost' : 'movingUnknown')
          : record
            ? t('movingNow', { done: total - open, count: total })
            : t('movingBegins')}
      </p>
      <Progress aria-label={t('progress')} value={(100 * (total - open)) / Math.max(1, total)} />
    </div>
  );
}

interface ButtonsProps {
  isReady: boolean;
  isBusy: boolean;
  /** Under way, so far as is known: then it does not end with the dialog. */
  goesOn: 'yes' | 'unknown' | null;
  /** What it does is not what was wished: Enter must not do it. */
  isCautious: boolean;
  /** Null: there is nothing to carry out. */
  label: string | null;
  again: (() => void) | null;
  carry: () => void;
  close: () => void;
}

function Buttons({ isReady, isBusy, goesOn, isCautious, label, again, carry, close }: ButtonsProps) {
  const { t } = useTranslation('board');
  const apply = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  // The keyboard is always in the dialog: at its act where that is what was wished, else at the way out.
  useEffect(() => {
    const to = isReady && !isBusy && !isCautious ? (apply.current ?? cancel.current) : cancel.current;
    to?.focus();
  }, [isReady, isBusy, isCautious, label]);
  return (
    <div className={dialog.buttons}>
      <Button ref={cancel} variant="default" onClick={close}>
        {goesOn === 'yes' ? t('goesOn') : goesOn || (label === null && isReady) ? t('ui:close') : t('ui:cancel')}
      </Button>
      {again && <Button onClick={again}>{t('planAgain')}</Button>}
      {!again && isReady && label !== null && (
        <Button ref={apply} loading={isBusy} onClick={carry}>
          {label}
        </Button>
      )}
    </div>
  );
}
