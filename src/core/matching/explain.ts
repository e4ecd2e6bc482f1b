import { Board, placedBefore, preferenceFor } from './board.js';
import type { ItemState, Placement } from './board.js';
import { skillGap } from './eligibility.js';
import type { SkillGap } from './eligibility.js';
import type { AgentState } from './grouping.js';
import { runPass } from './selection.js';
import { BLOCK_REASONS } from './snapshot.js';
import type { BlockReason, MatchingSnapshot, PreferenceReason, ScoreParts } from './snapshot.js';

export type AgentOutcome = 'chosen' | 'runner-up' | 'outscored' | 'blocked';

/** What a sentence about the agent can be made of; no words, no names. */
export interface AgentFacts {
  /** Free units and limit at the moment of the decision, and what the conversation weighs. */
  free: number;
  capacity: number;
  weight: number;
  /** Why this agent is preferred for this customer, if they are. */
  preference: PreferenceReason | null;
  /** The language the conversation requires, and the skills. */
  language: string | null;
  skills: { skill: string; minLevel: number; level: number | null }[];
  skillGap: SkillGap | null;
}

export interface AgentExplanation {
  agentId: string;
  outcome: AgentOutcome;
  /** Set exactly when the outcome is `blocked`. */
  reason: BlockReason | null;
  /** Null when blocked. */
  score: number | null;
  parts: ScoreParts | null;
  facts: AgentFacts;
}

/**
 * Why this agent, and why not every other: replays the pass on the stored snapshot and looks at the board as it was when the
 * conversation was decided (or at the end of the pass, when nobody could take it: then everybody is blocked).
 * Best first, then the blocked by id. Empty when the conversation is not in the snapshot.
 */
export function explain(snapshot: MatchingSnapshot, conversationId: string): AgentExplanation[] {
  return replay(snapshot, conversationId)?.rows ?? [];
}

export interface BlockedBy {
  conversationId: string;
  /** Whether the pass gives the conversation to somebody after all. */
  matched: boolean;
  counts: Record<BlockReason, number>;
  /**
   * The constraint to look at: the last gate any agent failed at, that is, of the agents who came nearest to serving.
   * `no_agents` when the snapshot has none; null when matched.
   */
  binding: BlockReason | 'no_agents' | null;
}

/** For a watchdog: what keeps this conversation waiting. Null when it is not in the snapshot. */
export function blockedBy(snapshot: MatchingSnapshot, conversationId: string): BlockedBy | null {
  const seen = replay(snapshot, conversationId);
  if (!seen) return null;
  const { counts, matched } = seen;
  const nearest = BLOCK_REASONS.filter((reason) => counts[reason] > 0).at(-1) ?? 'no_agents';
  return { conversationId, matched, counts, binding: matched ? null : nearest };
}

interface Replay {
  matched: boolean;
  rows: AgentExplanation[];
  counts: Record<BlockReason, number>;
}

function replay(snapshot: MatchingSnapshot, conversationId: string): Replay | null {
  const board = new Board(snapshot);
  const state = board.items.find(({ item }) => item.conversationId === conversationId);
  if (!state) return null;
  let seen: Replay | null = null;
  runPass(board, (item, agent) => {
    if (item === state) seen = { matched: true, rows: rowsOf(board, state, agent), counts: board.counts(state) };
  });
  return seen ?? { matched: false, rows: rowsOf(board, state, null), counts: board.counts(state) };
}

function rowsOf(board: Board, state: ItemState, chosen: AgentState | null): AgentExplanation[] {
  const placed: Placement[] = [];
  const blocked: AgentExplanation[] = [];
  for (const agent of board.agents) {
    const reason = board.blockOf(state, agent);
    if (reason === null) placed.push(board.place(state, agent));
    else blocked.push(row(state, agent, { outcome: 'blocked', reason, score: null, parts: null }));
  }
  placed.sort((a, b) => (placedBefore(a, b) ? -1 : 1));
  const second = placed.find(({ agent }) => agent !== chosen);
  const rows = placed.map(({ agent, score }) => {
    const outcome = agent === chosen ? 'chosen' : agent === second?.agent ? 'runner-up' : 'outscored';
    return row(state, agent, { outcome, reason: null, score, parts: board.partsOf(state, agent) });
  });
  return [...rows, ...blocked.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))];
}

function row(
  state: ItemState,
  { slot, free }: AgentState,
  verdict: Pick<AgentExplanation, 'outcome' | 'reason' | 'score' | 'parts'>,
): AgentExplanation {
  const { item } = state;
  const levelOf = (skill: string): number | null => (Object.hasOwn(slot.skills, skill) ? (slot.skills[skill] as number) : null);
  const facts: AgentFacts = {
    free,
    capacity: slot.capacity,
    weight: item.weight,
    preference: preferenceFor(item, slot.agentId)?.why ?? null,
    language: item.language,
    skills: item.skills.map(({ skill, minLevel }) => ({ skill, minLevel, level: levelOf(skill) })),
    skillGap: skillGap(item.skills, slot),
  };
  return { agentId: slot.agentId, ...verdict, facts };
}
