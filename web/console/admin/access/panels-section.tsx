import { useTranslation } from 'react-i18next';
import type { PanelView } from '../../../../src/contracts/panels.js';
import { DurationField } from '../records/duration-field.js';
import { KeyField, ManyField, NameField, NumberField, SecretField, SwitchField, TextField } from '../records/fields.js';
import { Pair } from '../records/more.js';
import { section } from '../records/section.js';

const kinds = [
  'email',
  'phone',
  'external',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'line',
  'wechat',
  'visitor',
] as const;

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <Pair>
        <NameField />
        <KeyField />
      </Pair>
      <TextField required at="/url" type="url" placeholder="https://" />
      <SwitchField at="/enabled" />
      <ManyField
        at="/identityKinds"
        choices={kinds.map((kind) => ({ value: kind, label: t(`identity.${kind}`) }))}
        placeholder={t('panels.identityKinds.none')}
      />
      <Pair>
        <DurationField at="/cacheMs" unit="min" />
        <NumberField at="/timeoutMs" min={100} max={5_000} suffix=" ms" />
      </Pair>
      <SecretField at="/secret" isSet={record !== null} />
      <SwitchField at="/signsAnswers" />
    </>
  );
}

export const panelsSection = section<PanelView>({
  key: 'panels',
  path: '/v1/panels',
  keyWord: 'panel',
  nameOf: (panel) => panel.name,
  aboutOf: (panel) => panel.url,
  order: (one, other) => one.name.localeCompare(other.name),
  fresh: () => ({
    ...{ name: '', key: '', url: '', enabled: true, identityKinds: ['email'], cacheMs: 60_000, timeoutMs: 1_500 },
    ...{ signsAnswers: false },
  }),
  draftOf: ({ name, url, enabled, identityKinds, cacheMs, timeoutMs, signsAnswers }) => ({
    ...{ name, url, enabled, identityKinds, cacheMs, timeoutMs, signsAnswers },
  }),
  Fields,
  removal: { kind: 'delete' },
  once: ['secret'],
});
