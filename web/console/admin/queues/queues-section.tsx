import { useTranslation } from 'react-i18next';
import type { QueueView } from '../../../../src/contracts/routing-views.js';
import { words } from '../../words.js';
import { allChannels, useChannelChoices, useGroups, useHoursChoices, useQueueChoices } from '../choices.js';
import { DurationField } from '../records/duration-field.js';
import { KeyField, ManyField, NameField, NumberField, SelectField } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import { More, Pair } from '../records/more.js';
import classes from '../records/records.module.css';
import { section } from '../records/section.js';
import { SkillRows } from '../records/skill-rows.js';
import { MembersField } from './members-field.js';
import { PauseQueue } from './pause-queue.js';
import { StepRows } from './step-rows.js';

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  const id = (record as QueueView | null)?.id;
  const groups = useGroups().map((group) => ({ value: group, label: group }));
  const hours = useHoursChoices();
  const queues = useQueueChoices(id);
  return (
    <>
      <Pair>
        <NameField />
        <KeyField />
      </Pair>
      <MembersField />
      <Pair>
        <SelectField at="/hoursId" choices={hours} none={{ label: t('queues.hoursId.none'), value: null }} />
        <NumberField at="/priority" min={-100} max={100} />
      </Pair>
      <h3>{t('queues.asks')}</h3>
      <SkillRows asks at="/requirements" />
      <ManyField at="/groups" choices={groups} placeholder={t('queues.groups.any')} />
      <StepRows queueId={id} />
      <SelectField at="/fallbackQueueId" choices={queues} none={{ label: t('queues.fallbackQueueId.none'), value: null }} />
      <h3>{t('queues.handing')}</h3>
      <Handing />
      <h3>{t('queues.promises')}</h3>
      <Promises />
      <Silence />
      <Weights />
    </>
  );
}

function Handing() {
  const { t } = useTranslation('admin');
  const { value: mode } = useField<string>('/offerMode');
  const modes = ['offer', 'assign', 'broadcast'].map((each) => ({ value: each, label: t(`queues.mode.${each}`) }));
  return (
    <>
      <Pair>
        <SelectField at="/offerMode" choices={modes} />
        {mode === 'broadcast' ? <NumberField at="/broadcastSize" min={2} max={5} /> : null}
      </Pair>
      <Pair>
        {mode !== 'assign' && <DurationField at="/offerTimeoutMs" unit="s" />}
        <DurationField at="/wrapUpMs" unit="s" />
        <DurationField at="/reopenWithinMs" unit="d" />
      </Pair>
    </>
  );
}

function Promises() {
  const { t } = useTranslation('admin');
  const clocks = ['business', 'calendar'].map((each) => ({ value: each, label: t(`queues.clock.${each}`) }));
  return (
    <>
      <Pair>
        <DurationField optional none={null} at="/firstReplyTargetMs" />
        <DurationField optional none={null} at="/nextReplyTargetMs" />
        <DurationField optional none={null} at="/resolutionTargetMs" unit="h" />
        <SelectField at="/targetClock" choices={clocks} />
        <NumberField at="/warnPercent" min={1} max={99} suffix=" %" />
        <NumberField at="/breachPriority" min={0} max={100} />
      </Pair>
    </>
  );
}

function Silence() {
  const { t } = useTranslation('admin');
  return (
    <More title={t('queues.silence')}>
      <Pair>
        <DurationField optional none={null} at="/nudgeAfterMs" />
        <DurationField optional none={null} at="/supervisorAfterMs" />
        <DurationField optional none={null} at="/moveAfterMs" />
        <DurationField optional none={null} at="/goneAfterMs" />
        <DurationField optional none={null} at="/remindCustomerAfterMs" unit="h" />
        <DurationField optional none={null} at="/closeSilentAfterMs" unit="h" />
        <DurationField at="/manualHoldMs" />
      </Pair>
    </More>
  );
}

function Weights() {
  const { t } = useTranslation('admin');
  const channels = useChannelChoices(allChannels);
  return (
    <More title={t('queues.weights')}>
      <fieldset className={classes.grid}>
        <legend>{t('queues.weights.channels')}</legend>
        <p>{t('queues.weights.channels.hint')}</p>
        <div>
          {allChannels.map((channel) => (
            <NumberField key={channel} optional at={`/weights/channels/${channel}`} name={`any.channel.${channel}`} min={0} />
          ))}
        </div>
      </fieldset>
      <fieldset className={classes.grid}>
        <legend>{t('queues.weights.states')}</legend>
        <p>{t('queues.weights.states.hint')}</p>
        <div>
          {['waiting_on_us', 'waiting_on_customer', 'snoozed'].map((state) => (
            <NumberField key={state} optional at={`/weights/statePercent/${state}`} min={0} max={100} suffix=" %" />
          ))}
        </div>
      </fieldset>
      <ManyField at="/weights/exclusive" choices={channels} placeholder={t('queues.weights.exclusive.none')} />
    </More>
  );
}

const changeable = [
  ...['name', 'priority', 'requirements', 'groups', 'steps', 'fallbackQueueId', 'hoursId', 'weights'],
  ...['offerMode', 'broadcastSize', 'offerTimeoutMs', 'wrapUpMs', 'reopenWithinMs'],
  ...['firstReplyTargetMs', 'nextReplyTargetMs', 'resolutionTargetMs', 'targetClock', 'warnPercent', 'breachPriority'],
  ...['nudgeAfterMs', 'supervisorAfterMs', 'moveAfterMs', 'goneAfterMs', 'remindCustomerAfterMs', 'closeSilentAfterMs'],
  'manualHoldMs',
] as (keyof QueueView)[];

const none = { nudgeAfterMs: null, supervisorAfterMs: null, moveAfterMs: null, goneAfterMs: null };

export const queuesSection = section<QueueView>({
  key: 'queues',
  path: '/v1/queues',
  keyWord: 'queue',
  nameOf: (queue) => queue.name,
  aboutOf: (queue) =>
    [
      words.t('admin:queues.members', { count: queue.agents.length }),
      ...(queue.paused ? [words.t('admin:queues.pausedMark')] : []),
      ...(queue.open ? [] : [words.t('admin:queues.closedMark')]),
    ].join(' · '),
  order: (one, other) => one.name.localeCompare(other.name),
  fresh: () => ({
    ...{ name: '', key: '', agents: [], hoursId: null, priority: 0, requirements: [], groups: [], steps: [] },
    ...{ fallbackQueueId: null, offerMode: 'offer', broadcastSize: 3, offerTimeoutMs: 30_000, wrapUpMs: 0 },
    ...{ reopenWithinMs: 259_200_000, firstReplyTargetMs: 300_000, nextReplyTargetMs: null, resolutionTargetMs: null },
    ...{ targetClock: 'business', warnPercent: 80, breachPriority: 0, ...none },
    ...{ remindCustomerAfterMs: null, closeSilentAfterMs: null, manualHoldMs: 900_000, weights: {} },
  }),
  draftOf: (queue) => ({
    ...Object.fromEntries(changeable.map((field) => [field, queue[field]])),
    agents: queue.agents.map(({ agentId, rank }) => ({ agentId, rank })),
  }),
  Fields,
  Beside: PauseQueue,
  removal: { kind: 'delete' },
});
