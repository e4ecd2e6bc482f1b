import { Radio, Stack, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { ActDialog } from '../ui/act-dialog.js';
import { clockTime, dayOf } from '../ui/time.js';
import { act } from './acts.js';
import { closeDialog } from './dialogs.js';
import { useDraft } from './draft.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';
import { oneLine } from './one-line.js';
import { goTo } from './show-source.js';
import classes from './split-dialog.module.css';

const MOST = 60;
const none: readonly MessageView[] = [];

/** A second matter of the same customer gets a conversation of its own: from which message on, and what it is about. */
export function SplitDialog({ one, fresh, fromMessageId }: AboutProps & { fromMessageId?: string }) {
  const { t } = useTranslation('inbox');
  const messages = useDesk((desk) => desk.threads.get(one.customerId)?.messages ?? none);
  const choices = useMemo(
    () =>
      messages
        .filter((each) => each.conversationId === one.id && each.kind === 'text')
        .slice(-MOST)
        .reverse(),
    [messages, one.id],
  );
  const [from, setFrom] = useState(() => fromMessageId ?? choices.find((each) => each.direction === 'in')?.id ?? null);
  const [subject, setSubject] = useDraft(`split.${one.id}`);
  const run = async (): Promise<void> => {
    const words = subject.trim();
    const split = await act(one, 'split', { ...(from ? { fromMessageId: from } : {}), ...(words ? { subject: words } : {}) });
    setSubject('');
    goTo(split.id);
  };
  return (
    <ActDialog title={t('splitTitle')} action={t('split')} run={run} onClose={closeDialog} size="lg">
      <Text size="sm" c="dimmed">
        {t('splitHint')}
      </Text>
      <TextInput
        label={t('splitSubject')}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        maxLength={500}
        data-autofocus
      />
      <Radio.Group value={from} onChange={setFrom} label={t('splitFrom')}>
        <div className={classes.messages}>
          <Stack gap={6}>
            {choices.map((each) => (
              <Radio
                key={each.id}
                value={each.id}
                label={
                  <span className="user-text">
                    <strong>{each.author.name ?? t('ui:visitor')}</strong>{' '}
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
