import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchPage } from '../../../src/contracts/search.js';
import { call } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { customerName } from '../ui/customer-name.js';
import { useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { MergeOutlook } from './merge-outlook.js';
import { mergeAndSay } from './say-merged.js';
import { Quiet, Refused } from './section.js';

interface Found {
  id: string;
  name: string | null;
  snippet: string;
}

/** Joins somebody who was searched for by hand into this customer, with a reason. */
export function MergeForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('customer');
  const { known, refresh } = useKnown();
  const { act, isBusy, error } = useAct();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 200);
  const [found, setFound] = useState<readonly Found[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Found | null>(null);
  const [reason, setReason] = useState('');

  useEffect(() => {
    if (!asked) return setFound(null);
    const leaving = new AbortController();
    call<SearchPage>('GET', `/v1/search?kind=customer&limit=8&q=${encodeURIComponent(asked)}`, undefined, {
      signal: leaving.signal,
    }).then(
      ({ data }) => {
        if (leaving.signal.aborted) return;
        setFailed(null);
        setFound(
          data
            .map(({ customer, snippet }) => ({ ...customer, snippet: snippet.text }))
            .filter(({ id }) => id !== known.customer.id),
        );
      },
      (reasonOf: unknown) => !leaving.signal.aborted && setFailed(errorLine(reasonOf)),
    );
    return () => leaving.abort();
  }, [asked, known.customer.id]);

  const lackId = useId();
  // Why it cannot be pressed yet.
  const lack = !chosen ? t('mergeLacksWho') : !reason.trim() ? t('mergeLacksReason') : null;
  const form = useRef<HTMLFormElement>(null);
  // Opened by key it may lie below what is seen of the panel.
  useEffect(() => void form.current?.scrollIntoView({ block: 'nearest' }), [chosen]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!chosen) return;
    const done = await act(async () => {
      const path = `/v1/customers/${known.customer.id}/merge`;
      const body = { from: chosen.id, reason: reason.trim() };
      const merge = async (): Promise<string> => (await call<{ mergeId: string }>('POST', path, body)).mergeId;
      await mergeAndSay({ intoId: known.customer.id, fromId: chosen.id }, merge, refresh);
    });
    if (done) onDone();
  };
  return (
    <form
      ref={form}
      className={rows.form}
      aria-label={t('mergeByHand')}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
      {chosen ? (
        <>
          <p className={rows.text}>
            <strong className="user-text">{customerName(chosen.name, chosen.id)}</strong>{' '}
            <button type="button" className={rows.link} onClick={() => setChosen(null)}>
              {t('somebodyElse')}
            </button>
          </p>
          <MergeOutlook intoId={known.customer.id} fromId={chosen.id} />
          <TextInput
            size="xs"
            label={t('mergeReason')}
            value={reason}
            maxLength={500}
            required
            onChange={(event) => setReason(event.currentTarget.value)}
            autoFocus
          />
        </>
      ) : (
        <>
          <TextInput
            size="xs"
            label={t('findCustomer')}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            autoFocus
          />
          {found?.length === 0 && <Quiet>{t('nobodyFound')}</Quiet>}
          {found && found.length > 0 && (
            <ul className={rows.list} aria-label={t('found')}>
              {found.map((one) => (
                <li key={one.id}>
                  <button type="button" className={`${rows.link} user-text`} onClick={() => setChosen(one)}>
                    {customerName(one.name, one.id)}
                  </button>
                  <span className={`${rows.source} user-text`}>{one.snippet}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <Refused>{error ?? failed}</Refused>
      {lack && (
        <p id={lackId} className={rows.lack}>
          {lack}
        </p>
      )}
      <div className={rows.acts}>
        <Button
          type="submit"
          size="compact-xs"
          loading={isBusy}
          disabled={lack !== null}
          aria-describedby={lack ? lackId : undefined}
        >
          {t('merge')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onDone}>
          {t('ui:cancel')}
        </Button>
      </div>
    </form>
  );
}
