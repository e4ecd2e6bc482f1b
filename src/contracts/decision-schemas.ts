import type * as decisions from './decision-views.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import { told } from './told-schema.js';
import * as words from './words.js';

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });

export const decisionSchemas: Record<string, Schema> = {
  Requirement: s.object<decisions.RequirementView>({
    skills: s.list(s.object<{ skill: string; minLevel: number }>({ skill: s.text, minLevel: s.integer })),
    language: s.orNull(s.text),
    groups: s.list(s.text),
    alsoQueueIds: s.described(s.list(s.id), 'Further queues whose members may serve it.'),
    exclusive: s.flag,
    heldFor: s.orNull(agentAndName),
    relaxed: s.described(s.list(s.text), 'What gave way to the wait, in words.'),
  }),
  WaitingItem: s.object<decisions.WaitingItemView>({
    id: s.described(s.id, 'Of the conversation.'),
    customer: s.object<{ id: string; name: string | null }>({ id: s.id, name: s.orNull(s.text) }),
    channel: s.oneOf(words.channels),
    priority: s.integer,
    position: s.described(s.integer, '1 is the head of the line.'),
    waitingSince: s.time,
    waitedMs: s.integer,
    deadlineAt: s.orNull(s.time),
    requirement: s.orNull(s.refTo('Requirement')),
    nextStepAt: s.orNull(s.described(s.time, 'When the queue gives way next.')),
    blockedBy: s.object<decisions.WaitingItemView['blockedBy']>({
      binding: s.oneOf(words.waitBindings),
      ...told,
      counts: s.mapOf(s.integer),
    }),
  }),
  DecisionOffer: s.object<decisions.DecisionOfferView>({
    agent: agentAndName,
    state: s.oneOf(words.offerStates),
    broadcast: s.flag,
    madeAt: s.time,
    endedAt: s.orNull(s.time),
  }),
  RoutingTrace: s.object<decisions.RoutingTraceView>({
    rules: s.list(
      s.object<decisions.RoutingTraceView['rules'][number]>({
        ruleId: s.id,
        name: s.orNull(s.text),
        outcome: s.oneOf(['matched', 'not_set', 'error']),
        detail: s.orNull(s.text),
      }),
    ),
    language: s.orNull(s.object<{ tag: string | null; from: string | null }>({ tag: s.orNull(s.text), from: s.orNull(s.text) })),
  }),
};
