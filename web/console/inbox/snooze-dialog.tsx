import { Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../live/api.js';
import { ActDialog } from '../ui/act-dialog.js';
import { customerName } from '../ui/customer-name.js';
import { clockTime, dayOf, shortTime } from '../ui/time.js';
import { snooze } from './acts.js';
import { closeDialog } from './dialogs.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';
import { asFieldValue, choicesAt, type SnoozeChoice, snoozeUntil } from './snooze-times.js';

export function SnoozeDialog({ one, fresh }: AboutProps) {
  const { t } = useTranslation('inbox');
  const [choice, setChoice] = useState<SnoozeChoice | 'own'>('minutes20');
  const [own, setOwn] = useState(() => asFieldValue(snoozeUntil('hour', serverNow())));
  // Asked for anew when it is carried out: a dialog can stand open for a while.
  const until = (): Date => (choice === 'own' ? new Date(own) : snoozeUntil(choice, serverNow()));
  const said = (at: Date): string => `${dayOf(at.toISOString())}, ${clockTime(at.toISOString())}`;
  const isWrong = choice === 'own' && !(Date.parse(own) > serverNow());
  return (
    <ActDialog
      title={t('snoozeTitle', { name: customerName(one.customerName, one.customerId) })}
      action={t('snooze')}
      run={() => snooze(one, until(), shortTime(until().toISOString()))}
      onClose={closeDialog}
      disabled={isWrong}
    >
      <Radio.Group value={choice} onChange={(value) => setChoice(value as SnoozeChoice | 'own')} label={t('snoozeFor')}>
        <Stack gap={6} mt={6}>
          {choicesAt(serverNow()).map((value, index) => (
            <Group key={value} justify="space-between">
              <Radio value={value} label={t(`snooze.${value}`)} data-autofocus={index === 0 || undefined} />
              <Text size="xs" c="dimmed">
                {said(snoozeUntil(value, serverNow()))}
              </Text>
            </Group>
          ))}
          <Radio value="own" label={t('snooze.own')} />
        </Stack>
      </Radio.Group>
      {choice === 'own' && (
        <TextInput
          type="datetime-local"
          label={t('snoozeOwn')}
          value={own}
          onChange={(event) => setOwn(event.currentTarget.value)}
          error={isWrong ? t('mustLieAhead') : undefined}
        />
      )}
      <Text size="xs" c="dimmed">
        {t('snoozeHint')}
      </Text>
      <Meanwhile fresh={fresh} />
    </ActDialog>
  );
}
