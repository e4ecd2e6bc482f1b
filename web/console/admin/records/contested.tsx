import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormPlace } from './form-context.js';
import { useEditing } from './use-form.js';
import classes from './records.module.css';

/** A value as one line. */
function lineOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(lineOf).join(', ') || '—';
  return Object.entries(value)
    .map(([name, each]) => `${name}: ${lineOf(each)}`)
    .join(', ');
}

/** Somebody else saved this record meanwhile: what they changed, and a choice where both changed the same field. */
export function Contested() {
  const { t, i18n } = useTranslation('admin');
  const { section, place, choose } = useFormPlace();
  const { draft = {}, taken = [], contested = {} } = useEditing(place) ?? {};
  const names = Object.keys(contested);
  if (names.length === 0 && taken.length === 0) return null;
  const labelOf = (name: string): string => (i18n.exists(`admin:${section.key}.${name}`) ? t(`${section.key}.${name}`) : name);
  return (
    <section className={classes.contested} role="alert" aria-label={t('somebodyElse')}>
      <p>
        <strong>{t('somebodyElse')}</strong> {t(names.length > 0 ? 'chooseWhose' : 'nothingLost')}
      </p>
      {names.map((name) => (
        <div key={name} className={classes.choice} role="group" aria-label={labelOf(name)}>
          <strong>{labelOf(name)}</strong>
          <span className={classes.side}>
            <em>{t('yours')}</em> <span className="user-text">{lineOf(draft[name])}</span>
          </span>
          <Button size="compact-xs" variant="default" onClick={() => choose(name, 'mine')}>
            {t('keepYours', { name: labelOf(name) })}
          </Button>
          <span className={classes.side}>
            <em>{t('theirs')}</em> <span className="user-text">{lineOf(contested[name])}</span>
          </span>
          <Button size="compact-xs" variant="default" onClick={() => choose(name, 'theirs')}>
            {t('takeTheirs', { name: labelOf(name) })}
          </Button>
        </div>
      ))}
      {taken.length > 0 && (
        <p>{t('takenOver', { fields: taken.map((name) => `${labelOf(name)}: ${lineOf(draft[name])}`).join(' · ') })}</p>
      )}
    </section>
  );
}
