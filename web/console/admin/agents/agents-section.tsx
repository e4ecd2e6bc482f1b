import { useTranslation } from 'react-i18next';
import type { AgentView } from '../../../../src/contracts/views.js';
import { words } from '../../words.js';
import { allChannels, useGroups, useLanguageChoices } from '../choices.js';
import { DurationField } from '../records/duration-field.js';
import { ManyField, NumberField, SecretField, SelectField, TagsField, TextField } from '../records/fields.js';
import { MomentField } from '../records/moment-field.js';
import { More, Pair } from '../records/more.js';
import { section } from '../records/section.js';
import classes from '../records/records.module.css';
import { SkillRows } from '../records/skill-rows.js';
import { AgentDoors } from './agent-doors.js';
import { makePassword } from './make-password.js';

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  const groups = useGroups();
  const languages = useLanguageChoices((record as AgentView | null)?.languages);
  const roles = ['agent', 'supervisor', 'admin'].map((role) => ({ value: role, label: t(`role.${role}`) }));
  return (
    <>
      <Pair>
        <TextField required at="/name" autoFocus />
        <TextField required at="/email" type="email" />
      </Pair>
      <Pair>
        <SelectField at="/role" choices={roles} />
        <SecretField at="/password" isSet={record !== null} make={makePassword} />
      </Pair>
      <SkillRows at="/skills" />
      <Pair>
        <ManyField at="/languages" choices={languages} placeholder={t('agents.languages.none')} />
        <TagsField at="/groups" suggestions={groups} placeholder={t('agents.groups.none')} />
      </Pair>
      <More title={t('agents.workload')}>
        <Pair>
          <NumberField at="/capacity" min={0} max={10_000} />
          <NumberField at="/returnReserve" min={0} max={10_000} />
        </Pair>
        <fieldset className={classes.grid}>
          <legend>{t('agents.channelLimits')}</legend>
          <p>{t('agents.channelLimits.hint')}</p>
          <div>
            {allChannels.map((channel) => (
              <NumberField
                key={channel}
                optional
                at={`/channelLimits/${channel}`}
                name={`any.channel.${channel}`}
                min={0}
                max={100}
              />
            ))}
          </div>
        </fieldset>
        <DurationField at="/rampUpMs" />
        <Pair>
          <MomentField at="/onboardingFrom" />
          <MomentField at="/onboardingUntil" />
        </Pair>
      </More>
    </>
  );
}

export const agentsSection = section<AgentView>({
  key: 'agents',
  path: '/v1/agents',
  nameOf: (agent) => agent.name,
  aboutOf: (agent) => `${words.t(`admin:role.${agent.role}`)} · ${agent.email}`,
  isOff: (agent) => agent.disabled,
  order: (one, other) => Number(one.disabled) - Number(other.disabled) || one.name.localeCompare(other.name),
  fresh: () => ({
    ...{ name: '', email: '', role: 'agent', password: '', skills: [], languages: [], groups: [] },
    ...{ capacity: 100, returnReserve: 0, channelLimits: {}, rampUpMs: 0, onboardingFrom: null, onboardingUntil: null },
  }),
  draftOf: (agent) => ({
    ...{ name: agent.name, email: agent.email, role: agent.role, password: '' },
    skills: agent.skills.map(({ key, level }) => ({ key, level })),
    ...{ languages: agent.languages, groups: agent.groups, capacity: agent.capacity, returnReserve: agent.returnReserve },
    ...{ channelLimits: agent.channelLimits, rampUpMs: agent.rampUpMs },
    ...{ onboardingFrom: agent.onboardingFrom, onboardingUntil: agent.onboardingUntil },
  }),
  // An emptied password is no new password.
  bodyOf: ({ password, ...changes }, _draft, isNew) => ({
    ...changes,
    ...(password || isNew ? { password: password ?? '' } : {}),
  }),
  Fields,
  Beside: AgentDoors,
  removal: { kind: 'disable', restore: () => ({ method: 'PATCH', body: { disabled: false } }) },
});
