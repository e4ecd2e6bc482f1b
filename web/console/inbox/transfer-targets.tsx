import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColleagueView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { PresenceDot } from '../frame/presence.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import classes from './transfer-dialog.module.css';

export interface Targets {
  groups: { group: string; items: { value: string; label: string }[] }[];
  colleagues: ReadonlyMap<string, ColleagueView>;
  names: ReadonlyMap<string, string>;
}

/** Colleagues and queues it can go to: who can take it now first, in the server's own order. */
export function useTransferTargets(one: ConversationView): Targets | null {
  const { t } = useTranslation('inbox');
  const queues = useDesk((desk) => desk.queues);
  const [colleagues, setColleagues] = useState<readonly ColleagueView[] | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    read(one, ending.signal).then(
      (found) => !ending.signal.aborted && setColleagues(found),
      () => !ending.signal.aborted && setColleagues([]),
    );
    return () => ending.abort();
  }, [one]);
  if (!colleagues) return null;
  const items = (of: readonly ColleagueView[]): { value: string; label: string }[] =>
    of.map(({ id, name }) => ({ value: `agent ${id}`, label: name }));
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

async function read(one: ConversationView, signal: AbortSignal): Promise<readonly ColleagueView[]> {
  const { data } = await call<{ data: ColleagueView[] }>('GET', `/v1/conversations/${one.id}/colleagues`, undefined, { signal });
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
  const { state, freeSlots, slots } = colleague;
  return (
    <span className={classes.target}>
      <PresenceDot state={state} />
      <span className="user-text">{name}</span>
      <span className={classes.stands}>
        {t(`frame:presence.${state}`)}
        {state !== 'offline' && ` · ${t('slotsFree', { free: freeSlots, slots })}`}
      </span>
    </span>
  );
}
