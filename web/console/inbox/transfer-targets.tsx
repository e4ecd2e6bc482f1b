import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColleagueView } from '../../../src/contracts/routing-views.js';
import { PresenceDot } from '../frame/presence.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import type { Choice } from '../ui/choices.js';
import classes from './transfer-dialog.module.css';

export interface Targets {
  groups: { group: string; items: Choice[] }[];
  colleagues: ReadonlyMap<string, ColleagueView>;
  names: ReadonlyMap<string, string>;
}

/** Colleagues and queues it can go to: who can take it now first, in the server's own order. */
export function useTransferTargets(conversationId: string): Targets | null {
  const { t } = useTranslation('inbox');
  const queues = useDesk((desk) => desk.queues);
  const [colleagues, setColleagues] = useState<readonly ColleagueView[] | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    read(conversationId, ending.signal).then(
      (found) => !ending.signal.aborted && setColleagues(found),
      () => !ending.signal.aborted && setColleagues([]),
    );
    return () => ending.abort();
  }, [conversationId]);
  if (!colleagues) return null;
  // Who cannot take it would be refused by the server: they are shown, since whoever looks for them wants to know why.
  const items = (of: readonly ColleagueView[]): Choice[] =>
    of.map(({ id, name, canTake }) => ({ value: `agent ${id}`, label: name, ...(canTake ? {} : { disabled: true }) }));
  const groups = [
    { group: t('canTakeIt'), items: items(colleagues.filter((each) => each.canTake)) },
    { group: t('queues'), items: queues.map((queue) => ({ value: `queue ${queue.id}`, label: queue.name })) },
    { group: t('cannotTakeIt'), items: items(colleagues.filter((each) => !each.canTake)) },
  ].filter((group) => group.items.length > 0);
  return {
    groups,
    colleagues: new Map(colleagues.map((each) => [`agent ${each.id}`, each])),
    names: new Map(groups.flatMap((group) => group.items.map(({ value, label }) => [value, label]))),
  };
}

async function read(id: string, signal: AbortSignal): Promise<readonly ColleagueView[]> {
  const { data } = await call<{ data: ColleagueView[] }>('GET', `/v1/conversations/${id}/colleagues`, undefined, { signal });
  return data;
}

interface OptionProps {
  name: string;
  /** Undefined for a queue. */
  colleague: ColleagueView | undefined;
}

export function TargetOption({ name, colleague }: OptionProps) {
  const { t } = useTranslation('inbox');
  if (!colleague) return <span className="user-text">{name}</span>;
  const { state, freeSlots, slots, canTake } = colleague;
  const isThere = state === 'available';
  return (
    <span className={classes.target}>
      <PresenceDot state={state} />
      <span className="user-text">{name}</span>
      <span className={classes.stands}>
        {t(`frame:presence.${state}`)}
        {isThere && ` · ${t('slotsFree', { free: freeSlots, slots })}`}
        {!canTake && ` · ${t(isThere ? 'noRoom' : 'notThere')}`}
      </span>
    </span>
  );
}
