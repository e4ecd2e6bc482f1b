import { emptyCounts } from '../../core/matching/board.js';
import { couldHold, presenceBlock, standingBlock } from '../../core/matching/eligibility.js';
import { nearestOf } from '../../core/matching/explain.js';
import type { AgentSlot, BlockReason, WaitingItem } from '../../core/matching/snapshot.js';
import { type Told, toldWhyWaiting } from '../../core/matching/told.js';
import { clockWords } from '../../core/requirements/local-time.js';
import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import type { Sql } from '../../platform/database/tx.js';
import { type LineThere, takeLineIn } from '../matching/take-snapshot.js';
import { type LineNames, lineNames, lineQueue, type LineQueue } from '../watchdog/waiting-line.queries.js';
import type { ChosenWork } from './chosen-work.queries.js';
import { countedReasons, told } from './plan-sentences.js';

type Warning = ReassignmentPlanView['effect']['warnings'][number];

/** What becomes of work that is put into this line. */
export interface TargetQueue {
  warnings: Warning[];
  /** Whom nobody there could ever take, and why. */
  unservable: ReadonlyMap<string, Told>;
}

/** Whether anybody serves the queue that all of it would wait in, and could: a line that nobody works off is a dead end. */
export async function targetQueue(sql: Sql, queueId: string, work: readonly ChosenWork[]): Promise<TargetQueue> {
  const ids = work.map((one) => one.id);
  const holders = new Map(work.flatMap((one) => (one.assignee_id ? [[one.id, one.assignee_id] as const] : [])));
  const queue = await lineQueue(sql, queueId);
  const there = await takeLineIn(sql, queueId, ids, holders);
  const names = await lineNames(sql, []);
  const name = names.queues[queueId] ?? '';
  if (!queue) return { warnings: [], unservable: new Map() };
  const unservable = there && there.agents.length > 0 ? unservableIn(there, names) : new Map<string, Told>();
  const customers = new Map(work.map((one) => [one.id, one.customer_name]));
  const each = [...unservable].map(([conversationId, why]): Warning => ({
    ...{ kind: 'nobody_could_take', conversationId },
    ...told(
      `Nobody in ${name} could ever take ${customers.get(conversationId) ?? 'the customer'}: ${why.sentence}`,
      `“${name}”中没有人能接待${customers.get(conversationId) ?? '该客户'}：${why.translations.zh}`,
    ),
  }));
  const strange = there ? strangeIn(there.agents, work, name).filter((one) => !unservable.has(one.conversationId!)) : [];
  return { warnings: [...stopped(queue, name), ...unmanned(there, name, queue.now), ...each, ...strange], unservable };
}

/** A language that nobody there speaks is asked of nobody: they would be answered all the same, in another. */
function strangeIn(agents: readonly AgentSlot[], work: readonly ChosenWork[], name: string): Warning[] {
  if (agents.length === 0) return [];
  const spoken = new Set(agents.flatMap((agent) => agent.languages));
  return work.flatMap(({ id, language, customer_name: customer }): Warning[] =>
    language === null || spoken.has(language) || spoken.has(language.split('-')[0]!)
      ? []
      : [
          {
            ...{ kind: 'language_not_spoken', conversationId: id },
            ...told(
              `${customer ?? 'The customer'} writes in ${language}, which nobody in ${name} speaks`,
              `${customer ?? '客户'}使用 ${language}，“${name}”中没有人会说`,
            ),
          },
        ],
  );
}

const whole = (kind: Warning['kind'], sentence: string, zh: string): Warning => ({
  kind,
  conversationId: null,
  ...told(sentence, zh),
});

/** Nothing of it is given out for now. */
function stopped(queue: LineQueue, name: string): Warning[] {
  const words = (at: number | null): string | null => (at === null ? null : clockWords(at, queue.now, queue.zone));
  const found: Warning[] = [];
  if (queue.paused) {
    const [because, until] = [queue.pauseReason, words(queue.pausedUntil)];
    found.push(
      whole(
        'queue_paused',
        `${name} is paused${because ? ` (${because})` : ''}${until ? ` until ${until}` : ''}; nothing of it is given out meanwhile`,
        `“${name}”已暂停${because ? `（${because}）` : ''}${until ? `，直到 ${until}` : ''}，期间不会分派`,
      ),
    );
  }
  if (!queue.open) {
    const until = words(queue.opensAt === null ? null : Date.parse(queue.opensAt));
    found.push(
      whole(
        'queue_closed',
        until ? `${name} is closed until ${until}` : `${name} is closed, and no opening is planned`,
        until ? `“${name}”已下班，${until} 开放` : `“${name}”已下班，没有安排开放时间`,
      ),
    );
  }
  return found;
}

/** Nobody belongs to it, or nobody of them is there. */
function unmanned(there: LineThere | undefined, name: string, now: number): Warning[] {
  if (!there) return [];
  if (there.agents.length === 0)
    return [
      whole(
        'nobody_works_there',
        `Nobody works in ${name}: what waits there is given to nobody`,
        `“${name}”没有客服，在那里排队不会分派给任何人`,
      ),
    ];
  const counts = emptyCounts();
  for (const agent of there.agents) {
    const reason = presenceBlock(agent, now);
    if (reason === null) return [];
    counts[reason] += 1;
  }
  const said = countedReasons(counts);
  return [
    whole('nobody_there_now', `Nobody of ${name} is there: ${said.sentence}`, `“${name}”无人在岗：${said.translations.zh}`),
  ];
}

/** Not even once everybody is there with empty hands. Work of a kind has one answer. */
function unservableIn({ items, agents }: LineThere, names: LineNames): Map<string, Told> {
  const known = new Map<string, Told | null>();
  const found = new Map<string, Told>();
  for (const item of items) {
    const { skills, language, groups, excluded, channel, weight } = item;
    const key = JSON.stringify([skills, language, groups, excluded, channel, weight]);
    const why = known.has(key) ? known.get(key) : whyNobody(item, agents, names);
    known.set(key, why ?? null);
    if (why) found.set(item.conversationId, why);
  }
  return found;
}

function whyNobody(item: WaitingItem, agents: readonly AgentSlot[], names: LineNames): Told | null {
  const counts: Record<BlockReason, number> = emptyCounts();
  // Whom the customer waits for is waited for only for a while.
  const { heldFor: _heldFor, ...asked } = item;
  for (const agent of agents) {
    const reason = standingBlock(asked, { ...agent, presence: 'available', leaseExpiresAt: Infinity }, 0);
    const room = { ...agent, capacity: Math.max(agent.capacity, agent.limit ?? 0), reserved: 0 };
    if (reason === null && couldHold(asked, room)) return null;
    counts[reason ?? 'no_capacity'] += 1;
  }
  const asks = { skills: item.skills, language: item.language, groups: item.groups ?? [] };
  const { channel, exclusive = false } = item;
  return toldWhyWaiting(
    { binding: nearestOf(counts), counts, asks, channel, exclusive, heldFor: null, next: null },
    { skills: names.skills, queues: names.queues },
  );
}
