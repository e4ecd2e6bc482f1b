import { blockedBy } from '../../core/matching/explain.js';
import { sentence } from '../../core/matching/sentence.js';
import type { BlockReason, Decision, MatchingSnapshot, WaitingItem } from '../../core/matching/snapshot.js';
import type { OfferReason } from '../offers/offer-reason.js';

/** Why this agent would take it over. */
export function placedSentence(
  decision: Decision,
  reason: OfferReason,
  names: { agent: string; customer: string; skills: Record<string, string> },
): string {
  const { score, parts, facts } = reason;
  return sentence({ agentId: decision.agentId, outcome: 'chosen', reason: null, score, parts, facts }, names);
}

/** Of one, and of several. */
const words: Record<BlockReason, readonly [string, string]> = {
  not_in_queue: ['works elsewhere', 'work elsewhere'],
  excluded: ['held it or passed it on', 'held it or passed it on'],
  held_for_other: ['is not whom the customer waits for', 'are not whom the customer waits for'],
  group: ['is in another group', 'are in another group'],
  skill_missing: ['lacks a skill', 'lack a skill'],
  skill_level: ['is below the level asked', 'are below the level asked'],
  language: ['does not speak the language', 'do not speak the language'],
  offline: ['is offline', 'are offline'],
  away: ['is away', 'are away'],
  finishing: ['takes no new work', 'take no new work'],
  lease_expired: ['has lost the connection', 'have lost the connection'],
  declined: ['has declined it', 'have declined it'],
  busy: ['has their hands full', 'have their hands full'],
  channel_full: ['has enough of this channel', 'have enough of this channel'],
  no_capacity: ['has no room', 'have no room'],
};

/**
 * Why nobody can take an item once the plan is carried out. Items of one kind have one answer, so it is worked out once for each kind.
 */
export class NobodySentences {
  private readonly known = new Map<string, string>();
  private readonly agents: MatchingSnapshot['agents'];

  constructor(
    private readonly snapshot: MatchingSnapshot,
    decisions: readonly Decision[],
  ) {
    const given = new Map<string, number>();
    for (const { agentId, weight } of decisions) given.set(agentId, (given.get(agentId) ?? 0) + weight);
    this.agents = snapshot.agents.map((agent) => ({ ...agent, reserved: agent.reserved + (given.get(agent.agentId) ?? 0) }));
  }

  of(item: WaitingItem | undefined): string {
    if (!item) return 'The rules of its queue cannot be read';
    const { conversationId: _id, customerId: _customer, waitingSince: _since, epoch: _epoch, ...kind } = item;
    const key = JSON.stringify(kind);
    const known = this.known.get(key) ?? this.workOut(item);
    this.known.set(key, known);
    return known;
  }

  private workOut(item: WaitingItem): string {
    const seen = blockedBy({ ...this.snapshot, agents: this.agents, items: [item] }, item.conversationId);
    const counts = Object.entries(seen?.counts ?? {}) as [BlockReason, number][];
    const told = counts.filter(([reason, count]) => count > 0 && reason !== 'not_in_queue').sort((a, b) => b[1] - a[1]);
    if (told.length === 0) return 'Nobody who may receive it works in its queue';
    return `Nobody can take it: ${told.map(([reason, count]) => `${count} ${words[reason]?.[count === 1 ? 0 : 1] ?? 'cannot'}`).join(', ')}`;
  }
}
