import { Autocomplete, Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FactView } from '../../../src/contracts/context.js';
import { call } from '../live/api.js';
import { kindOf } from './fact-rows.js';
import { useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { Refused } from './section.js';

export const usualKinds = [
  'order_number',
  'email',
  'phone',
  'address',
  'name',
  'birth_date',
  'product',
  'invoice_number',
] as const;

/** Enters a fact by hand; with `right`, in the place of one that was wrong. */
export function FactForm({ right, onDone }: { right?: FactView; onDone: () => void }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const { act, isBusy, error } = useAct();
  const [written, setWritten] = useState('');
  const [value, setValue] = useState(right?.value ?? '');
  const names = usualKinds.map((kind) => ({ kind, name: t(`kind.${kind}`) }));
  const usual = names.find(({ name }) => name.toLowerCase() === written.trim().toLowerCase())?.kind;
  // A kind in another script is kept as its label.
  const kind = right?.kind ?? usual ?? (kindOf(written) || 'fact');
  const label = right?.label ?? (usual || right ? null : written.trim() || null);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body = {
      ...{ kind, value: value.trim() },
      ...(label ? { label: label.slice(0, 100) } : {}),
      ...(known.conversation ? { conversationId: known.conversation.id } : {}),
      ...(right ? { supersedes: right.id } : {}),
    };
    if (await act(() => call('POST', `/v1/customers/${known.customer.id}/facts`, body))) onDone();
  };
  return (
    <form
      className={rows.form}
      aria-label={t(right ? 'putRight' : 'addFact')}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      {!right && (
        <Autocomplete
          size="xs"
          label={t('factKind')}
          data={names.map(({ name }) => name)}
          value={written}
          onChange={setWritten}
          required
          withAsterisk={false}
          maxLength={100}
          data-autofocus
          autoFocus
        />
      )}
      <TextInput
        size="xs"
        label={t('factValue')}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        required
        withAsterisk={false}
        maxLength={500}
        autoFocus={right !== undefined}
      />
      <Refused>{error}</Refused>
      <div className={rows.acts}>
        <Button type="submit" size="compact-xs" loading={isBusy} disabled={!value.trim()}>
          {t('save')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onDone}>
          {t('ui:cancel')}
        </Button>
      </div>
    </form>
  );
}
