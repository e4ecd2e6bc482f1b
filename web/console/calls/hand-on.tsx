import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallView } from '../../../src/contracts/calls.js';
import { useTransferTargets } from '../inbox/transfer-targets.js';
import { SearchSelect } from '../ui/search-select.js';
import { consult, handOn, type Target } from './call-acts.js';
import classes from './calls.module.css';

interface Props {
  view: CallView;
  name: string;
  onClose: () => void;
}

/** To whom a call goes: at once, or after they were asked on the line. */
export function HandOn({ view, name, onClose }: Props) {
  const { t } = useTranslation('calls');
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  // Only by telephone can a third be called in: whoever has one can be asked, also where they take no work just now.
  const isByTelephone = view.provider !== 'webrtc';
  const { targets, data, taking } = useTargets(view.conversationId, isByTelephone);
  const target = targets.find(({ kind, id }) => `${kind} ${id}` === to);
  const act = async (run: (chosen: Target) => Promise<boolean>): Promise<void> => {
    if (!target) return;
    setBusy(true);
    const isDone = await run(target);
    setBusy(false);
    if (isDone) onClose();
  };
  const mayConsult = isByTelephone && target?.kind !== 'queue';
  return (
    <Modal opened onClose={onClose} title={t('handOnTitle', { name })} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <div className={classes.fields}>
        <SearchSelect label={t('to')} data={data} value={to} onChange={setTo} isFirst nothingFound={t('nobody')} />
        <Textarea
          label={t('note')}
          description={t('handOnNote')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={5_000}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <p className={classes.quiet}>{t('handOnBlindHint')}</p>
        <Group gap="xs" justify="flex-end">
          {mayConsult && (
            <Button
              variant="default"
              title={t('consultHint')}
              disabled={!target || isBusy}
              onClick={() => void act((chosen) => consult(view, chosen))}
            >
              {t('consult')}
            </Button>
          )}
          <Button
            disabled={!target || !taking(target)}
            loading={isBusy}
            onClick={() => void act((chosen) => handOn(view, chosen, note.trim()))}
          >
            {t('handOnBlind')}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

/** As for any other conversation: to whom it would be refused it cannot be handed on; they may still be asked. */
function useTargets(conversationId: string, mayBeAsked: boolean) {
  const found = useTransferTargets(conversationId);
  const targets = [...(found?.names ?? [])].map(([value, name]): Target => {
    const [kind, id] = value.split(' ');
    return { kind: kind === 'agent' ? 'agent' : 'queue', id: id ?? '', name };
  });
  const groups = found?.groups ?? [];
  const data = groups.map(({ group, items }) => ({
    group,
    items: mayBeAsked ? items.map(({ value, label }) => ({ value, label })) : items,
  }));
  const taking = ({ kind, id }: Target): boolean => found?.colleagues.get(`${kind} ${id}`)?.canTake ?? true;
  return { targets, data, taking };
}
