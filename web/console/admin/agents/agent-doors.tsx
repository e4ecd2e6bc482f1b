import { Button, MultiSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentPhoneView } from '../../../../src/contracts/calls.js';
import type { QueueView, SupervisedQueuesView } from '../../../../src/contracts/routing-views.js';
import type { AgentView } from '../../../../src/contracts/views.js';
import { say, sayError } from '../../frame/say.js';
import { call } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import { useQueueChoices } from '../choices.js';
import { saveRecord, useRecords } from '../records/records.js';
import classes from '../records/records.module.css';

/** What of an agent is kept elsewhere and holds at once: the queues they serve, those they supervise, their telephone. */
export function AgentDoors({ record }: { record: AgentView }) {
  const { t } = useTranslation('admin');
  if (record.disabled) return null;
  return (
    <>
      <h3>{t('agents.atOnce')}</h3>
      <Serves agent={record} />
      {record.role === 'supervisor' && <Supervises key={record.id} id={record.id} />}
      <Telephone key={`${record.id} phone`} id={record.id} />
    </>
  );
}

function Serves({ agent }: { agent: AgentView }) {
  const { t } = useTranslation('admin');
  const { records } = useRecords<QueueView>('/v1/queues');
  const choices = useQueueChoices();
  const [isBusy, setBusy] = useState(false);
  const mine = (records ?? []).filter(({ agents }) => agents.some((one) => one.agentId === agent.id)).map(({ id }) => id);

  const set = async (wished: string[], isUndo = false): Promise<void> => {
    setBusy(true);
    try {
      for (const queue of records ?? []) {
        const isIn = mine.includes(queue.id);
        if (isIn === wished.includes(queue.id)) continue;
        const others = queue.agents.map(({ agentId, rank }) => ({ agentId, rank })).filter((one) => one.agentId !== agent.id);
        const agents = isIn ? others : [...others, { agentId: agent.id, rank: 0 }];
        await saveRecord('/v1/queues', queue.id, { agents }, queue.version);
      }
      say(t(isUndo ? 'undone' : 'saved'), 'good');
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <MultiSelect
      label={t('agents.serves')}
      description={t('agents.serves.hint')}
      data={choices}
      disabled={!records || isBusy}
      placeholder={mine.length > 0 ? undefined : t('agents.serves.none')}
      value={mine}
      onChange={(wished) => void set(wished)}
    />
  );
}

function Supervises({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const choices = useQueueChoices();
  const [given, setGiven] = useState<string[] | null>(null);
  useEffect(() => {
    call<SupervisedQueuesView>('GET', `/v1/agents/${id}/supervised-queues`).then(
      (view) => setGiven(view.queues.map((queue) => queue.id)),
      sayError,
    );
  }, [id]);
  const give = async (queueIds: string[]): Promise<void> => {
    const before = given ?? [];
    setGiven(queueIds);
    try {
      await call('PUT', `/v1/agents/${id}/supervised-queues`, { queueIds });
      say(t('saved'), 'good', () => void give(before));
    } catch (error) {
      setGiven(before);
      sayError(error);
    }
  };
  return (
    <MultiSelect
      label={t('agents.supervises')}
      description={t('agents.supervises.hint')}
      data={choices}
      disabled={given === null}
      placeholder={given?.length ? undefined : t('agents.supervises.all')}
      value={given ?? []}
      onChange={(queueIds) => void give(queueIds)}
    />
  );
}

function Telephone({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const [address, setAddress] = useState<string | null>(null);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    call<AgentPhoneView>('GET', `/v1/agents/${id}/phone`).then((view) => setAddress(view.address ?? ''), sayError);
  }, [id]);
  const save = async (): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      await call('PUT', `/v1/agents/${id}/phone`, { address: address?.trim() || null });
      say(t('saved'), 'good');
    } catch (reason) {
      setError(errorLine(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.secret}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        label={t('agents.phone')}
        description={t('agents.phone.hint')}
        placeholder="+4930123456"
        disabled={address === null}
        value={address ?? ''}
        error={error}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={isBusy}>
        {t('agents.phone.save')}
      </Button>
    </form>
  );
}
