import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentView } from '../../../src/contracts/routing-views.js';
import { useDesk } from '../live/desk.js';
import dialog from './dialog.module.css';
import { undo } from './moves.js';
import { whoIs } from './names.js';
import classes from './plan-dialog.module.css';

/** What of a plan could not be done and why; the rest is done, and can be taken back. */
export function PlanResult({ result, again, close }: { result: ReassignmentView; again: () => void; close: () => void }) {
  const { t } = useTranslation('board');
  const conversations = useDesk((desk) => desk.conversations);
  const [isBusy, setBusy] = useState(false);
  const back = async (): Promise<void> => {
    setBusy(true);
    await undo(result.id);
    setBusy(false);
    close();
  };
  return (
    <div className={classes.dialog}>
      <div className={classes.body} tabIndex={0} role="group" aria-label={t('ask.plan')}>
        <p role="alert">{t('movedPartly', { moved: result.counts.moved, failed: result.counts.failed })}</p>
        <ul className={classes.items}>
          {result.failed.map(({ conversationId, detail }) => (
            <li key={conversationId} className={classes.item}>
              <strong className="user-text">{whoIs(conversations.get(conversationId))}</strong>
              <span>{detail}</span>
            </li>
          ))}
        </ul>
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
