import { ActionIcon, Button, Menu, Select, TextInput } from '@mantine/core';
import { EllipsisVertical } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SharedKeyView, VerifiedIdentityView } from '../../../src/contracts/identity.js';
import type { IdentityView } from '../../../src/contracts/views.js';
import type { IdentityKind } from '../../../src/contracts/words.js';
import { say } from '../frame/say.js';
import { call } from '../live/api.js';
import { When } from '../ui/time.js';
import { words } from '../words.js';
import { useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { Refused } from './section.js';

const kinds: readonly IdentityKind[] = [
  'email',
  'phone',
  'external',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'line',
  'wechat',
];
/** What a colleague can have proved to them; the others prove themselves at their doors. */
const provable: ReadonlySet<IdentityKind> = new Set(['email', 'phone']);
const tones: Record<string, string | undefined> = { verified: 'good', claimed: 'warn' };

/** By what they are known and reached, how sure that is, and what it rests on. */
export function Identities({ adding, onAdded }: { adding: boolean; onAdded: () => void }) {
  const { t } = useTranslation('customer');
  const { identities } = useKnown().known;
  return (
    <>
      {adding && <IdentityForm onDone={onAdded} />}
      <ul className={rows.list} aria-label={t('identities')}>
        {identities.map((one) => (
          <IdentityRow key={one.id} identity={one} />
        ))}
      </ul>
    </>
  );
}

function IdentityRow({ identity }: { identity: IdentityView }) {
  const { t } = useTranslation('customer');
  const { act, isBusy, error } = useAct();
  const { id, kind, value, display, level, joins, evidence } = identity;
  // A visitor's value is a number that says nothing to anybody: that it is a browser says it all.
  const shown = kind === 'visitor' ? '' : (display ?? value);
  const prove = (by: 'call' | 'code' | 'mail'): Promise<boolean> =>
    act(async () => {
      const answer = await call<VerifiedIdentityView>('POST', `/v1/identities/${id}/verify`, { by });
      if (answer.kept) say(words.t(`customer:provedButKept.${answer.kept === 'shared' ? 'shared' : 'accounts'}`));
      else say(words.t(answer.mergeId ? 'customer:provedAndMerged' : 'customer:proved'), 'good');
    });
  const share = (shared: boolean): Promise<boolean> =>
    act(async () => {
      const answer = await call<SharedKeyView>('POST', `/v1/identities/${id}/shared`, { shared });
      say(words.t(answer.shared ? 'customer:isShared' : 'customer:isOwn', { count: answer.holders }), 'good');
    });
  return (
    <li>
      <div className={rows.row}>
        <span className={rows.text}>
          <span className={rows.key}>{t(`identityKind.${kind}`)}</span> <span className={`${rows.value} user-text`}>{shown}</span>
          <span className={rows.source}>
            <span className={rows.level} data-tone={tones[level]}>
              {t(`level.${level}`)}
            </span>
            {evidence && <span title={evidence.reference}>{t(`evidence.${evidence.by}`, evidence.by)}</span>}
            {!joins && kind !== 'visitor' && <span>{t('onlySuggests')}</span>}
            <When at={identity.createdAt} />
          </span>
        </span>
        {kind !== 'visitor' && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                color="gray"
                size={24}
                loading={isBusy}
                aria-label={t('identityActs', { value: shown })}
              >
                <EllipsisVertical size={14} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {provable.has(kind) && level !== 'verified' && (
                <>
                  <Menu.Label>{t('theyProved')}</Menu.Label>
                  {(['code', 'call', 'mail'] as const).map((by) => (
                    <Menu.Item key={by} onClick={() => void prove(by)}>
                      {t(`provedBy.${by}`)}
                    </Menu.Item>
                  ))}
                  <Menu.Divider />
                </>
              )}
              <Menu.Item onClick={() => void share(true)}>{t('markShared')}</Menu.Item>
              <Menu.Item onClick={() => void share(false)}>{t('markOwn')}</Menu.Item>
              <Menu.Item onClick={() => void navigator.clipboard?.writeText(value)}>{t('copy')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      <Refused>{error}</Refused>
    </li>
  );
}

function IdentityForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const { act, isBusy, error } = useAct();
  const [kind, setKind] = useState<string>('email');
  const [value, setValue] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const path = `/v1/customers/${known.customer.id}/identities`;
    if (await act(() => call('POST', path, { kind, value: value.trim() }))) onDone();
  };
  return (
    <form
      className={rows.form}
      aria-label={t('addIdentity')}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      <div className={rows.pair}>
        <Select
          size="xs"
          label={t('identityKindLabel')}
          data={kinds.map((one) => ({ value: one, label: t(`identityKind.${one}`) }))}
          value={kind}
          onChange={(wish) => wish && setKind(wish)}
          allowDeselect={false}
        />
        <TextInput
          size="xs"
          label={t('identityValue')}
          value={value}
          maxLength={255}
          required
          withAsterisk={false}
          onChange={(event) => setValue(event.currentTarget.value)}
          autoFocus
        />
      </div>
      <p className={rows.source}>{t('addedSuggests')}</p>
      <Refused>{error}</Refused>
      <div className={rows.acts}>
        <Button type="submit" size="compact-xs" loading={isBusy} disabled={!value.trim()}>
          {t('add')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onDone}>
          {t('ui:cancel')}
        </Button>
      </div>
    </form>
  );
}
