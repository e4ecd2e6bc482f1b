import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { claim, reopen } from '../inbox/acts.js';
import { mayAct } from '../inbox/may-act.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { words } from '../words.js';
import type { Draft } from './drafts.js';
import { focusComposer } from './focus.js';
import classes from './warning.module.css';

interface Props {
  conversation: ConversationView;
  asNote: () => void;
}

/** What stands in the field cannot go to the customer: why, and what can be done with it. */
export function LockedBar({ conversation, asNote }: Props) {
  const { t } = useTranslation('composer');
  const me = useDesk((desk) => desk.me);
  const supervises = useDesk(isSupervisor);
  const may = mayAct(conversation, me, supervises);
  const name = conversation.assignee?.name;
  const why = may.reopen ? t('lockedClosed') : name ? t('lockedHasIt', { name }) : t('lockedNobody');
  return (
    <div role="alert" className={classes.place} data-tone="bad">
      <span>{why}</span>
      <Button size="compact-xs" variant="default" onClick={asNote}>
        {t('asNote')}
      </Button>
      {may.claim && (
        <Button size="compact-xs" variant="default" onClick={() => void claim(conversation).then(focusComposer)}>
          {t('inbox:claim')}
        </Button>
      )}
      {may.reopen && (
        <Button size="compact-xs" variant="default" onClick={() => void reopen(conversation)}>
          {t('inbox:reopen')}
        </Button>
      )}
    </div>
  );
}

/** Whoever is writing is told when the conversation goes into other hands under them; what they wrote stays. */
export function useTakenAway({ assignee, status }: ConversationView, { kind, text, files }: Draft): void {
  const me = useDesk((desk) => desk.me?.id);
  const holder = assignee?.id;
  const held = useRef(holder);
  const isWriting = kind === 'reply' && (text.trim() !== '' || files.length > 0);
  const latest = useRef({ isWriting, name: assignee?.name });
  latest.current = { isWriting, name: assignee?.name };
  useEffect(() => {
    const wasMine = held.current === me;
    held.current = holder;
    if (!wasMine || holder === me || status === 'closed' || !latest.current.isWriting) return;
    const { name } = latest.current;
    say(name ? words.t('composer:takenBy', { name }) : words.t('composer:takenBack'), 'bad');
  }, [holder, me, status]);
}
