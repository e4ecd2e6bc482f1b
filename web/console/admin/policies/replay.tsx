import { Button, MultiSelect, Progress, Table, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PolicyReplayResult, PolicyReplayView, PolicyView } from '../../../../src/contracts/report-views.js';
import { call, serverNow } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import { duration } from '../../ui/time.js';
import { useQueueChoices } from '../choices.js';
import { localOf } from '../records/moment-field.js';
import { Pair } from '../records/more.js';
import classes from '../records/records.module.css';
import { type Figure, figures, trustOf, verdictOf } from './figures.js';

const DAY_MS = 86_400_000;
const ASK_MS = 700;
/** Above this the waits of a replay are mostly somebody else's doing. */
const FAR_OFF = 2;

/** What a version would have done with a period that is on record: asked, waited for, and laid beside the one in force. */
export function Replay({ policy }: { policy: PolicyView }) {
  const { t } = useTranslation('admin');
  const queues = useQueueChoices();
  const [from, setFrom] = useState(() => localOf(new Date(serverNow() - DAY_MS).toISOString()));
  const [to, setTo] = useState(() => localOf(new Date(serverNow() + 60_000).toISOString()));
  const [queueIds, setQueueIds] = useState<string[]>([]);
  const [replay, setReplay] = useState<PolicyReplayView | null>(null);
  const [error, setError] = useState('');
  const isRunning = replay !== null && (replay.state === 'due' || replay.state === 'running');

  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => {
      call<PolicyReplayView>('GET', `/v1/policy-replays/${replay.id}`).then(setReplay, (reason: unknown) => {
        setReplay(null);
        setError(errorLine(reason));
      });
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [isRunning, replay]);

  const start = async (): Promise<void> => {
    setError('');
    setReplay(null);
    try {
      const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
      const body = { ...period, ...(queueIds.length > 0 ? { queueIds } : {}) };
      setReplay(await call<PolicyReplayView>('POST', `/v1/policies/${policy.id}/replay`, body));
    } catch (reason) {
      setError(errorLine(reason));
    }
  };

  return (
    <>
      <p className={classes.hint}>{t('policies.replay.hint')}</p>
      <Pair>
        <TextInput
          type="datetime-local"
          label={t('policies.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('policies.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
      </Pair>
      <MultiSelect
        label={t('policies.queues')}
        data={queues}
        placeholder={queueIds.length > 0 ? undefined : t('policies.allQueues')}
        value={queueIds}
        onChange={setQueueIds}
      />
      <p>
        <Button variant="default" disabled={!from || !to} loading={isRunning} onClick={() => void start()}>
          {t('policies.tryIt')}
        </Button>
      </p>
      {isRunning && <Progress aria-label={t('policies.running')} value={replay.progress * 100} />}
      <div role="status">
        {error && <p className={classes.error}>{error}</p>}
        {replay?.state === 'failed' && <p className={classes.error}>{replay.problem}</p>}
        {replay?.state === 'done' && replay.result && <Comparison result={replay.result} />}
      </div>
    </>
  );
}

/** Who is in none of the columns: said before the figures, which are too good without them. */
function LeftOut({ leftOut }: { leftOut: PolicyReplayResult['leftOut'] | undefined }) {
  const { t } = useTranslation('admin');
  if (!leftOut || leftOut.waiting + leftOut.gone === 0) return null;
  const waiting = t('policies.leftOut.waiting', { count: leftOut.waiting });
  const gone = t('policies.leftOut.gone', { count: leftOut.gone });
  const who = leftOut.gone === 0 ? waiting : leftOut.waiting === 0 ? gone : t('policies.leftOut.both', { waiting, gone });
  return <p className={classes.warning}>{t('policies.leftOut', { who })}</p>;
}

function Comparison({ result: { recorded, active, candidate, leftOut } }: { result: PolicyReplayResult }) {
  const { t } = useTranslation('admin');
  const trust = trustOf(recorded.meanWaitMs, active.meanWaitMs);
  if (active.arrivals === 0)
    return (
      <>
        <LeftOut leftOut={leftOut} />
        <p>{t('policies.nothing')}</p>
      </>
    );
  return (
    <>
      <LeftOut leftOut={leftOut} />
      <Table verticalSpacing={4} aria-label={t('policies.comparison')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('policies.arrivals', { count: active.arrivals })}</Table.Th>
            <Table.Th scope="col">{t('policies.recorded')}</Table.Th>
            <Table.Th scope="col">{t('policies.active', { version: active.version })}</Table.Th>
            <Table.Th scope="col">{t('policies.candidate', { version: candidate.version })}</Table.Th>
            <Table.Th scope="col">{t('policies.verdict')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {figures.map((figure) => {
            const verdict = verdictOf(figure, active[figure.key], candidate[figure.key]);
            return (
              <Table.Tr key={figure.key}>
                <Table.Th scope="row">
                  {t(`policies.figure.${figure.key}`)}
                  {figure.key === 'loadSpread' && <span className={classes.hint}>{t('policies.figure.loadSpread.mean')}</span>}
                </Table.Th>
                <Table.Td c="dimmed">{shown(figure, recorded[figure.key])}</Table.Td>
                <Table.Td>{shown(figure, active[figure.key])}</Table.Td>
                <Table.Td>{shown(figure, candidate[figure.key])}</Table.Td>
                <Table.Td c={verdict === 'better' ? 'var(--good)' : verdict === 'worse' ? 'var(--bad)' : 'dimmed'}>
                  {t(verdict ? `policies.${verdict}` : 'policies.same')}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <p className={classes.hint}>{t('policies.compare.hint')}</p>
      {trust !== null && trust > FAR_OFF && (
        <p className={classes.warning}>{t('policies.farOff', { times: trust.toFixed(1) })}</p>
      )}
    </>
  );
}

function shown({ kind }: Figure, value: number | null): string {
  if (value === null) return '—';
  if (kind === 'time') return duration(value);
  return kind === 'share' ? `${Math.round(value * 100)} %` : String(value);
}
