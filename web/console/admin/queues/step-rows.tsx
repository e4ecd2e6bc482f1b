import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QueueStepView } from '../../../../src/contracts/rule-views.js';
import { useGroups, useQueueChoices, useSkillChoices } from '../choices.js';
import { DurationField } from '../records/duration-field.js';
import { ManyField, NumberField, SelectField } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import { Rows } from '../records/rows.js';
import { LevelField } from '../records/skill-rows.js';
import { type Deed, deedOf, deeds, nextStepAt, withDeed } from './deeds.js';

/** What gives way after how long a wait: one line a step, "after 2 min · this queue's members too". */
export function StepRows({ queueId }: { queueId: string | undefined }) {
  const { t } = useTranslation('admin');
  const { value } = useField<QueueStepView[]>('/steps');
  const make = (): QueueStepView => ({ afterMs: nextStepAt(value), raisePriority: 1 });
  return (
    <Rows<QueueStepView> at="/steps" make={make} addName={t('queues.addStep')}>
      {(at, step) => (
        <>
          <DurationField bare at={`${at}/afterMs`} unit="min" />
          <DeedField at={at} step={step} queueId={queueId} />
          <Particulars at={at} deed={deedOf(step)} queueId={queueId} />
        </>
      )}
    </Rows>
  );
}

function DeedField({ at, step, queueId }: { at: string; step: QueueStepView; queueId: string | undefined }) {
  const { t } = useTranslation('admin');
  const field = useField(at, 'steps.deed');
  const [group] = useGroups();
  const [skill] = useSkillChoices();
  const [queue] = useQueueChoices(queueId);
  return (
    <NativeSelect
      aria-label={field.label}
      data={deeds.map((deed) => ({ value: deed, label: t(`queues.deed.${deed}`) }))}
      value={deedOf(step) ?? ''}
      onChange={(event) =>
        field.set(withDeed(step, event.currentTarget.value as Deed, { group, skill: skill?.value, queueId: queue?.value }))
      }
    />
  );
}

function Particulars({ at, deed, queueId }: { at: string; deed: Deed | undefined; queueId: string | undefined }) {
  const skills = useSkillChoices();
  const queues = useQueueChoices(queueId);
  const groups = useGroups().map((group) => ({ value: group, label: group }));
  switch (deed) {
    case 'dropSkill':
      return <SelectField bare at={`${at}/dropSkill`} name="any.skill" choices={skills} />;
    case 'lowerSkill':
      return (
        <>
          <SelectField bare at={`${at}/lowerSkill/skill`} name="any.skill" choices={skills} />
          <LevelField at={`${at}/lowerSkill/minLevel`} name="any.leastLevel" />
        </>
      );
    case 'addGroups':
      return <ManyField bare at={`${at}/addGroups`} name="any.groups" choices={groups} />;
    case 'addQueues':
      return <ManyField bare at={`${at}/addQueues`} name="any.queues" choices={queues} />;
    case 'toQueue':
      return <SelectField bare at={`${at}/toQueue`} name="any.queue" choices={queues} />;
    case 'raisePriority':
      return <NumberField bare at={`${at}/raisePriority`} name="any.priority" min={1} max={100} />;
    default:
      return null;
  }
}
