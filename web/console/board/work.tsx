import { Button, NativeSelect, TextInput } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ConversationView } from '../../../src/contracts/views.js';
import { sayError } from '../frame/say.js';
import { ListeningBar } from '../listening/listening-bar.js';
import { call } from '../live/api.js';
import { type Desk, useDesk } from '../live/desk.js';
import { clockTime, useSecond } from '../ui/time.js';
import { ask, pick, setFilter, useBoard } from './board-store.js';
import { inLineOf } from './figures.js';
import { apart, whoIs } from './names.js';
import { keepThere } from './picking.js';
import { constraintOf, inOrder, isInLine, type RowFilter, rowsOf } from './rows.js';
import { useHeld } from './resting.js';
import { saidIn } from './said.js';
import { setShownIds } from './shown.js';
import classes from './work.module.css';
import { WorkTable } from './work-table.js';

const nothingSaid: Desk['threads'] = new Map();

/** The work of one queue, or of all: found, sorted, picked and moved. */
export function Work({ queueId, isHeld }: { queueId: string | null; isHeld: boolean }) {
  const { t } = useTranslation('board');
  const conversations = useDesk((desk) => desk.conversations);
  const alerts = useDesk((desk) => desk.alerts);
  const filter = useBoard((board) => board.filter);
  const sort = useBoard((board) => board.sort);
  const now = Math.floor(useSecond() / 5_000) * 5_000;
  const alerted = useMemo(() => new Set([...alerts.values()].flatMap((one) => one.conversationId ?? [])), [alerts]);
  // What was said is asked for only by a search: a list of hundreds need not be sorted anew with each message.
  const threads = useDesk((desk) => (filter.text === '' ? nothingSaid : desk.threads));
  const sorted = useMemo(
    () =>
      inOrder(
        rowsOf(conversations, queueId, filter, (one) => saidIn(one, threads)),
        sort,
        alerted,
        now,
      ),
    [conversations, queueId, filter, threads, sort, alerted, now],
  );
  const rows = useHeld(sorted, isHeld, JSON.stringify([queueId, filter, sort]));
  const order = useMemo(() => rows.map((one) => one.id), [rows]);
  setShownIds(order);
  useEffect(() => pick((before) => keepThere(before, order)), [order]);
  return (
    <section className={classes.work} aria-label={t('work')}>
      <Head queueId={queueId} />
      <Filters filter={filter} rows={rows.length} />
      <Picked />
      <WorkTable rows={rows} isOfAll={queueId === null} />
      <Current rows={rows} />
    </section>
  );
}

function Head({ queueId }: { queueId: string | null }) {
  const { t } = useTranslation('board');
  const live = useDesk((desk) => (queueId ? desk.live.get(queueId) : undefined));
  const [isBusy, setBusy] = useState(false);
  const resume = async (id: string): Promise<void> => {
    setBusy(true);
    await call('POST', `/v1/queues/${id}/resume`, {}).catch(sayError);
    setBusy(false);
  };
  if (!live) return <h1 className={classes.title}>{queueId ? '' : t('allQueues')}</h1>;
  return (
    <header className={classes.head}>
      <h1 className={`${classes.title} user-text`}>{live.name}</h1>
      {live.paused && (
        <span className={classes.paused}>
          {t('pausedBecause', { reason: live.paused.reason ?? '' })}
          {live.paused.until && ` ${t('until', { time: clockTime(live.paused.until) })}`}
        </span>
      )}
      {!live.open && (
        <span className={classes.paused}>
          {live.opensAt ? t('closedUntil', { time: clockTime(live.opensAt) }) : t('why.closed')}
        </span>
      )}
      <span className={classes.spring} />
      <Link className={classes.link} href={`/board/day?queue=${live.queueId}`}>
        {t('dayOfQueue')}
      </Link>
      <Button
        size="compact-xs"
        variant="default"
        disabled={inLineOf(live) === 0}
        onClick={() => ask({ kind: 'plan', wish: { queueId: live.queueId } })}
      >
        {t('moveLine')}
      </Button>
      {live.paused ? (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Play size={12} />}
          loading={isBusy}
          onClick={() => void resume(live.queueId)}
        >
          {t('resume')}
        </Button>
      ) : (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Pause size={12} />}
          onClick={() => ask({ kind: 'pause', queueId: live.queueId })}
        >
          {t('pause')}
        </Button>
      )}
    </header>
  );
}

