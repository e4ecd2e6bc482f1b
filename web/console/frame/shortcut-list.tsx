import { Kbd, Modal, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Fragment, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './shortcut-list.module.css';
import { listenToKeys, newestRows, useShortcuts, useShortcutTable } from './shortcuts.js';

/** Every act by key, by heading; opened with `?`. */
export function ShortcutList() {
  const { t } = useTranslation('frame');
  const [isOpen, { open, close }] = useDisclosure(false);
  const rows = useShortcutTable((table) => table.rows);
  useEffect(listenToKeys, []);
  useShortcuts([{ keys: '?', name: t('showShortcuts'), group: t('anywhere'), run: open }]);
  const groups = Map.groupBy(newestRows(rows), (row) => row.group);
  return (
    <Modal opened={isOpen} onClose={close} title={t('shortcuts')} size="lg" closeButtonProps={{ 'aria-label': t('dismiss') }}>
      {[...groups].map(([group, theirs]) => (
        <Table key={group} withRowBorders={false} verticalSpacing={3} captionSide="top">
          <Table.Caption className={classes.heading!}>{group}</Table.Caption>
          <Table.Tbody>
            {theirs.map(({ keys, name }) => (
              <Table.Tr key={keys + name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right">
                  {keys.split(' ').map((key, index) => (
                    <Fragment key={key}>
                      {/* Without it two keys after each other would be read as one word. */}
                      {index > 0 && ' '}
                      <Kbd size="xs" ml={4}>
                        {key.replace('mod', /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl')}
                      </Kbd>
                    </Fragment>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ))}
    </Modal>
  );
}
