import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { DecisionRecord } from '../decisions/decision-record.js';
import { customerName } from '../ui/customer-name.js';
import { closeDialog } from './dialogs.js';

export function WhyDialog({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  return (
    <Modal
      opened
      onClose={closeDialog}
      size="xl"
      title={t('whyTitle', { name: customerName(one.customerName, one.customerId) })}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <DecisionRecord conversationId={one.id} />
    </Modal>
  );
}
