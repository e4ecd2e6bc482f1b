import { itemBefore, placedBefore } from './board.js';
import type { Board, ItemState, Placement } from './board.js';
import type { AgentState, ItemClass, Profile } from './grouping.js';
import { Heap } from './heap.js';
import type { MatchingSnapshot, WaitingItem } from './snapshot.js';

/** Called just before a placement takes effect, while the board still shows what was known when it was chosen. */
export type OnPlaced = (item: ItemState, agent: AgentState) => void;

/**
 * Priority class by class (aged), and within a class first those whose deadline is near, earliest deadline first; then the
 * rest by the best pair anywhere, again and again until no pair is left. An item nobody can serve is passed over at no cost.
 */
export function runPass(board: Board, onPlaced: OnPlaced): void {
  for (const tier of tiersOf(board)) {
    if (tier.urgent) serveByDeadline(board, tier.items, onPlaced);
    else serveBestPairs(board, tier.items, onPlaced);
  }
}

interface Tier {
  level: number;
  urgent: boolean;
  items: ItemState[];
}

function tiersOf(board: Board): Tier[] {
  const { snapshot } = board;
  const highest = snapshot.items.reduce((most, item) => Math.max(most, item.priority), -Infinity);
  const tiers = new Map<number, { urgent: Tier; calm: Tier }>();
  for (const state of board.items) {
    const level = agedPriority(state.item, snapshot, highest);
    let pair = tiers.get(level);
    if (!pair)
      tiers.set(level, (pair = { urgent: { level, urgent: true, items: [] }, calm: { level, urgent: false, items: [] } }));
    (isUrgent(state.item, snapshot) ? pair.urgent : pair.calm).items.push(state);
  }
  return [...tiers.values()].sort((a, b) => b.calm.level - a.calm.level).flatMap(({ urgent, calm }) => [urgent, calm]);
}

/** Ageing lifts an item up to the highest class that waits, never above it: the urgent stay urgent, the patient get their turn. */
function agedPriority(item: WaitingItem, { now, policy }: MatchingSnapshot, highest: number): number {
  if (policy.priorityStepMs === null) return item.priority;
  const steps = Math.floor(Math.max(0, now - item.waitingSince) / policy.priorityStepMs);
  return Math.min(highest, item.priority + steps);
}

function isUrgent(item: WaitingItem, { now, policy }: MatchingSnapshot): boolean {
  return item.deadlineAt !== null && item.deadlineAt - now <= policy.affinitySlackMs;
}

function serveByDeadline(board: Board, items: ItemState[], onPlaced: OnPlaced): void {
  const inOrder = [...items].sort(
    (a, b) => (a.item.deadlineAt as number) - (b.item.deadlineAt as number) || (itemBefore(a.item, b.item) ? -1 : 1),
  );
  // Room only shrinks within a pass, so a class once found without it is not looked at again.
  const exhausted = new Set<ItemClass>();
  for (const state of inOrder) {
    if (exhausted.has(state.group)) continue;
    const best = board.ranked(state, 1)[0];
    if (!best) {
      exhausted.add(state.group);
      continue;
    }
    onPlaced(state, best.agent);
    board.take(state, best.agent);
  }
}

/** The waiting items of one class, the one with the highest item score first; `at` walks past those already placed. */
interface Line {
  items: ItemState[];
  at: number;
}

/** The best placement of one line in one profile (or of one item with its own agent), as last looked at. */
interface Candidate extends Placement {
  line: Line | null;
  profile: Profile;
}

/**
 * A score splits into item, agent, group and affinity parts, so the best pair of a class and a profile is always the head of
 * each; pairs with affinity stand in the heap on their own. Scores only fall as the pass proceeds, hence the lazy heap: what
 * comes up and has since fallen goes back in with its new score.
 */
function serveBestPairs(board: Board, items: ItemState[], onPlaced: OnPlaced): void {
  const heap = new Heap<Candidate>(placedBefore);
  for (const candidate of affinityCandidates(board, items)) heap.push(candidate);
  for (const candidate of lineCandidates(board, items)) heap.push(candidate);
  for (let top = heap.peek(); top; top = heap.peek()) {
    const fresh = refreshed(board, top);
    if (!fresh) heap.pop();
    else if (fresh !== top) heap.replaceTop(fresh);
    else {
      onPlaced(top.item, top.agent);
      board.take(top.item, top.agent);
    }
  }
}

function* affinityCandidates(board: Board, items: ItemState[]): Generator<Candidate> {
  for (const state of items) {
    for (const { agentId } of state.item.preferred) {
      const agent = board.agent(agentId);
      if (!agent || board.blockOf(state, agent) !== null) continue;
      yield { ...board.place(state, agent), line: null, profile: agent.profile };
    }
  }
}

function* lineCandidates(board: Board, items: ItemState[]): Generator<Candidate> {
  for (const [group, line] of linesOf(items)) {
    for (const profile of board.profiles) {
      if (group.blocks[profile.index] !== null) continue;
      const agent = profile.agents[0] as AgentState;
      if (agent.free < group.weight) continue;
      yield { ...board.place(line.items[0] as ItemState, agent), line, profile };
    }
  }
}

function linesOf(items: ItemState[]): Map<ItemClass, Line> {
  const lines = new Map<ItemClass, Line>();
  for (const state of items) {
    const line = lines.get(state.group);
    if (line) line.items.push(state);
    else lines.set(state.group, { items: [state], at: 0 });
  }
  for (const { items: inLine } of lines.values()) {
    inLine.sort(
      (a, b) => b.waitingAge + b.deadlineSlack - (a.waitingAge + a.deadlineSlack) || (itemBefore(a.item, b.item) ? -1 : 1),
    );
  }
  return lines;
}

/** The same object while nothing has changed, a new one with the present score, or null when no placement is left in it. */
function refreshed(board: Board, candidate: Candidate): Candidate | null {
  const { line, profile } = candidate;
  if (line) while (line.items[line.at]?.taken) line.at += 1;
  const item = line ? line.items[line.at] : candidate.item;
  const agent = line ? profile.agents[0] : candidate.agent;
  if (!item || item.taken || !agent || agent.free < item.group.weight) return null;
  const score = board.scoreOf(item, agent);
  if (item === candidate.item && agent === candidate.agent && score === candidate.score) return candidate;
  return { item, agent, score, line, profile };
}
