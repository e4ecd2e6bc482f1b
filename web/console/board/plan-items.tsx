import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ReassignmentPlanView } from '../../../src/contracts/routing-views.js';
import { useDesk } from '../live/desk.js';
import { toldIn } from '../ui/told.js';
import { agentsOf } from './figures.js';
import type { Wish } from './moves.js';
import { whoIs } from './names.js';
import type { PlanParts } from './plan.js';
import classes from './plan-dialog.module.css';
import { usePlacing } from './use-placing.js';

type Item = ReassignmentPlanView['items'][number];
/** Of one receiver so many are listed; the rest is counted. */
const LISTED = 100;

interface PlanItemsProps {
  plan: ReassignmentPlanView;
  parts: PlanParts;
  wish: Wish;
  close: () => void;
}

/** Who gets what and why, and what cannot move. */
export function PlanItems({ plan, parts, wish, close }: PlanItemsProps) {
  const { t } = useTranslation('board');
  const live = useDesk((desk) => desk.live);
  const agents = new Map(agentsOf([...live.values()]).map((one) => [one.id, one.name]));
  for (const { id, name } of plan.effect.agents) agents.set(id, name);
  const only = wish.toAgentIds?.length === 1 ? (wish.toAgentIds[0] as string) : null;
  // One target that cannot take it now: a person may still decide so.
  const hand = only && agents.has(only) ? { id: only, name: agents.get(only) as string } : null;
  return (
    <div className={classes.plan}>
      {[...parts.toAgents].map(([id, items]) => (
        <Part key={id} title={t('getsN', { name: agents.get(id) ?? '', count: items.length })} items={items} />
      ))}
      {[...parts.toLines].map(([id, items]) => (
        <Part
          key={id}
          isBad={!wish.toQueueId}
          title={t(wish.toQueueId ? 'lineGetsN' : 'backInLineN', {
            name: live.get(id)?.name ?? plan.effect.queues.find((one) => one.id === id)?.name ?? '',
            count: items.length,
          })}
          items={items}
          {...(hand ? { hand } : {})}
          close={close}
        />
      ))}
      {parts.stay.length > 0 && (
        <Part
          title={t('staysN', { count: parts.stay.length })}
          items={parts.stay}
          isBad
          {...(hand ? { hand } : {})}
          close={close}
        />
      )}
    </div>
  );
}

interface PartProps {
  title: string;
  items: readonly Item[];
  isBad?: boolean;
  hand?: { id: string; name: string };
  close?: () => void;
}

function Part({ title, items, isBad, hand, close }: PartProps) {
  const { t } = useTranslation('board');
  return (
    <section>
      <h3 className={classes.title} data-bad={isBad}>
        {title}
      </h3>
      <ul className={classes.items}>
        {items.slice(0, LISTED).map((item) => (
          <PlanItem key={item.conversationId} item={item} {...(hand ? { hand } : {})} {...(close ? { close } : {})} />
        ))}
        {items.length > LISTED && <li className={classes.item}>{t('andMore', { count: items.length - LISTED })}</li>}
      </ul>
    </section>
  );
}

function PlanItem({ item, hand, close }: { item: Item; hand?: { id: string; name: string }; close?: () => void }) {
  const { t, i18n } = useTranslation('board');
  const conversation = useDesk((desk) => desk.conversations.get(item.conversationId));
  const { isBusy, asks, go } = usePlacing(() => close?.());
  const name = whoIs(conversation);
  return (
    <li className={classes.item}>
      <strong className="user-text">{name}</strong>
      <span>{toldIn(i18n.language, item)}</span>
      {hand && !asks && (
        <Button
          size="compact-xs"
          variant="default"
          loading={isBusy}
          aria-label={t('actOn', { act: t('handTo', { name: hand.name }), name })}
          onClick={() => go(item.conversationId, { agentId: hand.id })}
        >
          {t('handTo', { name: hand.name })}
        </Button>
      )}
      {hand && asks && (
        <div className={classes.ask} role="alert">
          {asks}
          <Button
            autoFocus
            size="compact-xs"
            variant="default"
            loading={isBusy}
            onClick={() => go(item.conversationId, { agentId: hand.id, force: true })}
          >
            {t('placeAllTheSame')}
          </Button>
        </div>
      )}
    </li>
  );
}
