import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSkillChoices } from '../choices.js';
import { DurationField } from './duration-field.js';
import { SelectField } from './fields.js';
import { useField } from './form-context.js';
import { Rows } from './rows.js';

export function LevelField({ at, name }: { at: string; name: string }) {
  const { t } = useTranslation('admin');
  const field = useField<number>(at, name);
  return (
    <LevelSelect field={field} labels={[1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: t(`level.${level}`) }))} />
  );
}

function LevelSelect({
  field,
  labels,
}: {
  field: ReturnType<typeof useField<number>>;
  labels: { value: string; label: string }[];
}) {
  return (
    <NativeSelect
      aria-label={field.label}
      error={field.error}
      data={labels}
      value={String(field.value)}
      onChange={(event) => field.set(Number(event.currentTarget.value))}
    />
  );
}

/** Skills with levels: what an agent can (`key`, `level`), or what is asked for (`skill`, `minLevel`). */
export function SkillRows({ at, asks = false }: { at: string; asks?: boolean }) {
  const { t } = useTranslation('admin');
  const choices = useSkillChoices();
  const [key, level] = asks ? ['skill', 'minLevel'] : ['key', 'level'];
  const { value } = useField<Record<string, unknown>[] | undefined>(at);
  const taken = new Set((value ?? []).map((row) => row[key]));
  const make = (): object | null => {
    const free = choices.find((one) => !taken.has(one.value));
    return free ? { [key]: free.value, [level]: asks ? 1 : 3 } : null;
  };
  return (
    <Rows at={at} make={make} addName={t('addSkill')} most={asks ? 20 : 200}>
      {(row, each) => (
        <>
          <SelectField
            bare
            at={`${row}/${key}`}
            name="any.skill"
            choices={choices.filter((one) => one.value === (each as Record<string, unknown>)[key] || !taken.has(one.value))}
          />
          <LevelField at={`${row}/${level}`} name={asks ? 'any.leastLevel' : 'any.level'} />
          {asks && <DurationField bare optional at={`${row}/expiresAfterMs`} name="any.expires" />}
        </>
      )}
    </Rows>
  );
}
