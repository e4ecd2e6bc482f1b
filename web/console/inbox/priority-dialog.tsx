import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActDialog } from '../ui/act-dialog.js';
import { customerName } from '../ui/customer-name.js';
import { setPriority } from './acts.js';
import { closeDialog } from './dialogs.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';

export function PriorityDialog({ one, fresh }: AboutProps) {
  const { t } = useTranslation('inbox');
  const [priority, set] = useState<number | string>(one.priority);
  return (
    <ActDialog
      title={t('priorityTitle', { name: customerName(one.customerName, one.customerId) })}
      action={t('setPriority')}
      run={() => setPriority(one, Number(priority))}
      onClose={closeDialog}
      disabled={priority === ''}
      size="sm"
    >
      <NumberInput
        label={t('priority')}
        description={t('priorityHint')}
        value={priority}
        onChange={set}
        min={-100}
        max={100}
        allowDecimal={false}
        clampBehavior="strict"
        data-autofocus
      />
      <Meanwhile fresh={fresh} />
    </ActDialog>
  );
}
