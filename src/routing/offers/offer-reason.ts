import { type AgentFacts, factsOf } from '../../core/matching/explain.js';
import type { Decision, MatchingSnapshot, ScoreParts } from '../../core/matching/snapshot.js';

/** Kept with an offer; the sentence is made from it when somebody reads, with the names of that moment. */
export interface OfferReason {
  score: number;
  parts: ScoreParts;
  facts: AgentFacts;
}

/**
 * The reasons of a whole pass, in the order of its decisions: each agent's room is what was left when their turn came.
 * The same facts a replay would give, without replaying the pass once per offer.
 */
export function reasonsOf(snapshot: MatchingSnapshot, decisions: readonly Decision[]): Map<string, OfferReason> {
  const items = new Map(snapshot.items.map((item) => [item.conversationId, item]));
  const agents = new Map(snapshot.agents.map((agent) => [agent.agentId, agent]));
  const free = new Map(snapshot.agents.map((agent) => [agent.agentId, agent.capacity - agent.reserved]));
  const reasons = new Map<string, OfferReason>();
  for (const decision of decisions) {
    const item = items.get(decision.conversationId);
    const agent = agents.get(decision.agentId);
    if (!item || !agent) continue;
    const left = free.get(agent.agentId) ?? 0;
    reasons.set(decision.conversationId, { score: decision.score, parts: decision.parts, facts: factsOf(item, agent, left) });
    free.set(agent.agentId, left - decision.weight);
  }
  return reasons;
}
