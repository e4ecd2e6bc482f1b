import { Board } from './board.js';
import type { ItemState, Placement } from './board.js';
import type { AgentState } from './grouping.js';
import { runPass } from './selection.js';
import { total } from './score.js';
import type { Decision, MatchingSnapshot, ScoredAgent } from './snapshot.js';

/** How many agents a decision record names; the others are derived by replay. */
const TOP = 5;

/**
 * Pairs waiting conversations with agents. Pure: the same snapshot, in whatever order its lists stand, gives the same
 * decisions, in the order the offers should be made. After it no waiting item is left with an eligible agent who has room.
 */
export function decide(snapshot: MatchingSnapshot): Decision[] {
  const board = new Board(snapshot);
  const decisions: Decision[] = [];
  runPass(board, (item, agent) => decisions.push(decisionOf(board, item, agent)));
  return decisions;
}

function decisionOf(board: Board, state: ItemState, agent: AgentState): Decision {
  const { conversationId, queueId, weight, epoch } = state.item;
  const parts = board.partsOf(state, agent);
  const ranked = board.ranked(state, TOP);
  const second = ranked.find((placed) => placed.agent !== agent);
  return {
    conversationId,
    agentId: agent.slot.agentId,
    queueId,
    weight,
    epoch,
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
