import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormPlace } from './form-context.js';
import classes from './records.module.css';
import { setAftermath, useAftermath } from './use-form.js';

/** Keys and secrets that were made just now: on the screen until somebody says they have them, and then nowhere. */
export function ShownOnce() {
  const { t } = useTranslation('admin');
  const { section, place } = useFormPlace();
  const once = useAftermath(place, (aftermath) => aftermath.once);
  if (once.length === 0) return null;
  return (
    <section className={classes.once} role="status" aria-label={t('onceTitle')}>
      <p>
        <strong>{t('onceTitle')}</strong> {t('onceText')}
      </p>
      {once.map(({ name, value }) => (
        <div key={name} className={classes.copyLine}>
          <span>{t(`${section.key}.${name}`)}</span>
          <code>{value}</code>
          <Copy value={value} name={t(`${section.key}.${name}`)} />
        </div>
      ))}
      <Button size="compact-sm" variant="default" onClick={() => setAftermath(place, { once: [] })}>
        {t('onceDone')}
      </Button>
    </section>
  );
}

export function Copy({ value, name }: { value: string; name: string }) {
  const { t } = useTranslation('admin');
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button size="compact-sm" variant="default" onClick={copy} aria-label={t('copyThat', { name })}>
          {copied ? t('copied') : t('copy')}
        </Button>
      )}
    </CopyButton>
  );
}
