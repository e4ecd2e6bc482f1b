import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { ActDialog } from '../ui/act-dialog.js';
import { clockTime, dayOf } from '../ui/time.js';
import { act, undoSplit } from './acts.js';
import { closeDialog } from './dialogs.js';
import { useDraft } from './draft.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';
import { oneLine } from './one-line.js';
import { goTo } from './show-source.js';
import classes from './split-dialog.module.css';

const MOST = 60;
const NAME_MOST = 60;
const none: readonly MessageView[] = [];

/** A second matter of the same customer gets a conversation of its own: from which message on, and what it is about. */
export function SplitDialog({ one, fresh, fromMessageId }: AboutProps & { fromMessageId?: string }) {
  const { t } = useTranslation('inbox');
  const messages = useDesk((desk) => desk.threads.get(one.customerId)?.messages ?? none);
  const choices = useMemo(
    () => messages.filter((each) => each.conversationId === one.id && each.kind === 'text').slice(-MOST),
    [messages, one.id],
  );
  const [from, setFrom] = useState(() => fromMessageId ?? choices.findLast((each) => each.direction === 'in')?.id ?? null);
  const [subject, setSubject] = useDraft(`split.${one.id}`);
  const first = choices.find((each) => each.id === from);
  const derived = first ? nameFrom(oneLine(first)) : '';
  const name = subject.trim() || derived;
  const run = async (): Promise<void> => {
    const split = await act(one, 'split', { ...(from ? { fromMessageId: from } : {}), subject: name });
    setSubject('');
    const said = t('splitSaid', { subject: name, name: customerName(one.customerName, one.customerId) });
    say(said, 'good', () => void undoSplit(split));
    goTo(split.id);
  };
  // The one that is chosen may stand far down.
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector(':checked')?.scrollIntoView({ block: 'center' }), []);
  return (
    <ActDialog title={t('splitTitle')} action={t('split')} run={run} onClose={closeDialog} size="lg" disabled={name === ''}>
      <Text size="sm" c="dimmed">
        {t('splitHint')}
      </Text>
      <TextInput
        label={t('splitSubject')}
        description={derived ? t('splitDerived') : undefined}
        placeholder={derived}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        maxLength={500}
        data-autofocus
      />
      <Radio.Group value={from} onChange={setFrom} label={t('splitFrom')}>
        <div className={classes.messages} ref={list}>
          <Stack gap={6}>
            {choices.map((each) => (
              <Radio
                key={each.id}
                value={each.id}
                classNames={{ body: classes.body!, labelWrapper: classes.labelWrapper! }}
                label={
                  <span className={`${classes.choice} user-text`} title={oneLine(each)}>
                    <strong>{each.author.name ?? customerName(null, each.customerId)}</strong>{' '}
                    <span className={classes.when}>
                      {dayOf(each.createdAt)} {clockTime(each.createdAt)}
                    </span>{' '}
                    {oneLine(each)}
                  </span>
                }
              />
            ))}
          </Stack>
        </div>
      </Radio.Group>
      <Meanwhile fresh={fresh} />
    </ActDialog>
  );
}

/** A topic is called by the first words of what it begins with, cut between words. */
function nameFrom(line: string): string {
  const letters = [...line];
  if (letters.length <= NAME_MOST) return line;
  const cut = letters.slice(0, NAME_MOST).join('');
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), NAME_MOST / 2))}…`;
}
