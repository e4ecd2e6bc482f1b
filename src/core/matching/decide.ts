import { Board } from './board.js';
import type { ItemState, Placement } from './board.js';
import type { AgentState } from './lane.js';
import { runPass } from './selection.js';
import { total } from './score.js';
import type { Decision, MatchingSnapshot, Pair, PairedBy, ScoredAgent } from './snapshot.js';

/** How many agents a decision record names; the others are derived by replay. */
const TOP = 5;

/**
 * Pairs waiting conversations with agents. Pure: the same snapshot, in whatever order its lists stand, gives the same pairs,
 * in the order the offers should be made. After it no waiting item is left with an eligible agent who has room.
 */
export function pair(snapshot: MatchingSnapshot): Pair[] {
  const board = new Board(snapshot);
  const pairs: Pair[] = [];
  runPass(board, (item, agent, by) => pairs.push(pairOf(board, item, agent, by)));
  return pairs;
}

/** The same pairs, each with what a decision record keeps of the agents who were not chosen. */
export function decide(snapshot: MatchingSnapshot): Decision[] {
  const board = new Board(snapshot);
  const decisions: Decision[] = [];
  runPass(board, (item, agent, by) => decisions.push(decisionOf(board, item, agent, by)));
  return decisions;
}

function pairOf(board: Board, state: ItemState, agent: AgentState, by: PairedBy): Pair {
  const { conversationId, queueId, weight, epoch } = state.item;
  const parts = board.partsOf(state, agent);
  return { conversationId, agentId: agent.slot.agentId, queueId, weight, epoch, by, score: total(parts), parts };
}

/** Written out rather than spread: a drain makes thousands of these. */
function decisionOf(board: Board, state: ItemState, agent: AgentState, by: PairedBy): Decision {
  const { conversationId, queueId, weight, epoch } = state.item;
  const parts = board.partsOf(state, agent);
  const ranked = board.ranked(state, TOP);
  // A tier solved as a whole may give the conversation to somebody further down than the best five.
  if (by === 'whole_tier' && !ranked.some((placed) => placed.agent === agent)) ranked[TOP - 1] = board.place(state, agent);
  const second = ranked.find((placed) => placed.agent !== agent);
  return {
    conversationId,
    agentId: agent.slot.agentId,
    queueId,
    weight,
    epoch,
    by,
    score: total(parts),
    parts,
    runnerUp: second ? { agentId: second.agent.slot.agentId, score: second.score } : null,
    top: ranked.map((placed) => scored(board, placed)),
    counts: board.counts(state),
  };
}

function scored(board: Board, { item, agent, score }: Placement): ScoredAgent {
  return { agentId: agent.slot.agentId, score, parts: board.partsOf(item, agent) };
}
