import { useTranslation } from 'react-i18next';
import type { ApiKeyView } from '../../../../src/contracts/views.js';
import { words } from '../../words.js';
import { fullTime } from '../../ui/time.js';
import { useInboxChoices } from '../choices.js';
import { ManyField, TextField } from '../records/fields.js';
import { section } from '../records/section.js';

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  const key = record as ApiKeyView | null;
  return (
    <>
      <TextField required at="/name" autoFocus />
      <ManyField at="/inboxIds" choices={useInboxChoices()} placeholder={t('apiKeys.inboxIds.all')} />
      {key && (
        <p>
          {t('apiKeys.made', { at: fullTime(key.createdAt) })}{' '}
          {key.lastUsedAt ? t('apiKeys.used', { at: fullTime(key.lastUsedAt) }) : t('apiKeys.neverUsed')}
        </p>
      )}
    </>
  );
}

export const apiKeysSection = section<ApiKeyView>({
  key: 'apiKeys',
  path: '/v1/api-keys',
  nameOf: (key) => key.name,
  aboutOf: (key) => (key.revokedAt ? words.t('admin:apiKeys.revoked') : null),
  isOff: (key) => key.revokedAt !== null,
  order: (one, other) => Number(one.revokedAt !== null) - Number(other.revokedAt !== null) || one.name.localeCompare(other.name),
  fresh: () => ({ name: '', inboxIds: [] }),
  draftOf: ({ name, inboxIds }) => ({ name, inboxIds: inboxIds ?? [] }),
  // None chosen means all of them, which is said by null.
  bodyOf: ({ inboxIds, ...rest }) => ({
    ...rest,
    ...(Array.isArray(inboxIds) ? { inboxIds: inboxIds.length > 0 ? inboxIds : null } : {}),
  }),
  Fields,
  removal: { kind: 'revoke' },
  once: ['key'],
});
