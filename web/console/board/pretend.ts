import type { AlertView, QueueAgentView, QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';

/** Things of the board for the specs beside it; only what a case is about is told. */
export const NOW = Date.parse('2026-06-01T10:00:00.000Z');
export const inMs = (ms: number): string => new Date(NOW + ms).toISOString();

export const anAgent = (more: Partial<QueueAgentView> = {}): QueueAgentView => ({
  ...{ id: 'a-1', name: 'Ana', state: 'available', reason: null, since: inMs(-60_000), capacity: 100, reserved: 0 },
  ...{ returnReserve: 0, conversations: 0, wrapUpUntil: null },
  ...more,
});

export const aQueue = (more: Partial<QueueLiveView> = {}): QueueLiveView => ({
  ...{ queueId: 'q-1', key: 'support', name: 'Support', waiting: 0, offered: 0, assigned: 0, oldestWaitingMs: null },
  ...{ serviceLevel: null, expectedWait: null, nearestDeadlineAt: null, alerts: 0, paused: null, open: true, opensAt: null },
  ...{ offers: [] },
  ...{ agents: [anAgent()], at: inMs(0) },
  ...more,
});

export const aConversation = (id: string, more: Partial<ConversationView> = {}): ConversationView => ({
  ...{ id, customerId: `c-${id}`, customerName: null, inboxId: 'i-1', queueId: 'q-1', status: 'waiting', channel: 'webchat' },
  ...{ subject: null, tags: [], fields: {}, priority: 0, language: null, assignee: null, joined: [], epoch: 1 },
  ...{ splitFromId: null, previousId: null, waitingSince: inMs(-60_000), deadlineAt: null, targets: [], snoozedUntil: null },
  ...{ openedAt: inMs(-90_000), closedAt: null, outcome: null, coverFor: null, customerHere: null, lastInboundAt: null },
  ...{ lastOutboundAt: null, lastMessage: null, handedOver: null, version: 1 },
  ...more,
});

export const anAlert = (id: string, more: Partial<AlertView> = {}): AlertView => ({
  ...{ id, kind: 'target_warning', queueId: 'q-1', conversationId: null, agent: null, data: {}, raisedAt: inMs(-10_000) },
  ...{ clearedAt: null },
  ...more,
});

export const byId = <T extends { id: string }>(...all: T[]): Map<string, T> => new Map(all.map((one) => [one.id, one]));
