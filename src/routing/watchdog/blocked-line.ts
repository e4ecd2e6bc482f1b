import { emptyCounts } from '../../core/matching/board.js';
import { type Blocked, blockedByAll } from '../../core/matching/blocked.js';
import type { WaitingItem } from '../../core/matching/snapshot.js';
import { toldWhyWaiting } from '../../core/matching/told.js';
import type { WaitBinding, WaitingCase } from '../../core/matching/waiting-sentence.js';
import { type Applied, effective } from '../../core/requirements/effective.js';
import { clockWords } from '../../core/requirements/local-time.js';
import type { WaitingItemView } from '../../contracts/decision-views.js';
import type { Sql } from '../../platform/database/tx.js';
import { type QueueRules, requirementsOf, rulesOf } from '../matching/queue-rules.js';
import { takeSnapshotOf } from '../matching/take-snapshot.js';
import { requirementView } from './requirement-view.js';
import { type LineNames, lineNames, type LinePlace, type LineQueue } from './waiting-line.queries.js';

/** All that one sentence of the line is made of. */
interface Place {
  row: LinePlace;
  queue: LineQueue;
  rules: QueueRules | undefined;
  item: WaitingItem | undefined;
  found: Blocked | undefined;
}

/** Why each of these waits: one picture and one pass for all of them. */
export async function blockedLine(sql: Sql, queue: LineQueue, rows: readonly LinePlace[]): Promise<WaitingItemView[]> {
  const rules = rulesOf(queue);
  const ids = rows.filter((row) => row.routed).map((row) => row.id);
  const snapshot = ids.length > 0 && rules ? await takeSnapshotOf(sql, ids, new Map()) : undefined;
  const items = new Map(snapshot?.items.map((item) => [item.conversationId, item]));
  const found = snapshot ? blockedByAll(snapshot) : new Map<string, Blocked>();
  const places = rows.map((row): Place => ({ row, queue, rules, item: items.get(row.id), found: found.get(row.id) }));
  const mentioned = places.flatMap((one) => [one.row.waitForId ?? [], one.found?.agentId ?? []].flat());
  const names = await lineNames(sql, mentioned);
  return places.map((place) => toView(place, names));
}

function toView(place: Place, names: LineNames): WaitingItemView {
  const { row, queue, item, found } = place;
  const binding = bindingOf(place);
  const next = nextOf(place);
  const counts = isOutside(binding)
    ? {}
    : Object.fromEntries(Object.entries(found?.counts ?? {}).filter(([, count]) => count > 0));
  return {
    id: row.id,
    customer: { id: row.customerId, name: row.customerName },
    ...{ channel: row.channel, priority: row.priority, position: row.position },
    waitingSince: new Date(row.waitingSince).toISOString(),
    waitedMs: Math.max(0, queue.now - row.waitingSince),
    deadlineAt: row.deadlineAt === null ? null : new Date(row.deadlineAt).toISOString(),
    requirement: item ? requirementView(item, names) : null,
    nextStepAt: next ? new Date(next.at).toISOString() : null,
    blockedBy: { binding, counts, ...toldWhyWaiting(caseOf(place, binding, next, names), names) },
  };
}

/** Outside reasons first: where one holds, nobody is asked at all. */
function bindingOf({ row, queue, rules, found }: Place): WaitBinding {
  if (!row.routed) return 'not_routed';
  if (queue.paused) return 'queue_paused';
  if (!queue.open) return 'queue_closed';
  if (!rules) return 'rules_unreadable';
  if (row.fault !== null) return 'set_aside';
  // Gone from the line between two statements, or to be given out by the next pass.
  return found?.binding ?? 'nothing';
}

const isOutside = (binding: WaitBinding): boolean =>
  ['not_routed', 'queue_paused', 'queue_closed', 'rules_unreadable', 'set_aside', 'nothing'].includes(binding);

interface NextStep {
  at: number;
  steps: Applied[];
}

function nextOf({ row, queue, rules }: Place): NextStep | null {
  if (!rules || !row.routed) return null;
  const own = { skills: requirementsOf(row.requirements) ?? [], language: null };
  const { nextDueMs } = effective(rules, own, queue.now - row.waitingSince);
  if (nextDueMs === null) return null;
  const steps = effective(rules, own, nextDueMs).applied.filter((step) => step.afterMs === nextDueMs);
  return { at: row.waitingSince + nextDueMs, steps };
}

function caseOf({ row, queue, item, found }: Place, binding: WaitBinding, next: NextStep | null, names: LineNames): WaitingCase {
  const words = (at: number | null): string | null => (at === null ? null : clockWords(at, queue.now, queue.zone));
  return {
    binding,
    counts: found?.counts ?? emptyCounts(),
    asks: { skills: item?.skills ?? [], language: item?.language ?? null, groups: item?.groups ?? [] },
    channel: row.channel,
    exclusive: item?.exclusive === true,
    heldFor: row.waitForId ? { name: names.agents[row.waitForId] ?? 'an agent', until: words(row.waitUntil) ?? 'later' } : null,
    agent: found?.agentId ? (names.agents[found.agentId] ?? null) : null,
    until: words(untilOf(binding, row, queue)),
    because: binding === 'queue_paused' ? queue.pauseReason : binding === 'set_aside' ? row.fault : null,
    next: next && { steps: next.steps, at: words(next.at) as string },
  };
}

function untilOf(binding: WaitBinding, row: LinePlace, queue: LineQueue): number | null {
  if (binding === 'queue_paused') return queue.pausedUntil;
  if (binding === 'queue_closed') return queue.opensAt === null ? null : Date.parse(queue.opensAt);
  return binding === 'set_aside' ? row.asideUntil : null;
}
