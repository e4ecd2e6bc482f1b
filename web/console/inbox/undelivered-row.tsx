import { Button, Table, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../ui/marks.js';
import { dayOf, shortTime, When } from '../ui/time.js';
import { closeDialog } from './dialogs.js';
import { goTo, showSource } from './show-source.js';
import classes from './undelivered-dialog.module.css';
import type { Undelivered } from './undelivered-rows.js';

interface Props {
  row: Undelivered;
  again: (row: Undelivered) => Promise<void>;
  dismiss: (row: Undelivered) => Promise<void>;
  takeUp: (row: Undelivered) => Promise<void>;
  isBusy: boolean;
}

export function UndeliveredRow({ row, isBusy, ...acts }: Props) {
  const { t } = useTranslation('inbox');
  const { kind, channel, at, nextAttemptAt } = row;
  return (
    <Table.Tr>
      <Table.Td>
        <ChannelMark channel={channel} />
      </Table.Td>
      <Table.Td>
        <When at={at} />
      </Table.Td>
      <Table.Td>
        <Who row={row} />
      </Table.Td>
      <Table.Td>
        {kind === 'waiting' && nextAttemptAt ? t('waitingUntil', { time: shortTime(nextAttemptAt) }) : t(`undelivered.${kind}`)}
        {row.isDismissed && <span className={classes.kept}>{t('isDismissed')}</span>}
      </Table.Td>
      <Table.Td>
        <Why row={row} />
      </Table.Td>
      <Table.Td>
        <Acts row={row} isBusy={isBusy} {...acts} />
      </Table.Td>
    </Table.Tr>
  );
}

/** What is tried again by itself needs no hands, and cannot be put aside. */
function Acts({ row, isBusy, again, dismiss, takeUp }: Props) {
  const { t } = useTranslation('inbox');
  const act = row.isDismissed ? takeUp : dismiss;
  return (
    <div className={classes.rowActs}>
      {row.canAgain && (
        <Button size="compact-xs" variant="light" loading={isBusy} onClick={() => void again(row)}>
          {t(row.kind === 'out' ? 'sendAgain' : 'readAgain')}
        </Button>
      )}
      {row.kind !== 'waiting' && (
        <Button size="compact-xs" variant="subtle" disabled={isBusy} onClick={() => void act(row)}>
          {t(row.isDismissed ? 'takeUp' : 'dismiss')}
        </Button>
      )}
    </div>
  );
}

/** Whose it is and how it begins: one link to its place in the thread. */
function Who({ row: { who, text, conversationId, messageId } }: { row: Undelivered }) {
  const { t } = useTranslation('inbox');
  const said = (
    <>
      <bdi className={classes.who}>{who ?? t('nobodyKnown')}</bdi>
      {text && <bdi className={classes.text}>{text}</bdi>}
    </>
  );
  if (!conversationId) return said;
  const show = (): void => {
    if (messageId) return void showSource(conversationId, messageId);
    closeDialog();
    goTo(conversationId);
  };
  return (
    <UnstyledButton className={classes.link} onClick={show}>
      {said}
    </UnstyledButton>
  );
}

function Why({ row: { why, keptUntil } }: { row: Undelivered }) {
  const { t, i18n } = useTranslation('inbox');
  const known = `unread.${why}`;
  return (
    <>
      <span className="user-text">{i18n.exists(`inbox:${known}`) ? t(known as 'unread.empty') : why}</span>
      {keptUntil && <span className={classes.kept}>{t('originalUntil', { day: dayOf(keptUntil) })}</span>}
    </>
  );
}
