import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RoutingRuleView } from '../../../../src/contracts/rule-views.js';
import { useAgentChoices, useInboxChoices, useLanguageChoices, useQueueChoices } from '../choices.js';
import { LongTextField, NumberField, SelectField, SwitchField, TextField } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import { Pair } from '../records/more.js';
import classes from '../records/records.module.css';
import { section } from '../records/section.js';
import { SkillRows } from '../records/skill-rows.js';
import { DryRun } from './dry-run.js';
import { examples } from './examples.js';

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  const leaves = { label: t('rules.leaves'), value: undefined };
  return (
    <>
      <Pair>
        <TextField required at="/name" autoFocus />
        <SelectField at="/inboxId" choices={useInboxChoices()} none={{ label: t('rules.inboxId.none'), value: null }} />
      </Pair>
      <SwitchField at="/enabled" />
      <LongTextField code required at="/condition" rows={3} />
      <Examples />
      <h3>{t('rules.then')}</h3>
      <Pair>
        <SelectField at="/actions/queueId" choices={useQueueChoices()} none={leaves} />
        <NumberField optional at="/actions/priority" min={-100} max={100} />
        <SelectField at="/actions/language" choices={useLanguageChoices()} none={leaves} />
        <SelectField
          at="/actions/preferredAgentId"
          choices={useAgentChoices()}
          none={{ label: t('rules.anybody'), value: undefined }}
        />
      </Pair>
      <SkillRows asks at="/actions/skills" />
      <Pair>
        <SelectField
          at="/actions/then"
          choices={['stop', 'continue'].map((each) => ({ value: each, label: t(`rules.after.${each}`) }))}
        />
        <NumberField optional at="/position" min={0} />
      </Pair>
      <DryRun id={(record as RoutingRuleView | null)?.id ?? null} />
    </>
  );
}

/** Conditions to begin from: nobody has to know the language by heart. */
function Examples() {
  const { t } = useTranslation('admin');
  const field = useField<string>('/condition');
  return (
    <div role="group" aria-label={t('rules.examples')}>
      <p className={classes.hint}>{t('rules.examples')}</p>
      {examples.map(({ key, condition }) => (
        <Button
          key={key}
          size="compact-xs"
          variant="default"
          mr={6}
          mt={4}
          // Beside what is there already: an example never costs somebody their own words.
          onClick={() => field.set(field.value.trim() ? `${field.value.trim()} && ${condition}` : condition)}
        >
          {t(`rules.example.${key}`)}
        </Button>
      ))}
    </div>
  );
}

export const rulesSection = section<RoutingRuleView>({
  key: 'rules',
  path: '/v1/routing-rules',
  nameOf: (rule) => `${rule.position}. ${rule.name}`,
  aboutOf: (rule) => rule.condition,
  isOff: () => false,
  order: (one, other) => one.position - other.position,
  fresh: () => ({ name: '', condition: '', inboxId: null, enabled: true, actions: { then: 'stop' } }),
  draftOf: ({ name, condition, inboxId, enabled, actions, position }) => ({
    ...{ name, condition, inboxId, enabled, position },
    actions: { ...actions },
  }),
  Fields,
  removal: {
    kind: 'delete',
    restore: ({ name, condition, inboxId, enabled, actions, position }) => ({
      method: 'POST',
      body: { name, condition, inboxId, enabled, actions, position },
    }),
  },
});
