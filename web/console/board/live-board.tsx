import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { AgentList } from './agent-list.js';
import { pick, setFilter } from './board-store.js';
import classes from './live-board.module.css';
import { nothingPicked } from './picking.js';
import { QueueList } from './queue-list.js';
import { usePointerAtWork } from './resting.js';
import { everything } from './rows.js';
import { TroubleStrip } from './trouble-strip.js';
import { Undelivered } from './undelivered.js';
import { useBoardKeys } from './use-board-keys.js';
import { useBoardData } from './watch-board.js';
import { Work } from './work.js';

/** Trouble above, queues on the left, the work of one of them (or of all) in the middle, who is there on the right. */
export function LiveBoard({ queueId }: { queueId: string | null }) {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  useBoardData(queueId);
  useBoardKeys(queueId);
  const { isAtWork, handlers } = usePointerAtWork();
  useEffect(() => {
    // Another queue is another list: what was picked in the last one must not be moved from here.
    pick(({ cursor }) => ({ ...nothingPicked, cursor }));
  }, [queueId]);
  const show = (to: string | null, conversationId?: string): void => {
    if (conversationId) {
      setFilter(everything);
      pick(() => ({ ...nothingPicked, cursor: conversationId }));
    }
    go(to ? `/board/q/${to}` : '/board');
  };
  return (
    <main className={classes.live} aria-label={t('live')} {...handlers}>
      <TroubleStrip show={show} isHeld={isAtWork} />
      <div className={classes.columns}>
        <QueueList queueId={queueId} isHeld={isAtWork} show={show} />
        <Work queueId={queueId} isHeld={isAtWork} />
        <AgentList queueId={queueId} />
      </div>
      <Undelivered />
    </main>
  );
}
