import { Button, Modal, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../ui/marks.js';
import { When } from '../ui/time.js';
import { closeDialog } from './dialogs.js';
import { goTo } from './show-source.js';
import classes from './undelivered-dialog.module.css';
import { type Undelivered, useUndelivered } from './undelivered.js';

/** What did not leave, what is tried again by itself, and what came in and could not be read. */
export function UndeliveredDialog() {
  const { t } = useTranslation('inbox');
  const { rows, error, again, busyId } = useUndelivered();
  return (
    <Modal opened onClose={closeDialog} size="xl" title={t('undelivered')} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      {error && <p role="alert">{error}</p>}
      {!rows && !error && <p className={classes.quiet}>{t('reading')}</p>}
      {rows?.length === 0 && <p className={classes.quiet}>{t('allDelivered')}</p>}
      {rows && rows.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('undelivered')}>
          <Table verticalSpacing={5}>
            <Table.Thead>
              <Table.Tr>
                {(['channel', 'since', 'state', 'whyColumn', 'actsColumn'] as const).map((key) => (
                  <Table.Th key={key}>{t(key)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} again={again} isBusy={busyId === row.id} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Modal>
  );
}

function Row({ row, again, isBusy }: { row: Undelivered; again: (row: Undelivered) => void; isBusy: boolean }) {
  const { t } = useTranslation('inbox');
  const show = (): void => {
    closeDialog();
    if (row.conversationId) goTo(row.conversationId);
  };
  return (
    <Table.Tr>
      <Table.Td>
        <ChannelMark channel={row.channel} />
      </Table.Td>
      <Table.Td>
        <When at={row.at} />
      </Table.Td>
      <Table.Td>{t(`undelivered.${row.kind}`)}</Table.Td>
      <Table.Td className="user-text">{row.why}</Table.Td>
      <Table.Td>
        <div className={classes.acts}>
          {row.conversationId && (
            <Button size="compact-xs" variant="default" onClick={show}>
              {t('open')}
            </Button>
          )}
          {row.kind !== 'waiting' && (
            <Button size="compact-xs" variant="light" loading={isBusy} onClick={() => again(row)}>
              {t(row.kind === 'in' ? 'readAgain' : 'sendAgain')}
            </Button>
          )}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}
