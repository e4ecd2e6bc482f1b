import { ArrowRightLeft, CircleHelp, ExternalLink } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { WaitingItemView } from '../../../src/contracts/decision-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { ChannelMark, StatusMark } from '../ui/marks.js';
import { Since } from '../ui/time.js';
import { ask, pick, useBoard } from './board-store.js';
import { endDrag, startDrag } from './drag.js';
import { Due } from './due.js';
import { draggedWith } from './picking.js';
import { OfferedTo } from './offered-to.js';
import { sinceOf } from './rows.js';
import { toldIn } from '../ui/told.js';
import { saidIn } from './said.js';
import classes from './work-table.module.css';

interface RowProps {
  one: ConversationView;
  item: WaitingItemView | undefined;
  isOfAll: boolean;
  index: number;
  top: number;
  isPicked: boolean;
  isCurrent: boolean;
  isMoving: boolean;
  choose: (id: string, isRange: boolean) => void;
}

/** One conversation on the board. Its buttons have keys of their own, so the list itself is one stop of Tab. */
export const WorkRow = memo(function WorkRow({
  one,
  item,
  isOfAll,
  index,
  top,
  isPicked,
  isCurrent,
  isMoving,
  choose,
}: RowProps) {
  const { t, i18n } = useTranslation('board');
  const [, go] = useLocation();
  const name = customerName(one.customerName, one.customerId);
  const queue = useDesk((desk) => desk.live.get(one.queueId)?.name);
  const said = useDesk((desk) => saidIn(one, desk.threads));
  // The latest words where they were heard here, under the subject where there is one; else what it is marked with.
  const about = [one.subject, said].filter(Boolean).join(' · ') || one.tags.join(', ');
  const why = one.status === 'waiting' && item ? toldIn(i18n.language, item.blockedBy) : undefined;
  const act = (key: string, icon: React.ReactNode, run: () => void) => (
    <button
      type="button"
      tabIndex={-1}
      className={classes.act}
      title={t(key)}
      aria-label={t('actOn', { act: t(key), name })}
      onClick={(event) => {
        event.stopPropagation();
        run();
      }}
    >
      {icon}
    </button>
  );
  return (
    <div
      role="row"
      id={`work-${one.id}`}
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      aria-busy={isMoving || undefined}
      className={`${classes.columns} ${classes.row}`}
      data-current={isCurrent || undefined}
      style={{ transform: `translateY(${top}px)` }}
      draggable
      onDragStart={(event) => startDrag(event, draggedWith(useBoard.getState().picking, one.id))}
      onDragEnd={endDrag}
      onClick={(event) => {
        if (event.shiftKey || event.metaKey || event.ctrlKey) choose(one.id, event.shiftKey);
        else pick((before) => ({ ...before, cursor: one.id, anchor: one.id }));
      }}
      onDoubleClick={() => go(`/c/${one.id}`)}
    >
      <span role="gridcell">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={t('pickOne', { name })}
          checked={isPicked}
          onClick={(event) => {
            event.stopPropagation();
            choose(one.id, event.shiftKey);
            // The keys of the list go on from here; in a field they would rest.
            event.currentTarget.closest<HTMLElement>('[role=grid]')?.focus();
          }}
          onChange={() => undefined}
        />
      </span>
      <span role="gridcell" className={classes.who}>
        <span className={classes.line}>
          <span className={`${classes.name} user-text`} title={name}>
            {name}
          </span>
          {isOfAll && queue && <span className={classes.queue}>{queue}</span>}
        </span>
        <span className={`${classes.subject} user-text`} title={about}>
          {about}
        </span>
      </span>
      <span role="gridcell">
        <ChannelMark channel={one.channel} />
      </span>
      <span role="gridcell" className={classes.number}>
        <Since at={sinceOf(one)} />
      </span>
      <span role="gridcell">
        <Due at={one.deadlineAt} />
      </span>
      <span role="gridcell" className={classes.number}>
        {one.priority}
      </span>
      <span role="gridcell" className={classes.why} title={why}>
        <span className={classes.clamp}>
          <StatusMark status={one.status} />{' '}
          {isMoving ? (
            t('isMoving')
          ) : one.status === 'assigned' ? (
            one.assignee?.name
          ) : one.status === 'offered' ? (
            <OfferedTo one={one} />
          ) : (
            (why ?? '')
          )}
        </span>
      </span>
      <span role="gridcell" className={classes.acts}>
        {act('open', <ExternalLink size={14} aria-hidden />, () => go(`/c/${one.id}`))}
        {act('moveTo', <ArrowRightLeft size={14} aria-hidden />, () =>
          ask({ kind: 'move', ids: draggedWith(useBoard.getState().picking, one.id) }),
        )}
        {act('whyAct', <CircleHelp size={14} aria-hidden />, () => ask({ kind: 'why', conversationId: one.id }))}
      </span>
    </div>
  );
});
