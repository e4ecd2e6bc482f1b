import type { ReassignmentPlanView, Told } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { grouped } from './grouped.js';

type Item = ReassignmentPlanView['items'][number];
type Warning = ReassignmentPlanView['effect']['warnings'][number];

export interface PlanParts {
  /** Go to an agent, by agent in the order of the plan. */
  toAgents: Map<string, Item[]>;
  /** Go into a line they are not in yet, by queue. */
  toLines: Map<string, Item[]>;
  /** Stay where they are: nobody can take them. */
  stay: Item[];
}

const staysInLine = ({ from, to }: Item): boolean => !to.agentId && from.agentId === null && to.queueId === from.queueId;

export function partsOf({ items }: Pick<ReassignmentPlanView, 'items'>): PlanParts {
  const moves = items.filter((item) => !staysInLine(item));
  return {
    toAgents: grouped(
      moves.filter(({ to }) => to.agentId),
      ({ to }) => to.agentId as string,
    ),
    toLines: grouped(
      moves.filter(({ to }) => !to.agentId),
      ({ to }) => to.queueId as string,
    ),
    stay: items.filter(staysInLine),
  };
}

/** How many go to an agent, go in line, and stay; only what there is. */
export function countsOf({ toAgents, toLines, stay }: PlanParts): { key: 'goToAgent' | 'goInLine' | 'stay'; count: number }[] {
  const sum = (map: ReadonlyMap<string, readonly Item[]>): number => [...map.values()].reduce((all, one) => all + one.length, 0);
  return [
    { key: 'goToAgent' as const, count: sum(toAgents) },
    { key: 'goInLine' as const, count: sum(toLines) },
    { key: 'stay' as const, count: stay.length },
  ].filter(({ count }) => count > 0);
}

/** Warnings of one kind as one line: forty times the same sentence is read by nobody. */
export interface WarningGroup {
  kind: Warning['kind'];
  conversationIds: string[];
  /** Where it speaks of the plan as a whole. */
  told: Told | null;
}

export function warningGroups(warnings: readonly Warning[]): WarningGroup[] {
  const whole = warnings.filter((one) => one.conversationId === null);
  const each = grouped(
    warnings.filter((one) => one.conversationId !== null),
    (one) => one.kind,
  );
  const groups = [
    ...[...each].map(([kind, theirs]) => ({
      kind: kind as Warning['kind'],
      conversationIds: theirs.map((one) => one.conversationId as string),
      told: null,
    })),
    ...whole.map(({ kind, sentence, translations }) => ({ kind, conversationIds: [], told: { sentence, translations } })),
  ];
  // What makes it a dead end is read first.
  return groups.sort((a, b) => Number(deadEnds.has(b.kind)) - Number(deadEnds.has(a.kind)));
}

const deadEnds: ReadonlySet<Warning['kind']> = new Set([
  ...(['queue_paused', 'queue_closed', 'nobody_works_there', 'nobody_there_now'] as const),
  ...(['nobody_could_take', 'language_not_spoken'] as const),
]);

/** Where it goes it would be served by nobody, or not as its customers need it: only done by whoever says so. */
export const isDeadEnd = ({ effect }: Pick<ReassignmentPlanView, 'effect'>): boolean =>
  effect.warnings.some(({ kind }) => deadEnds.has(kind));

/** Those that somebody has touched since the plan was made: they would be refused one by one. */
export function staleIn({ items }: Pick<ReassignmentPlanView, 'items'>, now: ReadonlyMap<string, ConversationView>): string[] {
  return items
    .filter(({ conversationId, epoch }) => (now.get(conversationId)?.epoch ?? epoch) > epoch)
    .map((item) => item.conversationId);
}
