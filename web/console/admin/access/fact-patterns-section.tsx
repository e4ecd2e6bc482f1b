import { useTranslation } from 'react-i18next';
import type { FactPatternView } from '../../../../src/contracts/context.js';
import { useLanguageChoices } from '../choices.js';
import { LongTextField, ManyField, SwitchField, TextField } from '../records/fields.js';
import { Pair } from '../records/more.js';
import classes from '../records/records.module.css';
import { section } from '../records/section.js';

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  const pattern = record as FactPatternView | null;
  const languages = useLanguageChoices(pattern?.languages).filter(({ value }) => value.length === 2);
  return (
    <>
      {pattern?.switchedOff && (
        <p className={classes.warning}>{t('factPatterns.switchedOff', { because: pattern.switchedOff.because })}</p>
      )}
      <Pair>
        <TextField at="/label" autoFocus />
        <TextField required at="/kind" placeholder="order_number" />
      </Pair>
      <LongTextField code required at="/pattern" rows={2} />
      <LongTextField required at="/example" rows={2} />
      <ManyField at="/languages" choices={languages} placeholder={t('factPatterns.languages.all')} />
      <SwitchField at="/single" />
      <SwitchField at="/enabled" />
    </>
  );
}

const own = ({ kind, label, pattern, languages, example, single, enabled }: FactPatternView): Record<string, unknown> => ({
  ...{ kind, label, pattern, languages, example, single, enabled },
});

export const factPatternsSection = section<FactPatternView>({
  key: 'factPatterns',
  path: '/v1/fact-patterns',
  nameOf: (pattern) => pattern.label ?? pattern.kind,
  aboutOf: (pattern) => pattern.pattern,
  isOff: () => false,
  order: (one, other) => one.kind.localeCompare(other.kind),
  fresh: () => ({ label: '', kind: '', pattern: '', example: '', languages: [], single: false, enabled: true }),
  draftOf: own,
  // An emptied name is none.
  bodyOf: ({ label, ...changes }, draft, isNew) => ({
    ...changes,
    ...(label !== undefined || isNew ? { label: draft['label'] || null } : {}),
  }),
  Fields,
  removal: { kind: 'delete', restore: (pattern) => ({ method: 'POST', body: own(pattern) }) },
});
