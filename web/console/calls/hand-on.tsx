import { Button, Group, Modal, Select, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallView } from '../../../src/contracts/calls.js';
import type { AgentView } from '../../../src/contracts/views.js';
import { sayError } from '../frame/say.js';
import { list } from '../live/api.js';
import { useDesk } from '../live/desk.js';
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
  const { targets, data } = useTargets();
  const target = targets.find(({ kind, id }) => `${kind} ${id}` === to);
  const act = async (run: (chosen: Target) => Promise<boolean>): Promise<void> => {
    if (!target) return;
    setBusy(true);
    const isDone = await run(target);
    setBusy(false);
    if (isDone) onClose();
  };
  // Asked by telephone: only there can a third be called in.
  const mayConsult = view.provider !== 'webrtc' && target?.kind !== 'queue';
  return (
    <Modal opened onClose={onClose} title={t('handOnTitle', { name })} closeButtonProps={{ 'aria-label': t('ui:close') }}>
      <div className={classes.fields}>
        <Select
          label={t('to')}
          data={data}
          value={to}
          onChange={setTo}
          searchable
          data-autofocus
          nothingFoundMessage={t('nobody')}
          maxDropdownHeight={260}
        />
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
          <Button disabled={!target} loading={isBusy} onClick={() => void act((chosen) => handOn(view, chosen, note.trim()))}>
            {t('handOnBlind')}
          </Button>
        </Group>
      </div>
    </Modal>
  );
}

function useTargets() {
  const { t } = useTranslation('calls');
  const [agents, setAgents] = useState<readonly AgentView[]>([]);
  const queues = useDesk((state) => state.queues);
  const myId = useDesk((state) => state.me?.id);
  useEffect(() => {
    list<AgentView>('/v1/agents?limit=100').then(setAgents, sayError);
  }, []);
  const people: Target[] = agents
    .filter((one) => !one.disabled && one.id !== myId)
    .map(({ id, name }) => ({ kind: 'agent', id, name }));
  const lines: Target[] = queues.map(({ id, name }) => ({ kind: 'queue', id, name }));
  const option = ({ kind, id, name }: Target) => ({ value: `${kind} ${id}`, label: name });
  return {
    targets: [...people, ...lines],
    data: [
      { group: t('people'), items: people.map(option) },
      { group: t('queues'), items: lines.map(option) },
    ],
  };
}
