import { Select, Text, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DigestView } from '../../../src/contracts/digest.js';
import type { AgentView, ConversationView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { call, list } from '../live/api.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { ActDialog } from '../ui/act-dialog.js';
import { act } from './acts.js';
import { Brief } from './brief.js';
import classes from './transfer-dialog.module.css';
import { closeDialog } from './dialogs.js';
import { useDraft } from './draft.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';

/** To another agent or queue, with the brief and a note that save the customer from telling it again. */
export function TransferDialog({ one, fresh }: AboutProps) {
  const { t } = useTranslation('inbox');
  const isMine = one.assignee?.id === useDesk((desk) => desk.me?.id);
  const [target, setTarget] = useState<string | null>(null);
  const [note, setNote] = useDraft(`transfer.${one.id}`);
  const groups = useTargets(one);
  const name = groups?.flatMap((group) => group.items).find((item) => item.value === target)?.label;

  const run = async (): Promise<void> => {
    const [kind, id] = (target ?? '').split(' ');
    const words = note.trim();
    await act(one, 'transfer', { [kind === 'agent' ? 'agentId' : 'queueId']: id, ...(words ? { note: words } : {}) });
    setNote('');
    say(t('transferredSaid', { name: one.customerName ?? t('ui:visitor'), to: name }), 'good');
  };
  return (
    <ActDialog
      title={t(isMine ? 'transferTitle' : 'moveTitle', { name: one.customerName ?? t('ui:visitor') })}
      action={isMine ? t('transfer') : t('move')}
      run={run}
      onClose={closeDialog}
      disabled={!target}
      size="lg"
    >
      <Select
        label={t('to')}
        placeholder={groups ? t('chooseTarget') : t('reading')}
        data={groups ?? []}
        value={target}
        onChange={setTarget}
        searchable
        nothingFoundMessage={t('frame:nothingFound')}
        maxDropdownHeight={260}
        data-autofocus
      />
      <Textarea
        label={t('note')}
        description={t('transferHint')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={10_000}
        autosize
        minRows={3}
        maxRows={8}
      />
      <BriefPreview conversationId={one.id} />
      <Meanwhile fresh={fresh} />
    </ActDialog>
  );
}

/** What goes along by itself. */
function BriefPreview({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('inbox');
  const [digest, setDigest] = useState<DigestView | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    // A brief that cannot be shown goes along all the same.
    call<DigestView>('GET', `/v1/conversations/${conversationId}/digest`, undefined, { signal: ending.signal }).then(
      setDigest,
      () => undefined,
    );
    return () => ending.abort();
  }, [conversationId]);
  if (!digest || digest.sections.length === 0) return null;
  return (
    <div className={classes.preview}>
      <Text size="xs" c="dimmed" mb={4}>
        {t('briefGoesAlong')}
      </Text>
      <Brief digest={{ ...digest, handover: null }} />
    </div>
  );
}

interface TargetGroup {
  group: string;
  items: { value: string; label: string }[];
}

/** Agents and queues it can go to. How busy colleagues are is for supervisors to see. */
function useTargets(one: ConversationView): TargetGroup[] | null {
  const { t } = useTranslation('inbox');
  const queues = useDesk((desk) => desk.queues);
  const supervises = useDesk(isSupervisor);
  const live = useDesk((desk) => desk.live.get(one.queueId));
  const [agents, setAgents] = useState<AgentView[] | null>(null);
  useEffect(() => {
    list<AgentView>('/v1/agents?limit=100').then(setAgents, () => setAgents([]));
  }, []);
  if (!agents) return null;
  const busy = new Map(supervises ? live?.agents.map((agent) => [agent.id, agent]) : []);
  const label = ({ id, name }: AgentView): string => {
    const now = busy.get(id);
    return now ? t('agentStands', { name, state: t(`frame:presence.${now.state}`), count: now.conversations }) : name;
  };
  const others = agents.filter((agent) => !agent.disabled && agent.id !== one.assignee?.id);
  return [
    { group: t('agents'), items: others.map((agent) => ({ value: `agent ${agent.id}`, label: label(agent) })) },
    { group: t('queues'), items: queues.map((queue) => ({ value: `queue ${queue.id}`, label: queue.name })) },
  ];
}
