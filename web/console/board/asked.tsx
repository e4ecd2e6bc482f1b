import { Modal } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, type Asking, useBoard } from './board-store.js';
import { useFocusBack } from './focus.js';
import { MoveDialog } from './move-dialog.js';
import { NobodyDialog } from './nobody-dialog.js';
import { PauseDialog } from './pause-dialog.js';
import { PlanDialog } from './plan-dialog.js';
import { NotRestored } from './plan-result.js';
import { PresenceDialog } from './presence-dialog.js';
import { PriorityDialog } from './priority-dialog.js';

const DecisionRecord = lazy(async () => ({ default: (await import('../decisions/decision-record.js')).DecisionRecord }));

/** The dialog over the board, if any. */
export function Asked() {
  const { t } = useTranslation('board');
  const asking = useBoard((board) => board.asking);
  const close = (): void => ask(null);
  useFocusBack();
  if (!asking) return null;
  return (
    <Modal
      opened
      onClose={close}
      title={t(`ask.${asking.kind}`)}
      size={asking.kind === 'plan' || asking.kind === 'why' ? 'xl' : 'md'}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Body asking={asking} close={close} />
    </Modal>
  );
}

function Body({ asking, close }: { asking: Asking; close: () => void }) {
  switch (asking.kind) {
    case 'move':
      return <MoveDialog ids={asking.ids} line={asking.line} close={close} />;
    case 'left':
      return <NotRestored result={asking.result} close={close} />;
    case 'nobody':
      return <NobodyDialog queueId={asking.queueId} close={close} />;
    case 'plan':
      return <PlanDialog key={JSON.stringify(asking.wish)} wish={asking.wish} close={close} />;
    case 'priority':
      return <PriorityDialog ids={asking.ids} close={close} />;
    case 'pause':
      return <PauseDialog queueId={asking.queueId} close={close} />;
    case 'presence':
      return <PresenceDialog {...asking} close={close} />;
    case 'why':
      return (
        <Suspense fallback={null}>
          <DecisionRecord conversationId={asking.conversationId} />
        </Suspense>
      );
  }
}
