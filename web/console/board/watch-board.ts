import { useEffect } from 'react';
import type { WaitingItemView } from '../../../src/contracts/decision-views.js';
import type { IntervalsView, QueueIntervalView } from '../../../src/contracts/report-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { call, list, serverNow } from '../live/api.js';
import { putConversations } from '../live/apply.js';
import { desk, useDesk } from '../live/desk.js';
import { readQueueWork } from '../live/snapshot.js';
import { useBoard } from './board-store.js';

const WAITING_MS = 8_000;
const TODAY_MS = 60_000;
const SETTLE_MS = 1_500;

/** Does something now, and again and again while the page is looked at. A read that fails is made with the next round. */
function useEvery(everyMs: number, key: string, act: () => Promise<unknown>): void {
  useEffect(() => {
    const round = (): void => {
      if (document.visibilityState === 'visible' && desk.getState().link === 'online') void act().catch(() => undefined);
    };
    round();
    const timer = setInterval(round, everyMs);
    const stop = desk.subscribe((now, before) => now.link === 'online' && before.link !== 'online' && round());
    document.addEventListener('visibilitychange', round);
    return () => {
      clearInterval(timer);
      stop();
      document.removeEventListener('visibilitychange', round);
    };
    // `act` is made anew with each drawing; the key says when it means something else.
  }, [everyMs, key]);
}

/** Keeps the rows of a queue (null: of all), what keeps them waiting, and the figures of the day on the screen. */
export function useBoardData(queueId: string | null): void {
  useWork(queueId);
  const queues = useQueueKey();
  useEvery(WAITING_MS, `waiting ${queueId} ${queues}`, () => readWaiting(queueId));
  useEvery(TODAY_MS, 'today', readToday);
}

const useQueueKey = (): string => desk((state) => [...state.live.keys()].join());

/** Events bring each change; where the counts say that rows are missing (a snapshot dropped them, an event was lost), all are read again. */
function useWork(queueId: string | null): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let tried = '';
    const read = (): void =>
      void readQueueWork(queueId).then(
        () => useBoard.setState({ isReading: false }),
        () => undefined,
      );
    useBoard.setState({ isReading: true });
    read();
    const check = (): void => {
      timer = undefined;
      const [want, have] = counts(queueId);
      // A queue that holds more than is read in one go would be read for ever.
      if (want === have || `${want} ${have}` === tried) return;
      tried = `${want} ${have}`;
      read();
    };
    const stop = desk.subscribe((now, before) => {
      if (now.link === 'online' && before.link !== 'online') read();
      else if (now.live !== before.live || now.conversations !== before.conversations) timer ??= setTimeout(check, SETTLE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [queueId]);
}

function counts(queueId: string | null): [number, number] {
  const { live, conversations } = desk.getState();
  let want = 0;
  for (const one of live.values())
    if (queueId === null || one.queueId === queueId) want += one.waiting + one.offered + one.assigned;
  let have = 0;
  for (const { queueId: id, status } of conversations.values())
    if ((queueId === null || id === queueId) && ['waiting', 'offered', 'assigned'].includes(status)) have += 1;
  return [want, have];
}

/** Who waits and why: of the queue that is looked at in full, of the others so far as an alert may need it. */
async function readWaiting(queueId: string | null): Promise<void> {
  const { live, alerts } = desk.getState();
  const alerted = new Set([...alerts.values()].flatMap((alert) => alert.queueId ?? []));
  const wanted = [...live.values()].filter(
    (one) => one.waiting + one.offered > 0 && (queueId === null || one.queueId === queueId || alerted.has(one.queueId)),
  );
  const lines = await Promise.all(
    wanted.map((one) => list<WaitingItemView>(`/v1/queues/${one.queueId}/waiting?limit=100`, one.queueId === queueId ? 5 : 1)),
  );
  useBoard.setState({ waiting: new Map(lines.flat().map((item) => [item.id, item])) });
}

const asked = new Set<string>();

const AT_ONCE = 10;

/** Alerts and the log name conversations that may be in no list here: read each once, and anew where a fresh snapshot forgot them. */
export function useNamed(ids: readonly string[]): void {
  const key = ids.join();
  const link = useDesk((now) => now.link);
  useEffect(() => {
    // Before it is on line the snapshot is still to come, which knows nothing of them.
    if (link === 'online') void readNames(ids);
    else asked.clear();
  }, [key, link]);
}

async function readNames(ids: readonly string[]): Promise<void> {
  const { conversations } = desk.getState();
  const missing = ids.filter((id) => !conversations.has(id) && !asked.has(id));
  for (const id of missing) asked.add(id);
  for (let from = 0; from < missing.length; from += AT_ONCE) {
    const some = missing.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((id) => call<ConversationView>('GET', `/v1/conversations/${id}`).catch(() => null)));
    putConversations(found.flatMap((one) => one ?? []));
  }
}

/** The beginning of today, by this screen's clock and zone. */
export function dayStart(now: number): Date {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  return day;
}

/** From midnight to midnight, or until now; `day` as `2026-06-01`, today without. */
export function spanOf(day: string, now: number): { from: string; to: string } {
  const from = dayStart(day ? new Date(`${day}T12:00:00`).getTime() : now);
  const end = new Date(from);
  end.setDate(end.getDate() + 1);
  return { from: from.toISOString(), to: new Date(Math.min(now, end.getTime())).toISOString() };
}

/** @throws Refusal */
export async function readIntervals(every: '15m' | '30m', queueId: string | null, day = ''): Promise<QueueIntervalView[]> {
  const query = new URLSearchParams({ ...spanOf(day, serverNow()), every, by: 'queue' });
  if (queueId) query.set('queue', queueId);
  return (await call<IntervalsView>('GET', `/v1/reports/intervals?${query}`)).data as QueueIntervalView[];
}

async function readToday(): Promise<void> {
  useBoard.setState({ today: await readIntervals('15m', null) });
}

/** How many gave up today, by queue. */
export function abandonedBy(today: readonly QueueIntervalView[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { queueId, abandoned } of today) sums.set(queueId, (sums.get(queueId) ?? 0) + abandoned);
  return sums;
}
