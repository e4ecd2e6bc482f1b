import { Button } from '@mantine/core';
import { AlertTriangle, CheckCircle2, Info } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { Since, useSecond } from '../ui/time.js';
import { ask, useBoard } from './board-store.js';
import { Due } from './due.js';
import { place } from './moves.js';
import { constraintOf } from './rows.js';
import classes from './trouble-strip.module.css';
import { type Trouble, troublesOf } from './troubles.js';
import { useNamed } from './watch-board.js';

type Show = (queueId: string | null, conversationId?: string) => void;
const FEW = 4;

/** What hurts, or is about to: each with the constraint that blocks it and the act that mends it. */
export function TroubleStrip({ show }: { show: Show }) {
  const { t } = useTranslation('board');
  const [isWhole, setWhole] = useState(false);
  const alerts = useDesk((desk) => desk.alerts);
  const live = useDesk((desk) => desk.live);
  const conversations = useDesk((desk) => desk.conversations);
  // What falls due is told by the clock: every five seconds is early enough.
  const now = Math.floor(useSecond() / 5_000) * 5_000;
  const all = troublesOf(alerts, live, conversations, now);
  const shown = isWhole ? all : all.slice(0, FEW);
  useNamed(shown.flatMap(({ conversationId }) => conversationId ?? []));
  if (all.length === 0)
    return (
      <p className={classes.calm}>
        <CheckCircle2 size={14} aria-hidden /> {t('noTrouble')}
      </p>
    );
  return (
    <section className={classes.strip} aria-label={t('trouble')}>
      <ul className={classes.list} data-whole={isWhole}>
        {shown.map((trouble) => (
          <Item key={trouble.id} trouble={trouble} show={show} />
        ))}
      </ul>
      {all.length > FEW && (
        <Button variant="subtle" size="compact-xs" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('fewerTroubles') : t('allTroubles', { count: all.length })}
        </Button>
      )}
    </section>
  );
}

function Item({ trouble, show }: { trouble: Trouble; show: Show }) {
  const { t } = useTranslation('board');
  const { kind, tone, queueId, conversationId, agent, count } = trouble;
  const conversation = useDesk((desk) => (conversationId ? desk.conversations.get(conversationId) : undefined));
  const queue = useDesk((desk) => (queueId ? desk.live.get(queueId)?.name : undefined));
  const constraint = useBoard(({ waiting }) => conversation && constraintOf(conversation, waiting));
  const customer = conversation?.customerName ?? t('ui:visitor');
  const names = { customer, queue: queue ?? '', agent: agent?.name ?? t('somebody'), n: count ?? 0 };
  return (
    <li className={classes.item} data-tone={tone} data-trouble={kind}>
      {tone === 'bad' ? <AlertTriangle size={15} aria-hidden /> : <Info size={15} aria-hidden />}
      <span className={classes.text}>
        <strong className="user-text">{t(`trouble.${kind}`, names)}</strong>
        {conversationId && queue && <span className={classes.where}> · {queue}</span>}
        {constraint && <span className={classes.because}> — {constraint}</span>}
      </span>
      <span className={classes.when}>{trouble.dueAt ? <Due at={trouble.dueAt} /> : <Since at={trouble.since} />}</span>
      <Acts
        trouble={trouble}
        show={show}
        name={agent && kind === 'agent_vanished' ? agent.name : conversationId ? customer : (queue ?? '')}
      />
    </li>
  );
}

function Acts({ trouble, show, name }: { trouble: Trouble; show: Show; name: string }) {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const { kind, queueId, conversationId, agent } = trouble;
  const busily = (act: Promise<unknown>): void => {
    setBusy(true);
    void act.catch(sayError).finally(() => setBusy(false));
  };
  const act = (key: string, run: () => void, values: object = {}) => (
    <Button
      key={key}
      size="compact-xs"
      variant="default"
      loading={isBusy && key !== 'open' && key !== 'show'}
      aria-label={t('actOn', { act: t(key, { ...values }), name })}
      onClick={run}
    >
      {t(key, { ...values })}
    </Button>
  );
  return (
    <span className={classes.acts}>
      {kind === 'agent_vanished' && agent && act('emptyDesk', () => ask({ kind: 'plan', wish: { fromAgentId: agent.id } }))}
      {kind === 'queue_paused' && queueId && act('resume', () => busily(call('POST', `/v1/queues/${queueId}/resume`, {})))}
      {kind === 'nobody_there' && queueId && act('moveLine', () => ask({ kind: 'plan', wish: { queueId } }))}
      {kind === 'stuck' &&
        conversationId &&
        agent &&
        act('giveTo', () => busily(place(conversationId, { agentId: agent.id })), { agent: agent.name })}
      {conversationId && kind !== 'stuck' && act('moveTo', () => ask({ kind: 'move', ids: [conversationId] }))}
      {queueId && act('show', () => show(queueId, conversationId ?? undefined))}
      {conversationId && act('open', () => go(`/c/${conversationId}`))}
    </span>
  );
}
