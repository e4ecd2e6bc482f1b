import { useTranslation } from 'react-i18next';
import { words } from '../../words.js';
import { allChannels, useChannelChoices, useQueueChoices } from '../choices.js';
import type { Draft } from '../records/changes.js';
import {
  KeyField,
  LongSecretField,
  NameField,
  OptionalTextField,
  SecretField,
  SelectField,
  TagsField,
} from '../records/fields.js';
import { useDraftAt } from '../records/form-context.js';
import { More, Pair } from '../records/more.js';
import { section } from '../records/section.js';
import { formOf, providersOf } from './channel-forms.js';
import { InboxDoors } from './inbox-doors.js';
import type { InboxRecord } from './inbox-record.js';
import { makeSecret } from './make-secret.js';
import { SettingFields } from './setting-fields.js';
import { TemplateRows } from './template-rows.js';

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  const chosen = useDraftAt<string>('/channel');
  const chosenProvider = useDraftAt<string | undefined>('/provider');
  const inbox = record as InboxRecord | null;
  const channel = inbox?.channel ?? chosen;
  const provider = inbox ? inbox.provider : chosenProvider;
  const form = formOf(channel, provider);
  const providers = providersOf(channel);
  return (
    <>
      <Pair>
        <NameField />
        <KeyField />
      </Pair>
      <Pair>
        <SelectField at="/channel" disabled={inbox !== null} choices={useChannelChoices(allChannels)} />
        {providers.length > 1 && (
          <SelectField
            at="/provider"
            disabled={inbox !== null}
            choices={providers.map((each) => ({ value: each, label: t(`inboxes.provider.${each}`) }))}
          />
        )}
        <SelectField at="/queueId" choices={useQueueChoices()} />
      </Pair>
      {channel === 'email' && <OptionalTextField at="/address" type="email" placeholder="support@shop.example" />}
      {channel === 'webchat' && <TagsField at="/allowedOrigins" suggestions={[]} placeholder={t('inboxes.allowedOrigins.any')} />}
      {form && form.settings.length > 0 && <h3>{t('inboxes.connection')}</h3>}
      {form && <SettingFields key={channel} settings={form.settings} />}
      {form?.secrets.map(({ name, make, lines }) => {
        const known = { at: `/secrets/${name}`, isSet: inbox?.secrets.includes(name) === true };
        if (lines) return <LongSecretField key={name} {...known} />;
        return <SecretField key={name} {...known} {...(make ? { make: makeSecret } : {})} />;
      })}
      {form?.templates && <TemplateRows />}
      {form?.more && (
        <More title={t('more')}>
          <SettingFields settings={form.more} />
        </More>
      )}
    </>
  );
}

/** What goes with the channel that was chosen, and nothing that was typed for another one. */
function bodyOf(changes: Draft, draft: Draft, isNew: boolean): Draft {
  if (!isNew) {
    const { channel: _channel, provider: _provider, ...rest } = changes;
    return rest;
  }
  const { channel, provider, address, allowedOrigins, settings, secrets, templates, ...rest } = draft;
  const form = formOf(String(channel), provider as string | undefined);
  const known = new Set([...(form?.settings ?? []), ...(form?.more ?? [])].map(({ at }) => at.split('/')[0]));
  const pick = (from: unknown, names: ReadonlySet<string | undefined>): object =>
    Object.fromEntries(Object.entries((from ?? {}) as object).filter(([name]) => names.has(name)));
  return {
    ...{ ...rest, channel, settings: pick(settings, known) },
    ...(form?.provider ? { provider: form.provider } : {}),
    ...(channel === 'email' ? { address } : {}),
    ...(channel === 'webchat' ? { allowedOrigins } : {}),
    ...(form?.secrets.length ? { secrets: pick(secrets, new Set(form.secrets.map(({ name }) => name))) } : {}),
    ...(form?.templates ? { templates } : {}),
  };
}

export const inboxesSection = section<InboxRecord>({
  key: 'inboxes',
  path: '/v1/inboxes',
  keyWord: 'inbox',
  nameOf: (inbox) => inbox.name,
  aboutOf: (inbox) => [words.t(`ui:channel.${inbox.channel}`), inbox.address ?? inbox.key].join(' · '),
  isOff: (inbox) => inbox.disabled,
  order: (one, other) => Number(one.disabled) - Number(other.disabled) || one.name.localeCompare(other.name),
  fresh: () => ({
    ...{ name: '', key: '', channel: 'webchat', queueId: '', allowedOrigins: [] },
    ...{ settings: {}, secrets: {}, templates: [], provider: 'meta' },
  }),
  draftOf: ({ name, queueId, address, allowedOrigins, settings, templates, channel, provider }) => ({
    ...{ name, queueId, allowedOrigins, settings, templates, channel, provider, secrets: {} },
    ...(address ? { address } : {}),
  }),
  bodyOf,
  Fields,
  Beside: InboxDoors,
  removal: { kind: 'disable', restore: () => ({ method: 'PATCH', body: { disabled: false } }) },
  once: ['identitySecret'],
});
