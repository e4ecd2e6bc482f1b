import { ActionIcon, Menu } from '@mantine/core';
import { AlertTriangle, MoreHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QueueAgentView } from '../../../src/contracts/routing-views.js';
import type { PresenceState } from '../../../src/contracts/words.js';
import { useDesk } from '../live/desk.js';
import { Since } from '../ui/time.js';
import classes from './agent-list.module.css';
import { ask, setFilter, useBoard } from './board-store.js';
import { useDropTarget } from './drag.js';
import { agentsOf, isFree, slotsOf } from './figures.js';
import { giveToAgent } from './give.js';

const states: readonly PresenceState[] = ['available', 'finishing', 'away', 'offline'];

/** Who works here, by state and load; work can be dropped on them. */
export function AgentList({ queueId }: { queueId: string | null }) {
  const { t } = useTranslation('board');
  const live = useDesk((desk) => desk.live);
  const agents = agentsOf([...live.values()].filter((one) => queueId === null || one.queueId === queueId));
  const byState = Map.groupBy(agents, (agent) => agent.state);
  return (
    <section className={classes.agents} aria-label={t('agents')}>
      {states.map((state) => {
        const theirs = byState.get(state) ?? [];
        if (theirs.length === 0) return null;
        return (
          <div key={state}>
            <h2 className={classes.state}>
              <span className={classes.dot} data-state={state} aria-hidden />
              {t(`frame:presence.${state}`)} <span className={classes.count}>{theirs.length}</span>
            </h2>
            <ul className={classes.list}>
              {theirs.map((agent) => (
                <Agent key={agent.id} agent={agent} />
              ))}
            </ul>
          </div>
        );
      })}
      {agents.length === 0 && <p className={classes.empty}>{t('noAgents')}</p>}
    </section>
  );
}

function Agent({ agent }: { agent: QueueAgentView }) {
  const { t } = useTranslation('board');
  const presence = useDesk((desk) => desk.presences.get(agent.id));
  const target = useDropTarget((ids) => giveToAgent(agent, ids));
  const { used, all } = slotsOf(agent);
  const isOver = agent.reserved > agent.capacity;
  // What was heard of them since is newer than the queue's picture, where it speaks of the same state.
  const told = presence && presence.state === agent.state ? presence : null;
  const reason = told ? told.reason : agent.reason;
  const since = told?.since ?? agent.since;
  return (
    <li {...target} className={classes.agent} data-agent={agent.name} data-free={isFree(agent) || undefined}>
      <span className={classes.top}>
        <strong className="user-text">{agent.name}</strong>
        <span className={classes.load} data-over={isOver || undefined}>
          {isOver && <AlertTriangle size={12} aria-label={t('overLimit')} />} {t('slots', { used, all })}
        </span>
        <AgentMenu agent={agent} />
      </span>
      <span
        className={classes.bar}
        role="meter"
        aria-label={t('loadOf', { name: agent.name })}
        aria-valuemin={0}
        aria-valuemax={Math.max(used, all)}
        aria-valuenow={used}
        aria-valuetext={t('slots', { used, all })}
      >
        <span
          style={{ width: `${Math.min(100, (agent.reserved / Math.max(1, agent.capacity)) * 100)}%` }}
          data-full={agent.reserved >= agent.capacity || undefined}
          data-over={isOver || undefined}
        />
        {/* Of what they hold, what lies beyond the limit: the whole bar is what they hold. */}
        {isOver && <span data-beyond style={{ width: `${(1 - agent.capacity / agent.reserved) * 100}%` }} />}
      </span>
      <span className={classes.about}>
        {t('nConversations', { count: agent.conversations })}
        {reason && <span> · {reasonText(reason, t)}</span>}
        {since && (
          <span>
            {' · '}
            <Since at={since} />
          </span>
        )}
        {told?.forcedBy && <span> · {t('setBy', { name: told.forcedBy.name })}</span>}
        {agent.wrapUpUntil && <span> · {t('wrappingUp')}</span>}
      </span>
    </li>
  );
}

const known = new Set<string>([
  'break',
  'lunch',
  'training',
  'meeting',
  'disconnected',
  'lease_expired',
  'missed_offers',
  'disabled',
]);

/** Words that Throughline gives or suggests, in the reader's language; what people wrote stays. */
function reasonText(reason: string, t: (key: string) => string): string {
  return known.has(reason) ? t(`reason.${reason}`) : reason;
}

function AgentMenu({ agent }: { agent: QueueAgentView }) {
  const { t } = useTranslation('board');
  const picked = useBoard(({ picking }) => picking.picked);
  return (
    <Menu position="bottom-end" returnFocus>
      <Menu.Target>
        <ActionIcon size={24} variant="subtle" color="gray" aria-label={t('actsFor', { name: agent.name })}>
          <MoreHorizontal size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {picked.size > 0 && (
          <Menu.Item onClick={() => giveToAgent(agent, [...picked])}>{t('movePickedHere', { count: picked.size })}</Menu.Item>
        )}
        <Menu.Item onClick={() => setFilter({ agentId: agent.id, show: 'assigned' })}>{t('showTheirs')}</Menu.Item>
        <Menu.Item disabled={agent.conversations === 0} onClick={() => ask({ kind: 'plan', wish: { fromAgentId: agent.id } })}>
          {t('emptyDesk')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('setState')}</Menu.Label>
        {states
          .filter((state) => state !== agent.state)
          .map((state) => (
            <Menu.Item key={state} onClick={() => ask({ kind: 'presence', agentId: agent.id, name: agent.name, state })}>
              {t(`frame:presence.${state}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
