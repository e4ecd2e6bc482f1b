import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayError } from '../frame/say.js';
import { desk } from '../live/desk.js';
import { Refusal } from '../live/problem.js';
import { agentsOf, isFree, slotsOf } from './figures.js';
import { place, type Place } from './moves.js';
import { apart } from './names.js';

/**
 * Places one by hand. Past somebody's limit, or while they are not there, it is asked once before: by what the screen knows, and
 * where that was too old by what the server refuses.
 */
export function usePlacing(done: () => void): {
  isBusy: boolean;
  /** What there is to think of before it is forced; empty: nothing was asked. */
  asks: string;
  go: (id: string, to: Place) => void;
} {
  const { t } = useTranslation('board');
  const [isBusy, setBusy] = useState(false);
  const [asks, setAsks] = useState('');
  const run = async (id: string, to: Place): Promise<void> => {
    const agent = agentsOf([...desk.getState().live.values()]).find((one) => one.id === to.agentId);
    if (agent && !to.force && !isFree(agent)) {
      const { used, all } = slotsOf(agent);
      const name = apart(agent.name);
      return setAsks(
        agent.state === 'available'
          ? t('pastLimit', { name, used, all })
          : t('isNotThere', { name, state: t(`frame:presence.${agent.state}`) }),
      );
    }
    setBusy(true);
    try {
      await place(id, to);
      done();
    } catch (error) {
      if (error instanceof Refusal && error.problem?.code === 'no_capacity') setAsks(error.message);
      else sayError(error);
    }
    setBusy(false);
  };
  return { isBusy, asks, go: (id, to) => void run(id, to) };
}
