import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ReassignmentItemView, ReassignmentPlaceView } from '../../../src/contracts/routing-views.js';
import { useDesk } from '../live/desk.js';
import { refusedLine } from '../live/problem.js';
import { apart, whoIs } from './names.js';
import classes from './plan-dialog.module.css';

type Item = ReassignmentItemView;

/** Whom it is about (the way there), from where to where, and what became of it: refused, by whom, or put back. */
export function ItemList({ items, leave }: { items: readonly Item[]; leave?: () => void }) {
  const { t } = useTranslation('board');
  const conversations = useDesk((desk) => desk.conversations);
  return (
    <ul className={classes.items}>
      {items.map((one) => {
        const known = conversations.get(one.conversationId);
        const name = known ? whoIs(known) : (one.customerName ?? t('ui:visitor'));
        return (
          <li key={one.conversationId} className={classes.item}>
            <Link href={`/c/${one.conversationId}`} className="user-text" {...(leave ? { onClick: leave } : {})}>
              {name}
            </Link>
            <span>{[wayOf(one, t), outcomeOf(one, t)].filter(Boolean).join(' · ')}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** "Ana → Ben", "in line in Support → Billing", "priority 0 → 10". */
function wayOf({ from, to }: Item, t: TFunction<'board'>): string {
  if (to.priority !== null) return t('priorityWay', { from: from?.priority ?? '–', to: to.priority });
  const place = ({ agent, queue }: ReassignmentPlaceView): string =>
    agent ? apart(agent.name) : queue ? t('lineOf', { name: apart(queue.name) }) : '';
  return from ? `${place(from)} → ${place(to)}` : `→ ${place(to)}`;
}

function outcomeOf({ state, code, detail, translations, touchedBy }: Item, t: TFunction<'board'>): string {
  if (state === 'restored') return t('isBack');
  if (state === 'open') return t('notYetMoved');
  if (state === 'moved') return '';
  if (touchedBy) return t('touchedBy', { name: apart(touchedBy.name ?? t(`actor.${touchedBy.type}`)) });
  return detail ? refusedLine({ conversationId: '', code: code ?? '', detail, translations }) : '';
}
