import { Autocomplete, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { Refused } from './section.js';
import { changeCustomer } from './change-customer.js';

const zones = Intl.supportedValuesOf('timeZone');
const locales = ['en', 'zh-CN', 'zh-TW', 'de', 'fr', 'es', 'it', 'pt', 'ja', 'ko', 'ar', 'he', 'ru'];

/** Language, zone and tier of the customer's record. */
export function DetailsForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('customer');
  const { customer } = useKnown().known;
  const { act, isBusy, error } = useAct();
  const [locale, setLocale] = useState(customer.locale ?? '');
  const [timeZone, setTimeZone] = useState(customer.timeZone ?? '');
  const [tier, setTier] = useState(customer.tier ?? '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wish = { locale: locale.trim() || null, timeZone: timeZone.trim() || null, tier: tier.trim() || null };
    if (await act(() => changeCustomer(customer.id, wish))) onDone();
  };
  return (
    <form className={rows.form} aria-label={t('editDetails')} onSubmit={(event) => void submit(event)}>
      <Autocomplete size="xs" label={t('locale')} data={locales} value={locale} onChange={setLocale} maxLength={35} autoFocus />
      <Autocomplete size="xs" label={t('zone')} data={zones} value={timeZone} onChange={setTimeZone} limit={20} maxLength={60} />
      <TextInput
        size="xs"
        label={t('tier')}
        value={tier}
        maxLength={60}
        onChange={(event) => setTier(event.currentTarget.value)}
      />
      <Refused>{error}</Refused>
      <div className={rows.acts}>
        <Button type="submit" size="compact-xs" loading={isBusy}>
          {t('save')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onDone}>
          {t('ui:cancel')}
        </Button>
      </div>
    </form>
  );
}
