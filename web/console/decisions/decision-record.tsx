import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingTraceView } from '../../../src/contracts/decision-views.js';
import type { DecisionView, WaitingNowView } from '../../../src/contracts/routing-views.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { When } from '../ui/time.js';
import { words } from '../words.js';
import classes from './decision-record.module.css';
import { toldIn } from '../ui/told.js';
import { type AgentLine, agentLines, blockedCounts, partsOf, tieOf, waitingLines } from './decision-lines.js';

interface Decisions {
  data: DecisionView[];
  routing: RoutingTraceView;
  now: WaitingNowView | null;
}

/** Who was chosen for a conversation, why, and why not each of the others: the latest decision opened, the earlier folded. */
export function DecisionRecord({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('decisions');
  const [read, setRead] = useState<Decisions | null>(null);
  const [error, setError] = useState('');
  const version = useDesk((desk) => desk.conversations.get(conversationId)?.epoch);
  useEffect(() => {
    const ending = new AbortController();
    call<Decisions>('GET', `/v1/conversations/${conversationId}/decisions`, undefined, { signal: ending.signal }).then(
      (answer) => {
        setError('');
        setRead(answer);
      },
      (reason: unknown) => ending.signal.aborted || setError(errorLine(reason)),
    );
    return () => ending.abort();
  }, [conversationId, version]);

  if (error) return <p role="alert">{error}</p>;
  if (!read) return <p className={classes.quiet}>{t('reading')}</p>;
  const latest = [...read.data].sort((a, b) => (a.at < b.at ? 1 : -1));
  return (
    <div className={classes.record}>
      {read.now && <WaitsNow now={read.now} />}
      {latest.length === 0 && !read.now && <p className={classes.quiet}>{t('nothing')}</p>}
      {latest.map((decision, index) => (
        <Decision key={decision.id} decision={decision} isOpen={index === 0 && !read.now} />
      ))}
      <Routing routing={read.routing} />
    </div>
  );
}

/** What keeps it waiting at this moment, and why none of those who work there has it. */
function WaitsNow({ now }: { now: WaitingNowView }) {
  const { t, i18n } = useTranslation('decisions');
  const lines = waitingLines(now, i18n.language);
  return (
    <details open className={classes.decision}>
      <summary>
        <strong className="user-text">{t('waitsIn', { queue: now.queue.name, n: now.position })}</strong>{' '}
        <When at={now.at} className={classes.quiet} />
      </summary>
      <p className="user-text">{toldIn(i18n.language, now.blockedBy)}</p>
      {lines.length > 0 ? <AgentsTable lines={lines} isNow /> : <p className={classes.quiet}>{t('nobodyWorksThere')}</p>}
    </details>
  );
}

function Decision({ decision, isOpen }: { decision: DecisionView; isOpen: boolean }) {
  const { t, i18n } = useTranslation('decisions');
  const isMatch = decision.kind === 'match';
  const name = decision.chosen?.name;
  const title = name ? t(isMatch ? 'chosen' : 'gotIt', { name }) : t('backInLine');
  return (
    <details open={isOpen} className={classes.decision}>
      <summary>
        <strong className="user-text">{title}</strong> <When at={decision.at} className={classes.quiet} />
        <span className={classes.quiet}> {outcomeOf(decision)}</span>
      </summary>
      {!isMatch && <p className="user-text">{toldIn(i18n.language, decision)}</p>}
      {isMatch && <AgentsTable lines={agentLines(decision, i18n.language)} />}
      {isMatch && <Tie decision={decision} />}
      {isMatch && <Score decision={decision} />}
    </details>
  );
}

function outcomeOf({ kind, offerState, actor }: DecisionView): string {
  const act = words.t(`decisions:kind.${kind}`, kind.replaceAll('_', ' '));
  if (kind !== 'match') return [act, actor.name].filter(Boolean).join(' · ');
  return words.t(offerState ? `decisions:offer.${offerState}` : 'decisions:assignedAtOnce');
}

/** @param isNow nothing is decided yet: whoever would be chosen is not chosen */
function AgentsTable({ lines, isNow = false }: { lines: readonly AgentLine[]; isNow?: boolean }) {
  const { t } = useTranslation('decisions');
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('everybody')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('agent')}</th>
            <th scope="col">{t('result')}</th>
            <th scope="col">{t('score')}</th>
            <th scope="col">{t('why')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} data-outcome={line.outcome}>
              <th scope="row" className="user-text">
                {line.name}
              </th>
              <td>{t(isNow && line.outcome !== 'blocked' ? 'outcome.could' : `outcome.${line.outcome}`)}</td>
              <td className={classes.number}>{line.score ?? '–'}</td>
              <td className="user-text">{line.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Equal scores: why then this one. */
function Tie({ decision }: { decision: DecisionView }) {
  const { t } = useTranslation('decisions');
  const tie = tieOf(decision);
  if (!tie) return null;
  return (
    <p className="user-text">
      {t('tie', { names: tie.names.join(t('comma')) })} {t(`tie.${tie.because}`, { name: decision.chosen?.name ?? '' })}
    </p>
  );
}

function Score({ decision }: { decision: DecisionView }) {
  const { t } = useTranslation('decisions');
  const parts = partsOf(decision.parts).map(({ name, value }) => `${t(`part.${name}`, name)} ${value}`);
  const blocked = blockedCounts(decision).map(({ reason, count }) =>
    t('blockedBy', { reason: t(`reason.${reason}`, reason.replaceAll('_', ' ')), count }),
  );
  return (
    <p className={classes.quiet}>
      {parts.length > 0 && `${t('scoreIs', { parts: parts.join(' · ') })} `}
      {t('policy', { version: decision.policyVersion })}
      {blocked.length > 0 && ` · ${blocked.join(' · ')}`}
      {decision.replay && !decision.replay.same && ` · ${t('replayDiffers')}`}
    </p>
  );
}

/** Why it is in its queue at all. */
function Routing({ routing }: { routing: RoutingTraceView }) {
  const { t } = useTranslation('decisions');
  const isByInbox = routing.rules.every(({ outcome }) => outcome !== 'matched');
  return (
    <details className={classes.decision}>
      <summary>
        <strong>{t('whyThisQueue')}</strong>
      </summary>
      <ul className={classes.rules}>
        {isByInbox && <li>{t('byInbox')}</li>}
        {routing.language?.tag && <li>{t('language', { tag: routing.language.tag, from: routing.language.from ?? '?' })}</li>}
        {routing.rules.map((rule) => (
          <li key={rule.ruleId} className="user-text">
            {rule.name ?? rule.ruleId}: {t(`rule.${rule.outcome}`, rule.outcome)}
            {rule.detail && ` (${rule.detail})`}
          </li>
        ))}
      </ul>
    </details>
  );
}
