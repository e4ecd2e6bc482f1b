import { DEFAULT_POLICY } from '../../src/core/matching/snapshot.js';
import type { AgentSlot, MatchingSnapshot, Policy, WaitingItem } from '../../src/core/matching/snapshot.js';

/** One line per thing, for specs and the simulator: everything has an unremarkable default. */
export const NOW = 1_800_000_000_000;

export function anItem(conversationId: string, over: Partial<WaitingItem> = {}): WaitingItem {
  return {
    conversationId,
    customerId: `customer-of-${conversationId}`,
    queueId: 'support',
    channel: 'webchat',
    epoch: 1,
    priority: 0,
    waitingSince: NOW - 10_000,
    deadlineAt: null,
    weight: 25,
    skills: [],
    language: null,
    preferred: [],
    declinedBy: [],
    ...over,
  };
}

export function anAgent(agentId: string, over: Partial<AgentSlot> = {}): AgentSlot {
  return {
    agentId,
    skills: {},
    languages: ['en'],
    queues: { support: 0 },
    capacity: 100,
    reserved: 0,
    presence: 'available',
    leaseExpiresAt: NOW + 120_000,
    idleSince: NOW - 60_000,
    ...over,
  };
}

export function aSnapshot(items: WaitingItem[], agents: AgentSlot[], policy: Partial<Policy> = {}): MatchingSnapshot {
  return { now: NOW, policy: { ...DEFAULT_POLICY, ...policy }, items, agents };
}
