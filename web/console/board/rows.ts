import type { WaitingItemView } from '../../../src/contracts/decision-views.js';
import type { QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { toldIn } from '../ui/told.js';

export interface RowFilter {
  text: string;
  show: 'open' | 'waiting' | 'assigned';
  channel: string;
  agentId: string;
}

export const everything: RowFilter = { text: '', show: 'open', channel: '', agentId: '' };

export type SortKey = 'trouble' | 'customer' | 'channel' | 'wait' | 'deadline' | 'priority' | 'with';
export interface Sort {
  by: SortKey;
  /** The other way round. */
  turned: boolean;
}

/** Since when somebody waits: in line, or for our next word. */
export const sinceOf = (one: ConversationView): string => one.waitingSince ?? one.lastInboundAt ?? one.openedAt;

export const isInLine = ({ status }: ConversationView): boolean => status === 'waiting' || status === 'offered';
const isOpenWork = (one: ConversationView): boolean => isInLine(one) || one.status === 'assigned';

/** The work of a queue (null: of all), narrowed to what is looked for, also among what the customer last said. */
export function rowsOf(
  conversations: ReadonlyMap<string, ConversationView>,
  queueId: string | null,
  { text, show, channel, agentId }: RowFilter,
  saidIn: (one: ConversationView) => string = () => '',
): ConversationView[] {
  const wanted = text.trim().toLocaleLowerCase();
  const fits = (one: ConversationView): boolean =>
    (queueId === null || one.queueId === queueId) &&
    (show === 'open' ? isOpenWork(one) : show === 'waiting' ? isInLine(one) : one.status === 'assigned') &&
    (channel === '' || one.channel === channel) &&
    (agentId === '' || one.assignee?.id === agentId) &&
    (wanted === '' ||
      [one.customerName, one.subject, one.assignee?.name, ...one.tags, saidIn(one)].some((word) =>
        word?.toLocaleLowerCase().includes(wanted),
      ));
  return [...conversations.values()].filter(fits);
}

const last = '\uffff';
const by: Record<SortKey, (a: ConversationView, b: ConversationView, hot: (one: ConversationView) => number) => number> = {
  trouble: (a, b, hot) =>
    hot(a) - hot(b) || (hot(a) === 0 ? compare(a.deadlineAt ?? last, b.deadlineAt ?? last) : b.priority - a.priority),
  customer: (a, b) => (a.customerName ?? last).localeCompare(b.customerName ?? last),
  channel: (a, b) => a.channel.localeCompare(b.channel),
  wait: () => 0,
  deadline: (a, b) => compare(a.deadlineAt ?? last, b.deadlineAt ?? last),
  priority: (a, b) => b.priority - a.priority,
  with: (a, b) => (a.assignee?.name ?? last).localeCompare(b.assignee?.name ?? last),
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const SOON_MS = 120_000;

/** 0: overdue; 1: alerted; 2: due soon; 3: in line; 4: somebody has it. */
export function heatOf(one: ConversationView, alerted: ReadonlySet<string>, now: number): number {
  const dueIn = one.deadlineAt === null ? Infinity : Date.parse(one.deadlineAt) - now;
  if (dueIn <= 0) return 0;
  if (alerted.has(one.id)) return 1;
  if (dueIn <= SOON_MS) return 2;
  return isInLine(one) ? 3 : 4;
}

/** In order; whatever is asked, equal rows stand by their wait, so that nothing jumps. */
export function inOrder(
  rows: readonly ConversationView[],
  { by: key, turned }: Sort,
  alerted: ReadonlySet<string>,
  now: number,
): ConversationView[] {
  const heat = new Map(rows.map((one) => [one.id, heatOf(one, alerted, now)]));
  const hot = (one: ConversationView): number => heat.get(one.id) ?? 4;
  const way = turned ? -1 : 1;
  return [...rows].sort((a, b) => way * (by[key](a, b, hot) || compare(sinceOf(a), sinceOf(b))) || compare(a.id, b.id));
}

export type Offered = QueueLiveView['offers'][number];

/** To whom it is held out, where it is. */
export function offersFor(one: ConversationView, live: ReadonlyMap<string, QueueLiveView>): Offered[] {
  if (one.status !== 'offered') return [];
  return live.get(one.queueId)?.offers.filter(({ conversationId }) => conversationId === one.id) ?? [];
}

/** Why it is where it is: in words of the server's where it waits, else who has it. */
export function constraintOf(
  one: ConversationView,
  waiting: ReadonlyMap<string, WaitingItemView>,
  language: string,
): string | null {
  const item = isInLine(one) ? waiting.get(one.id) : undefined;
  return item ? toldIn(language, item.blockedBy) : null;
}
