import type * as routing from './routing-views.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import { told } from './told-schema.js';
import * as words from './words.js';

const channel = s.oneOf(words.channels);
const actorType = s.oneOf(['agent', 'customer', 'integration', 'system']);
const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });

export const targetTimes = {
  kind: s.oneOf(words.targetKinds),
  startedAt: s.time,
  dueAt: s.orNull(s.described(s.time, 'Null while the clock stands, or where opening hours never reach it.')),
  metAt: s.orNull(s.time),
  breachedAt: s.orNull(s.time),
  stoppedAt: s.orNull(s.described(s.time, 'Since when the clock stands.')),
};

const openInterval = { from: s.text, to: s.described(s.text, '`HH:MM`, also `24:00`; at or before `from`: in the next day.') };

/** Opening hours and targets. */
export const hoursSchemas: Record<string, Schema> = {
  Target: s.object<routing.TargetView>({
    ...targetTimes,
    queueId: s.id,
    targetMs: s.orNull(s.integer),
    warnAt: s.orNull(s.time),
  }),
  Hours: s.object<routing.HoursView>({
    id: s.id,
    key: s.text,
    name: s.text,
    timeZone: s.text,
    intervals: s.list(
      s.object<{ day: number; from: string; to: string }>({ day: s.described(s.integer, '1: Monday.'), ...openInterval }),
    ),
    holidays: s.list(
      s.object<{ date: string; name: string; intervals: object[] }>({
        date: s.text,
        name: s.text,
        intervals: s.described(s.list(s.object<{ from: string; to: string }>(openInterval)), 'None: closed.'),
      }),
    ),
    open: s.flag,
    opensAt: s.orNull(s.time),
    queueIds: s.list(s.id),
    version: s.integer,
  }),
  HoursPreview: s.object<routing.HoursPreviewView>({
    timeZone: s.text,
    from: s.time,
    spans: s.list(s.object<{ from: string; to: string }>({ from: s.time, to: s.time })),
  }),
};

const decisionAgent = s.object<routing.DecisionAgentView>({
  id: s.id,
  name: s.text,
  outcome: s.oneOf(['chosen', 'runner-up', 'outscored', 'blocked']),
  reason: s.orNull(s.text),
  score: s.orNull(s.number),
  parts: s.orNull(s.mapOf(s.number)),
  ...told,
});

const reassignmentFields = {
  id: s.id,
  kind: s.oneOf(['move', 'priority']),
  status: s.oneOf(words.reassignmentStatuses),
  reason: s.orNull(s.text),
  by: agentAndName,
  undoneBy: s.orNull(agentAndName),
  plannedAt: s.time,
  appliedAt: s.orNull(s.time),
  undoneAt: s.orNull(s.time),
  counts: s.object<routing.ReassignmentSummaryView['counts']>({
    total: s.integer,
    open: s.integer,
    moved: s.integer,
    failed: s.integer,
    restored: s.integer,
    notRestored: s.integer,
  }),
  from: s.object<routing.ReassignmentSummaryView['from']>({ agents: s.list(agentAndName), queues: s.list(agentAndName) }),
  to: s.object<routing.ReassignmentSummaryView['to']>({
    agents: s.list(agentAndName),
    queues: s.list(agentAndName),
    priority: s.orNull(s.integer),
  }),
};
const reassignmentPlace = s.object<routing.ReassignmentPlaceView>({
  agent: s.orNull(agentAndName),
  queue: s.orNull(agentAndName),
  priority: s.orNull(s.integer),
});
const reassignmentItem = s.object<routing.ReassignmentItemView>({
  conversationId: s.id,
  customerName: s.orNull(s.text),
  from: s.orNull(reassignmentPlace),
  to: reassignmentPlace,
  state: s.oneOf(['open', 'moved', 'failed', 'restored', 'not_restored']),
  code: s.orNull(s.text),
  detail: s.orNull(s.text),
  translations: s.orNull(s.object<routing.Told['translations']>({ zh: s.text })),
  touchedBy: s.orNull(
    s.object<NonNullable<routing.ReassignmentItemView['touchedBy']>>({ type: actorType, name: s.orNull(s.text) }),
  ),
});
const notDone = s.list(
  s.object<routing.NotDoneView>({
    conversationId: s.id,
    code: s.text,
    detail: s.text,
    translations: s.orNull(
      s.described(s.object<{ zh: string }>({ zh: s.text }), 'The detail in other languages; null where nobody put it into them.'),
    ),
  }),
);

