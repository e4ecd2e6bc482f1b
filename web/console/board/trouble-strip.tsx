import { Button } from '@mantine/core';
import { AlertTriangle, CheckCircle2, Info } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { sayError } from '../frame/say.js';
import { openDialog } from '../inbox/dialogs.js';
import { useUndeliveredCount } from '../inbox/undelivered-count.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { Since, useSecond } from '../ui/time.js';
import { ask, useBoard } from './board-store.js';
import { Due } from './due.js';
import { place } from './moves.js';
import { apart, whoIs } from './names.js';
import { held } from './resting.js';
import { constraintOf, isInLine } from './rows.js';
import classes from './trouble-strip.module.css';
import { groupsOf, type Trouble, troublesOf } from './troubles.js';
import { useNamed } from './watch-board.js';

type Show = (queueId: string | null, conversationId?: string) => void;

/** What hurts, or is about to: each with the constraint that blocks it and the act that mends it. One line for each kind in each queue. */
export function TroubleStrip({ show, isHeld }: { show: Show; isHeld: boolean }) {
  const { t } = useTranslation('board');
  const alerts = useDesk((desk) => desk.alerts);
  const live = useDesk((desk) => desk.live);
  const conversations = useDesk((desk) => desk.conversations);
  const undelivered = useUndeliveredCount();
  // What falls due is told by the clock: every five seconds is early enough.
  const now = Math.floor(useSecond() / 5_000) * 5_000;
  const found = useMemo(
    () => troublesOf(alerts, live, conversations, now, undelivered),
    [alerts, live, conversations, now, undelivered],
  );
  // The calm line is lower than the strip: the first trouble waits for the pointer too.
  const last = useRef(found);
  const all = isHeld ? held(last.current, found) : found;
  last.current = [...all];
  if (all.length === 0)
    return (
      <p className={classes.calm}>
        <CheckCircle2 size={14} aria-hidden /> {t('noTrouble')}
      </p>
    );
  return (
    <section className={classes.strip} aria-label={t('trouble')}>
      <ul className={classes.list}>
        {groupsOf(all).map((theirs) => (
          <Group key={`${theirs[0]?.kind} ${theirs[0]?.queueId}`} troubles={theirs} show={show} />
        ))}
      </ul>
    </section>
  );
}

/**
 * The first of a kind in a queue; the others, where there are more, behind it: forty late answers must not hide one agent who
 * vanished. All of them are moved by one act, and it takes as many as the line says.
 */
function Group({ troubles, show }: { troubles: readonly Trouble[]; show: Show }) {
  const { t } = useTranslation('board');
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? troubles : troubles.slice(0, 1);
  const named = shown.flatMap(({ conversationId, ids }) => [...(conversationId ? [conversationId] : []), ...ids]);
  useNamed([...new Set(named)].slice(0, 50));
  const ids = [...new Set(troubles.flatMap((one) => one.ids))];
  const more = troubles.length - 1;
  return (
    <>
      {shown.map((trouble, index) => (
        <Item key={trouble.id} trouble={trouble} show={show}>
          {index === 0 && more > 0 && (
            <span className={classes.more}>
              <Button size="compact-xs" variant="subtle" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
                {isWhole ? t('fewerTroubles') : t('moreTroubles', { count: more })}
              </Button>
              {ids.length > 1 && (
                <Button size="compact-xs" variant="default" onClick={() => ask({ kind: 'move', ids })}>
                  {t('moveAll', { count: ids.length })}
                </Button>
              )}
            </span>
          )}
        </Item>
      ))}
    </>
  );
}

function Item({ trouble, show, children }: { trouble: Trouble; show: Show; children: React.ReactNode }) {
  const { t, i18n } = useTranslation('board');
  const { kind, tone, queueId, conversationId, ids, agent, count } = trouble;
  const conversation = useDesk((desk) => (conversationId ? desk.conversations.get(conversationId) : undefined));
  const queue = useDesk((desk) => (queueId ? desk.live.get(queueId)?.name : undefined));
  const constraint = useBoard(({ waiting }) => conversation && constraintOf(conversation, waiting, i18n.language));
  const customer = whoIs(conversation);
  const isBackInLine = useDesk(({ conversations }) =>
    ids.every((id) => {
      const one = conversations.get(id);
      return one !== undefined && isInLine(one);
    }),
  );
  const sentence = kind === 'agent_vanished' && isBackInLine && ids.length > 0 ? 'agent_vanished.back' : kind;
  // Whoever the sentence names already is not named again.
  const holder = kind === 'silent_owner' || kind === 'stuck' ? undefined : conversation?.assignee?.name;
  const names = {
    ...{ customer: apart(customer), queue: apart(queue ?? ''), agent: apart(agent?.name ?? t('somebody')) },
    ...{ n: count ?? 0, count: count ?? 0 },
  };
  const nameOf = (): string => {
    if (kind === 'not_delivered') return t('notDelivered');
    if (agent && kind === 'agent_vanished') return agent.name;
    return conversationId ? customer : (queue ?? '');
  };
  return (
    <li className={classes.item} data-tone={tone} data-trouble={kind}>
      {tone === 'bad' ? <AlertTriangle size={15} aria-hidden /> : <Info size={15} aria-hidden />}
      <span className={classes.text}>
        <strong>{t(`trouble.${sentence}`, names)}</strong>
        {conversationId && queue && <span className={classes.where}> · {queue}</span>}
        {holder && <span className={classes.where}> · {t('isWith', { name: apart(holder) })}</span>}
        {constraint && <span className={classes.because}> — {constraint}</span>}
      </span>
      {children}
      <span className={classes.when}>{trouble.dueAt ? <Due at={trouble.dueAt} /> : <Since at={trouble.since} />}</span>
      <Acts trouble={trouble} show={show} name={nameOf()} />
    </li>
  );
}

function Acts({ trouble, show, name }: { trouble: Trouble; show: Show; name: string }) {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  const [isBusy, setBusy] = useState(false);
  const { kind, queueId, conversationId, ids, agent } = trouble;
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
      {kind === 'agent_vanished' && ids.length > 0 && act('moveThese', () => ask({ kind: 'move', ids }), { count: ids.length })}
      {kind === 'not_delivered' && act('lookAtThem', () => openDialog({ name: 'undelivered' }))}
      {kind === 'queue_paused' && queueId && act('resume', () => busily(call('POST', `/v1/queues/${queueId}/resume`, {})))}
      {kind === 'nobody_there' && queueId && act('waysOn', () => ask({ kind: 'nobody', queueId }))}
      {kind === 'stuck' &&
        conversationId &&
        agent &&
        act('giveTo', () => busily(place(conversationId, { agentId: agent.id })), { agent: agent.name })}
      {conversationId &&
        kind !== 'stuck' &&
        (ids.length > 1
          ? act('moveAll', () => ask({ kind: 'move', ids }), { count: ids.length })
          : act('moveTo', () => ask({ kind: 'move', ids })))}
      {queueId && act('show', () => show(queueId, conversationId ?? undefined))}
      {conversationId && act('open', () => go(`/c/${conversationId}`))}
    </span>
  );
}
