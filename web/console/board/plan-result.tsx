import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentView } from '../../../src/contracts/routing-views.js';
import dialog from './dialog.module.css';
import { ItemList } from './move-items.js';
import { undo } from './moves.js';
import classes from './plan-dialog.module.css';

/** What of a plan could not be done and why; the rest is done, and can be taken back. */
export function PlanResult({ result, again, close }: { result: ReassignmentView; again: () => void; close: () => void }) {
  const { t } = useTranslation('board');
  const [isBusy, setBusy] = useState(false);
  const back = async (): Promise<void> => {
    setBusy(true);
    const after = await undo(result.id);
    setBusy(false);
    // What was not put back is shown in place of this.
    if (!after || after.counts.notRestored === 0) close();
  };
  return (
    <div className={classes.dialog}>
      <div className={classes.body} tabIndex={0} role="group" aria-label={t('ask.plan')}>
        <p role="alert">{t('movedPartly', { moved: result.counts.moved, failed: result.counts.failed })}</p>
        <ItemList items={result.items.filter((one) => one.state === 'failed')} leave={close} />
      </div>
      <div className={`${classes.foot} ${dialog.buttons}`}>
        {result.counts.moved > 0 && (
          <Button variant="default" loading={isBusy} onClick={() => void back()}>
            {t('frame:undo')}
          </Button>
        )}
        <Button variant="default" onClick={again}>
          {t('planAgain')}
        </Button>
        <Button autoFocus onClick={close}>
          {t('ui:close')}
        </Button>
      </div>
    </div>
  );
}

/** Which of them an undo left where they are, and because of whom. */
export function NotRestored({ result, close }: { result: ReassignmentView; close: () => void }) {
  const { t } = useTranslation('board');
  const { restored, notRestored } = result.counts;
  return (
    <div className={classes.dialog}>
      <div className={classes.body} tabIndex={0} role="group" aria-label={t('ask.left')}>
        <p role="alert">{t('undonePartly', { restored, notRestored })}</p>
        <ItemList items={result.items.filter((one) => one.state === 'not_restored')} leave={close} />
      </div>
      <div className={`${classes.foot} ${dialog.buttons}`}>
        <Button autoFocus onClick={close}>
          {t('ui:close')}
        </Button>
      </div>
    </div>
  );
}