/** Offers, lines, decisions, and moving many at once. */
export const routingSchemas: Record<string, Schema> = {
  Offer: s.object<routing.OfferView>({
    id: s.id,
    conversationId: s.id,
    agentId: s.id,
    queueId: s.id,
    state: s.oneOf(words.offerStates),
    epoch: s.integer,
    expiresAt: s.time,
    madeAt: s.time,
    broadcast: s.described(s.flag, 'Held out to several: the first who accepts has it.'),
    reason: s.object<routing.OfferView['reason']>({ ...told, parts: s.mapOf(s.number) }),
    customer: s.object<routing.OfferView['customer']>({ id: s.id, name: s.orNull(s.text) }),
    channel,
    preview: s.text,
    digest: s.orNull(s.refTo('Digest')),
  }),
  QueueLive: s.object<routing.QueueLiveView>({
    queueId: s.id,
    key: s.text,
    name: s.text,
    waiting: s.integer,
    offered: s.integer,
    assigned: s.integer,
    oldestWaitingMs: s.orNull(s.integer),
    serviceLevel: s.orNull(s.number),
    expectedWait: s.orNull(s.object<{ fromMs: number; toMs: number }>({ fromMs: s.integer, toMs: s.integer })),
    nearestDeadlineAt: s.orNull(s.time),
    alerts: s.integer,
    open: s.described(s.flag, 'Whether its hours say so now.'),
    opensAt: s.orNull(s.time),
    paused: s.orNull(
      s.object<NonNullable<routing.QueueLiveView['paused']>>({
        since: s.time,
        reason: s.orNull(s.text),
        until: s.orNull(s.time),
      }),
    ),
    offers: s.list(
      s.object<routing.QueueLiveView['offers'][number]>({ conversationId: s.id, agent: agentAndName, expiresAt: s.time }),
    ),
    agents: s.list(
      s.object<routing.QueueLiveView['agents'][number]>({
        id: s.id,
        name: s.text,
        state: s.oneOf(words.presenceStates),
        reason: s.orNull(s.text),
        since: s.orNull(s.time),
        capacity: s.integer,
        reserved: s.integer,
        returnReserve: s.integer,
        wrapUpUntil: s.orNull(s.time),
        conversations: s.integer,
      }),
    ),
    at: s.time,
  }),
  Colleague: s.object<routing.ColleagueView>({
    id: s.id,
    name: s.text,
    state: s.oneOf(words.presenceStates),
    freeSlots: s.described(s.integer, "In conversations of this one's size: how many more they may be given now."),
    slots: s.described(s.integer, 'How many of them fill the agent.'),
    canTake: s.described(s.flag, 'Available, and no limit stands in the way.'),
  }),
  Alert: s.object<routing.AlertView>({
    id: s.id,
    kind: s.oneOf(words.alertKinds),
    queueId: s.orNull(s.id),
    conversationId: s.orNull(s.id),
    agent: s.orNull(agentAndName),
    data: s.mapOf(s.anything),
    raisedAt: s.time,
    clearedAt: s.orNull(s.time),
  }),
  Decision: s.object<routing.DecisionView>({
    id: s.id,
    conversationId: s.id,
    queueId: s.id,
    kind: s.text,
    policyVersion: s.text,
    actor: s.refTo('Author'),
    epoch: s.integer,
    at: s.time,
    chosen: s.orNull(agentAndName),
    runnerUp: s.orNull(agentAndName),
    score: s.orNull(s.number),
    parts: s.mapOf(s.number),
    ...told,
    counts: s.mapOf(s.integer),
    others: s.list(decisionAgent),
    offerState: s.orNull(s.text),
    offers: s.list(s.refTo('DecisionOffer')),
    by: s.orNull(s.oneOf(['deadline', 'best_pair', 'whole_tier'])),
    requirement: s.orNull(s.refTo('Requirement')),
    move: s.orNull(
      s.object<NonNullable<routing.DecisionView['move']>>({ fromQueueId: s.id, toQueueId: s.id, afterMs: s.orNull(s.integer) }),
    ),
    replay: s.orNull(
      s.object<NonNullable<routing.DecisionView['replay']>>({
        same: s.described(s.flag, 'Whether the stored pass, run again, gives what was decided.'),
        differences: s.list(s.text),
      }),
    ),
  }),
  WaitingNow: s.object<routing.WaitingNowView>({
    at: s.time,
    queue: agentAndName,
    position: s.integer,
    nextStepAt: s.orNull(s.time),
    blockedBy: s.object<routing.WaitingNowView['blockedBy']>({
      binding: s.oneOf(words.waitBindings),
      ...told,
      counts: s.mapOf(s.integer),
    }),
    agents: s.list(decisionAgent),
  }),
  ReassignmentPlan: s.object<routing.ReassignmentPlanView>({
    planToken: s.text,
    id: s.id,
    expiresAt: s.time,
    items: s.list(
      s.object<routing.ReassignmentPlanView['items'][number]>({
        conversationId: s.id,
        epoch: s.integer,
        from: s.object<{ agentId: string | null; queueId: string }>({ agentId: s.orNull(s.id), queueId: s.id }),
        to: s.either(s.object<{ agentId: string }>({ agentId: s.id }), s.object<{ queueId: string }>({ queueId: s.id })),
        ...told,
      }),
    ),
    effect: s.object<routing.ReassignmentPlanView['effect']>({
      assigned: s.integer,
      waiting: s.integer,
      agents: s.list(
        s.object<routing.ReassignmentPlanView['effect']['agents'][number]>({
          id: s.id,
          name: s.text,
          capacity: s.integer,
          before: s.integer,
          after: s.integer,
        }),
      ),
      queues: s.list(
        s.object<routing.ReassignmentPlanView['effect']['queues'][number]>({
          id: s.id,
          name: s.text,
          waitingBefore: s.integer,
          waitingAfter: s.integer,
          expectedWait: s.object<routing.ReassignmentPlanView['effect']['queues'][number]['expectedWait']>({
            before: s.orNull(s.object<{ fromMs: number; toMs: number }>({ fromMs: s.integer, toMs: s.integer })),
            after: s.orNull(s.object<{ fromMs: number; toMs: number }>({ fromMs: s.integer, toMs: s.integer })),
          }),
          unknownBecause: s.orNull(s.oneOf(['too_little_history', 'nobody_there', 'too_long', 'paused', 'closed'])),
        }),
      ),
      warnings: s.list(
        s.object<routing.ReassignmentPlanView['effect']['warnings'][number]>({
          kind: s.oneOf([
            'continuity_lost',
            'deadline_near',
            'customer_waiting',
            'customer_chose_agent',
            'agent_still_available',
            'asleep',
            'outside_your_queues',
            'more_left',
            'queue_paused',
            'queue_closed',
            'nobody_works_there',
            'nobody_there_now',
            'nobody_could_take',
            'language_not_spoken',
          ]),
          conversationId: s.orNull(s.id),
          ...told,
        }),
      ),
    }),
  }),
  ReassignmentSummary: s.object<routing.ReassignmentSummaryView>(reassignmentFields),
  Reassignment: s.object<routing.ReassignmentView>({
    ...reassignmentFields,
    items: s.list(reassignmentItem),
    done: s.list(s.id),
    failed: notDone,
    restored: s.list(s.id),
    notRestored: notDone,
  }),
  BulkPriority: s.object<routing.BulkPriorityView>({
    dryRun: s.flag,
    items: s.list(s.object<routing.BulkPriorityView['items'][number]>({ conversationId: s.id, from: s.integer, to: s.integer })),
    reassignment: s.orNull(s.refTo('Reassignment')),
  }),
  Listening: s.object<routing.ListeningView>({
    conversationId: s.id,
    mode: s.oneOf([...words.listeningModes, 'off']),
    since: s.orNull(s.time),
    customerTold: s.flag,
  }),
  SupervisedQueues: s.object<routing.SupervisedQueuesView>({
    all: s.flag,
    queues: s.list(s.object<{ id: string; key: string; name: string }>({ id: s.id, key: s.text, name: s.text })),
  }),
};