const shows: readonly RowFilter['show'][] = ['open', 'waiting', 'assigned'];

function Filters({ filter, rows }: { filter: RowFilter; rows: number }) {
  const { t } = useTranslation('board');
  // One string, so that the list of choices is made anew only when a channel or a person comes or goes.
  const channels = useDesk((desk) => [...new Set([...desk.conversations.values()].map((one) => one.channel))].sort().join());
  const agents = useDesk((desk) =>
    JSON.stringify([...new Map([...desk.live.values()].flatMap((one) => one.agents.map(({ id, name }) => [id, name])))]),
  );
  return (
    <div className={classes.filters} role="search">
      <TextInput
        size="xs"
        id="board-find"
        className={classes.find}
        aria-label={t('find')}
        placeholder={t('find')}
        value={filter.text}
        onChange={(event) => setFilter({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setFilter({ text: '' });
          event.currentTarget.blur();
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('showState')}
        value={filter.show}
        onChange={(event) => setFilter({ show: event.currentTarget.value as RowFilter['show'] })}
        data={shows.map((value) => ({ value, label: t(`show.${value}`) }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('channel')}
        value={filter.channel}
        onChange={(event) => setFilter({ channel: event.currentTarget.value })}
        data={[
          { value: '', label: t('anyChannel') },
          ...channels
            .split(',')
            .filter(Boolean)
            .map((value) => ({ value, label: t(`ui:channel.${value}`) })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={t('withWhom')}
        value={filter.agentId}
        onChange={(event) => setFilter({ agentId: event.currentTarget.value })}
        data={[
          { value: '', label: t('withAnybody') },
          ...(JSON.parse(agents) as [string, string][]).map(([value, label]) => ({ value, label })),
        ]}
      />
      <span className={classes.count} role="status">
        {t('rows', { count: rows })}
      </span>
    </div>
  );
}

/** What can be done with all that is picked. */
function Picked() {
  const { t } = useTranslation('board');
  const picked = useBoard(({ picking }) => picking.picked);
  if (picked.size === 0) return null;
  const ids = [...picked];
  return (
    <div className={classes.picked} role="toolbar" aria-label={t('withPicked')}>
      <b>{t('nPicked', { count: ids.length })}</b>
      <Button size="compact-xs" onClick={() => ask({ kind: 'move', ids })}>
        {t('moveTo')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => ask({ kind: 'priority', ids })}>
        {t('changePriority')}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => pick((before) => ({ ...before, picked: new Set() }))}>
        {t('pickNothing')}
      </Button>
    </div>
  );
}

/** All of the row the keyboard is at: what does not fit into its line, in full. */
function Current({ rows }: { rows: readonly ConversationView[] }) {
  const { t, i18n } = useTranslation('board');
  const cursor = useBoard(({ picking }) => picking.cursor);
  const waiting = useBoard((board) => board.waiting);
  const threads = useDesk((desk) => desk.threads);
  const one = rows.find(({ id }) => id === cursor);
  if (!one) return null;
  const item = waiting.get(one.id);
  const because = constraintOf(one, waiting, i18n.language);
  const said = saidIn(one, threads);
  return (
    <div className={classes.current} role="status">
      <strong>{apart(whoIs(one))}</strong>
      {one.subject && <span> · {apart(one.subject)}</span>}
      {said && <span className="user-text"> · “{apart(said)}”</span>}
      {one.assignee && <span> · {t('isWith', { name: apart(one.assignee.name) })}</span>}
      {because && <span> · {because}</span>}
      {item && isInLine(one) && <span> · {t('placeInLine', { n: item.position })}</span>}
      {one.status === 'assigned' && <ListeningBar conversationId={one.id} />}
    </div>
  );
}
