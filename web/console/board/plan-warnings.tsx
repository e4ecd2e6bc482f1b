import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReassignmentPlanView } from '../../../src/contracts/routing-views.js';
import { useDesk } from '../live/desk.js';
import { toldIn } from '../ui/told.js';
import { apart, whoIs } from './names.js';
import { type WarningGroup, warningGroups } from './plan.js';
import classes from './plan-dialog.module.css';

const NAMED = 5;

/** What should be known before: one line for each kind, how many it is about, and who they are. */
export function PlanWarnings({ warnings }: { warnings: ReassignmentPlanView['effect']['warnings'] }) {
  const { t } = useTranslation('board');
  if (warnings.length === 0) return null;
  return (
    <section>
      <h3 className={classes.title}>{t('warnings')}</h3>
      <ul className={classes.warnings}>
        {warningGroups(warnings).map((group) => (
          <Group key={group.kind + (group.told?.sentence ?? '')} group={group} />
        ))}
      </ul>
    </section>
  );
}

function Group({ group: { kind, conversationIds, told } }: { group: WarningGroup }) {
  const { t, i18n } = useTranslation('board');
  const [isWhole, setWhole] = useState(false);
  const conversations = useDesk((desk) => desk.conversations);
  if (told) return <li>{toldIn(i18n.language, told)}</li>;
  const count = conversationIds.length;
  const shown = isWhole ? conversationIds : conversationIds.slice(0, NAMED);
  return (
    <li>
      {t(`warning.${kind}`, { count })}{' '}
      <span className={classes.names}>{shown.map((id) => apart(whoIs(conversations.get(id)))).join(t('listComma'))}</span>{' '}
      {count > NAMED && (
        <Button size="compact-xs" variant="subtle" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('fewerTroubles') : t('showAllN', { count })}
        </Button>
      )}
    </li>
  );
}
