import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import type { PromiseSuggestionView } from '../../../src/contracts/promises.js';
import type { WrittenMessageView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { onSent } from '../live/outbox.js';
import { clockTime, dayOf } from '../ui/time.js';
import classes from './warning.module.css';

/** What replies of this page seem to promise, by conversation, until somebody says. */
const useSuggested = create<{ all: readonly PromiseSuggestionView[] }>(() => ({ all: [] }));

onSent(({ promiseSuggestions = [] }: WrittenMessageView) => {
  const known = new Set(promiseSuggestions.map(({ id }) => id));
  if (known.size > 0)
    useSuggested.setState(({ all }) => ({ all: [...all.filter(({ id }) => !known.has(id)), ...promiseSuggestions] }));
});

const drop = (id: string): void => useSuggested.setState(({ all }) => ({ all: all.filter((one) => one.id !== id) }));

/** After sending: a reply that commits us to something can be put on the list of promises with one press. */
export function PromiseBar({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('composer');
  const suggested = useSuggested(({ all }) => all.findLast((one) => one.conversationId === conversationId));
  // Whoever comes back later finds them beside the customer.
  useEffect(
    () => () => useSuggested.setState(({ all }) => ({ all: all.filter((one) => one.conversationId !== conversationId) })),
    [conversationId],
  );
  const judge = async (verb: 'accept' | 'dismiss'): Promise<void> => {
    if (!suggested) return;
    drop(suggested.id);
    try {
      await call('POST', `/v1/promise-suggestions/${suggested.id}/${verb}`, verb === 'accept' ? {} : undefined);
      if (verb === 'accept') say(t('promiseLogged'), 'good');
    } catch (error) {
      sayError(error);
      useSuggested.setState(({ all }) => ({ all: [...all, suggested] }));
    }
  };
  return (
    <div role="status" aria-label={t('promises')} className={classes.place} data-tone="good" hidden={!suggested}>
      {suggested && (
        <>
          <span className="user-text">
            {t('logPromise', { text: suggested.text.slice(0, 160) })}{' '}
            {suggested.dueAt && (
              <strong>
                {dayOf(suggested.dueAt)} {clockTime(suggested.dueAt)}
              </strong>
            )}
          </span>
          <Button size="compact-xs" onClick={() => void judge('accept')}>
            {t('promise')}
          </Button>
          <Button size="compact-xs" variant="subtle" onClick={() => void judge('dismiss')}>
            {t('noPromise')}
          </Button>
        </>
      )}
    </div>
  );
}
