import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActDialog } from '../ui/act-dialog.js';
import { customerName } from '../ui/customer-name.js';
import { close } from './acts.js';
import { closeDialog } from './dialogs.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';

const outcomes = ['solved', 'not_solved', 'no_answer', 'spam'] as const;

export function CloseDialog({ one, fresh }: AboutProps) {
  const { t } = useTranslation('inbox');
  const [outcome, setOutcome] = useState<string>('solved');
  return (
    <ActDialog
      title={t('closeTitle', { name: customerName(one.customerName, one.customerId) })}
      action={t('close')}
      run={() => close(one, outcome)}
      onClose={closeDialog}
    >
      <Radio.Group value={outcome} onChange={setOutcome} label={t('outcome')}>
        <Stack gap={6} mt={6}>
          {outcomes.map((value, index) => (
            <Radio key={value} value={value} label={t(`outcome.${value}`)} data-autofocus={index === 0 || undefined} />
          ))}
        </Stack>
      </Radio.Group>
      <Meanwhile fresh={fresh} />
    </ActDialog>
  );
}
