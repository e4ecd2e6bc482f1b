import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDesk } from '../live/desk.js';
import { dropFarewell, finish, noteFarewell } from './call-acts.js';
import type { Farewell } from './call-desk.js';
import { clockOf } from './call-standing.js';
import classes from './calls.module.css';

const outcomes = ['solved', 'not_solved', 'no_answer', 'spam'] as const;

/** What is left to do after a call: a note for whoever reads the thread next, and how it ended. What is typed outlives a reload. */
export function WrapUp({ farewell }: { farewell: Farewell }) {
  const { t } = useTranslation('calls');
  const [outcome, setOutcome] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isOpen = useDesk((state) => state.conversations.get(farewell.conversationId)?.status !== 'closed');
  const chosen = isOpen && outcome ? outcome : null;
  const save = async (): Promise<void> => {
    setBusy(true);
    await finish(farewell, chosen);
    setBusy(false);
  };
  return (
    <form
      className={classes.bar}
      aria-label={t('wrapUp')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={classes.who} role="status">
        <Link href={`/c/${farewell.conversationId}`} className={`${classes.name} user-text`} title={t('openConversation')}>
          {t('ended', { name: farewell.name, clock: clockOf(farewell.talkMs) })}
        </Link>
      </div>
      <Textarea
        className={classes.grow}
        size="xs"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={10_000}
        aria-label={t('wrapUpNote')}
        placeholder={t('wrapUpNote')}
        value={farewell.note}
        onChange={({ currentTarget }) => noteFarewell(farewell.callId, currentTarget.value)}
      />
      {isOpen && (
        <NativeSelect
          size="xs"
          aria-label={t('outcome')}
          value={outcome}
          onChange={({ currentTarget }) => setOutcome(currentTarget.value)}
          data={[{ value: '', label: t('outcomeOpen') }, ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))]}
        />
      )}
      <div className={classes.acts}>
        <Button type="submit" size="xs" loading={isBusy}>
          {chosen ? t('saveAndClose') : t('save')}
        </Button>
        {!farewell.note.trim() && (
          <Button size="xs" variant="default" onClick={() => dropFarewell(farewell.callId)}>
            {t('later')}
          </Button>
        )}
      </div>
    </form>
  );
}
