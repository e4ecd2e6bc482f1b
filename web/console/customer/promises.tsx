import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromiseSuggestionView, PromiseView } from '../../../src/contracts/promises.js';
import type { Page } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { call } from '../live/api.js';
import { words } from '../words.js';
import { Due } from './due-mark.js';
import { useAct, useKnown, useRead } from './known.js';
import { PromiseForm } from './promise-form.js';
import { settled } from './promise-rows.js';
import rows from './rows.module.css';
import { Quiet, Refused, Section } from './section.js';
import { Source } from './source.js';

/** What we told them we would do: what waits for a word first, then what is open, on demand what is over. */
export function Promises({ adding, setAdding }: { adding: boolean; setAdding: (adding: boolean) => void }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const conversationId = known.conversation?.id;
  const overdue = known.promises.filter(({ state }) => state === 'overdue').length;
  return (
    <Section
      name="promises"
      title={t('promises')}
      count={known.promises.length}
      {...(overdue > 0 ? { mark: t('overdue', { count: overdue }) } : {})}
      {...(conversationId ? { add: { label: t('addPromise'), run: () => setAdding(true) } } : {})}
    >
      {adding && conversationId && <PromiseForm conversationId={conversationId} onDone={() => setAdding(false)} />}
      {conversationId && <Suggested key={conversationId} conversationId={conversationId} />}
      {known.promises.length === 0 && !adding && <Quiet>{t('noPromises')}</Quiet>}
      {known.promises.length > 0 && (
        <ul className={rows.list} aria-label={t('openPromises')}>
          {known.promises.map((promise) => (
            <OpenPromise key={promise.id} promise={promise} />
          ))}
        </ul>
      )}
      <Over />
    </Section>
  );
}

function OpenPromise({ promise }: { promise: PromiseView }) {
  const { t } = useTranslation('customer');
  const { act, isBusy, error } = useAct();
  const [form, setForm] = useState<'move' | 'break' | null>(null);
  const keep = async (): Promise<void> => {
    if (await act(() => call('POST', `/v1/promises/${promise.id}/keep`))) say(words.t('customer:promiseKept'), 'good');
  };
  return (
    <li data-promise={promise.state}>
      <span className="user-text">{promise.text}</span>
      <Due promise={promise} />
      <Source by={promise.madeBy.name} at={promise.madeAt} messageId={promise.sourceMessageId} />
      <div className={rows.acts}>
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={() => void keep()}>
          {t('kept')}
        </Button>
        <Button size="compact-xs" variant="subtle" onClick={() => setForm(form === 'move' ? null : 'move')}>
          {t('move')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setForm(form === 'break' ? null : 'break')}>
          {t('giveUp')}
        </Button>
      </div>
      <Refused>{error}</Refused>
      {form && <PromiseForm promise={promise} giveUp={form === 'break'} onDone={() => setForm(null)} />}
    </li>
  );
}

/** What our replies seem to promise, until somebody says. */
function Suggested({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('customer');
  const { data } = useRead<{ data: PromiseSuggestionView[] }>(`/v1/conversations/${conversationId}/promise-suggestions`);
  const { act, isBusy, error } = useAct();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => setGone(new Set()), [data]);
  const suggestions = data?.data.filter(({ id }) => !gone.has(id)) ?? [];
  if (suggestions.length === 0) return <Refused>{error}</Refused>;
  const judge = async (one: PromiseSuggestionView, verb: 'accept' | 'dismiss'): Promise<void> => {
    const path = `/v1/promise-suggestions/${encodeURIComponent(one.id)}/${verb}`;
    if (await act(() => call('POST', path, verb === 'accept' ? {} : undefined))) setGone((before) => new Set(before).add(one.id));
  };
  return (
    <>
      <p className={rows.sub}>{t('promiseOrNot')}</p>
      <ul className={rows.list} aria-label={t('promiseOrNot')}>
        {suggestions.map((one) => (
          <li key={one.id}>
            <span className="user-text">{one.text}</span>
            <Due promise={{ dueAt: one.dueAt, zone: one.zone, state: 'open' }} />
            <div className={rows.acts}>
              <Button size="compact-xs" variant="light" loading={isBusy} onClick={() => void judge(one, 'accept')}>
                {t('isPromise')}
              </Button>
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void judge(one, 'dismiss')}>
                {t('noPromise')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <Refused>{error}</Refused>
    </>
  );
}

function Over() {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const [isShown, setShown] = useState(false);
  const { data, error } = useRead<Page<PromiseView>>(`/v1/promises?customer=${known.customer.id}&limit=100`);
  const over = settled(data?.data ?? []);
  // Nothing is offered where nothing is over.
  if (over.length === 0) return <Refused>{error}</Refused>;
  return (
    <div>
      <button type="button" className={rows.link} aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {t(isShown ? 'hideOver' : 'showOver')}
      </button>
      <Refused>{error}</Refused>
      {isShown && (
        <ul className={rows.list} aria-label={t('pastPromises')}>
          {over.map((one) => (
            <li key={one.id}>
              <span className="user-text">{one.text}</span>{' '}
              <span className={rows.level} data-tone={one.state === 'kept' ? 'good' : 'bad'}>
                {t(`promiseState.${one.state}`)}
              </span>
              {one.brokenReason && <span className={`${rows.source} user-text`}>{one.brokenReason}</span>}
              <Source by={one.madeBy.name} at={one.keptAt ?? one.brokenAt} messageId={one.sourceMessageId} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
