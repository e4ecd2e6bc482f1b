import { Button, Checkbox, Modal, Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../live/api.js';
import { closeDialog } from './dialogs.js';
import { useUndelivered } from './undelivered.js';
import classes from './undelivered-dialog.module.css';
import { UndeliveredRow } from './undelivered-row.js';
import { type Together, togetherOf, type Undelivered } from './undelivered-rows.js';

const columns = ['channel', 'since', 'whoColumn', 'state', 'whyColumn', 'actsColumn'] as const;

/** What did not leave, what is tried again by itself, and what came in and could not be read. */
export function UndeliveredDialog() {
  const { t } = useTranslation('inbox');
  const [alsoDismissed, setAlsoDismissed] = useState(false);
  const { rows, error, again, allAgain, dismiss, takeUp, busyId } = useUndelivered(alsoDismissed);
  return (
    <Modal
      opened
      onClose={closeDialog}
      size="min(1180px, 100%)"
      title={t('undelivered')}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      {error && <p role="alert">{error}</p>}
      {!rows && !error && <p className={classes.quiet}>{t('reading')}</p>}
      <Checkbox
        className={classes.also}
        size="xs"
        label={t('alsoDismissed')}
        checked={alsoDismissed}
        onChange={(event) => setAlsoDismissed(event.currentTarget.checked)}
      />
      {rows?.length === 0 && <p className={classes.quiet}>{t('allDelivered')}</p>}
      {rows && rows.length > 0 && (
        <>
          <AllAgain rows={rows} allAgain={allAgain} busyId={busyId} />
          <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('undelivered')}>
            <Table verticalSpacing={5}>
              <Table.Thead>
                <Table.Tr>
                  {columns.map((key) => (
                    <Table.Th key={key}>{t(key)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <UndeliveredRow key={row.id} row={row} {...{ again, dismiss, takeUp }} isBusy={busyId === row.id} />
                ))}
              </Table.Tbody>
            </Table>
          </div>
        </>
      )}
    </Modal>
  );
}

interface AllAgainProps {
  rows: readonly Undelivered[];
  allAgain: (together: Together) => Promise<void>;
  busyId: string | null;
}

/** After a vendor was away for a morning nobody should have to press a button for each message. */
function AllAgain({ rows, allAgain, busyId }: AllAgainProps) {
  const { t } = useTranslation('inbox');
  const all = togetherOf(rows);
  const names = useInboxNames(all.length > 0);
  if (all.length === 0) return null;
  return (
    <div className={classes.acts}>
      {all.map((one) => (
        <Button
          key={`${one.inboxId} ${one.what}`}
          size="compact-xs"
          variant="default"
          loading={busyId === `${one.inboxId} ${one.what}`}
          onClick={() => void allAgain(one)}
        >
          {t(one.what === 'outbound' ? 'sendAllAgain' : 'readAllAgain', {
            count: one.count,
            inbox: names.get(one.inboxId) ?? '…',
          })}
        </Button>
      ))}
    </div>
  );
}

/** Without them the acts are still there, each with its figure. */
function useInboxNames(isWanted: boolean): ReadonlyMap<string, string> {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!isWanted) return;
    const read = call<{ data: { id: string; name: string }[] }>('GET', '/v1/inboxes?limit=100');
    void read.then(({ data }) => setNames(new Map(data.map(({ id, name }) => [id, name])))).catch(() => undefined);
  }, [isWanted]);
  return names;
}
