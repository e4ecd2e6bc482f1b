import { Board, placedBefore, preferenceFor } from './board.js';
import type { ItemState, Placement } from './board.js';
import { skillGap } from './eligibility.js';
import type { SkillGap } from './eligibility.js';
import type { AgentState } from './lane.js';
import { runPass } from './selection.js';
import { BLOCK_REASONS } from './snapshot.js';
import type {
  AgentSlot,
  BlockReason,
  MatchingSnapshot,
  PairedBy,
  PreferenceReason,
  ScoreParts,
  WaitingItem,
} from './snapshot.js';

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
  /** Missing in facts stored before they were kept. */
  channel?: string;
  /** What else it asks for: left out where it asks for nothing of the kind. */
  groups?: string[];
  exclusive?: boolean;
  /** Suits better than the chosen one, whom the pass as a whole could spare more easily. */
  neededElsewhere?: boolean;
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
  return replayOf(snapshot, conversationId)?.rows ?? [];
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
  const seen = replayOf(snapshot, conversationId);
  if (!seen) return null;
  const { counts, given } = seen;
  return { conversationId, matched: given !== null, counts, binding: given ? null : nearestOf(counts) };
}

/** The last gate that any agent failed at. */
export function nearestOf(counts: Record<BlockReason, number>): BlockReason | 'no_agents' {
  return BLOCK_REASONS.filter((reason) => counts[reason] > 0).at(-1) ?? 'no_agents';
}

/** One conversation's part in a pass that is run again. */
export interface Replay {
  /** Null: nobody could take it. */
  given: { agentId: string; by: PairedBy; parts: ScoreParts } | null;
  rows: AgentExplanation[];
  counts: Record<BlockReason, number>;
}

/** Null where the conversation is not in the snapshot. */
export function replayOf(snapshot: MatchingSnapshot, conversationId: string): Replay | null {
  const board = new Board(snapshot);
  const state = board.items.find(({ item }) => item.conversationId === conversationId);
  if (!state) return null;
  let seen: Replay | null = null;
  runPass(board, (item, agent, by) => {
    if (item !== state) return;
    const given = { agentId: agent.slot.agentId, by, parts: board.partsOf(state, agent) };
    seen = { given, rows: rowsOf(board, state, agent), counts: board.counts(state) };
  });
  return seen ?? { given: null, rows: rowsOf(board, state, null), counts: board.counts(state) };
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
  const chosenAt = placed.findIndex(({ agent }) => agent === chosen);
  const rows = placed.map(({ agent, score }, at) => {
    const outcome = agent === chosen ? 'chosen' : agent === second?.agent ? 'runner-up' : 'outscored';
    const said = row(state, agent, { outcome, reason: null, score, parts: board.partsOf(state, agent) });
    return at < chosenAt ? { ...said, facts: { ...said.facts, neededElsewhere: true } } : said;
  });
  return [...rows, ...blocked.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))];
}

function row(
  { item }: ItemState,
  { slot, free }: AgentState,
  verdict: Pick<AgentExplanation, 'outcome' | 'reason' | 'score' | 'parts'>,
): AgentExplanation {
  return { agentId: slot.agentId, ...verdict, facts: factsOf(item, slot, free) };
}

/** The facts about this agent and this conversation, with the agent's room at that moment. */
export function factsOf(item: WaitingItem, slot: AgentSlot, free: number): AgentFacts {
  const levelOf = (skill: string): number | null => (Object.hasOwn(slot.skills, skill) ? (slot.skills[skill] as number) : null);
  return {
    free,
    capacity: slot.capacity,
    weight: item.weight,
    preference: preferenceFor(item, slot.agentId)?.why ?? null,
    language: item.language,
    skills: item.skills.map(({ skill, minLevel }) => ({ skill, minLevel, level: levelOf(skill) })),
    skillGap: skillGap(item.skills, slot),
    channel: item.channel,
    ...(item.groups && item.groups.length > 0 ? { groups: item.groups } : {}),
    ...(item.exclusive ? { exclusive: true } : {}),
  };
}
