import type { ReplayOutcome } from '../core/replay/tally.js';
import type * as reports from './report-views.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';

const replayOutcome = s.object<ReplayOutcome>({
  arrivals: s.integer,
  served: s.integer,
  unserved: s.integer,
  meanWaitMs: s.orNull(s.number),
  p95WaitMs: s.orNull(s.number),
  deadlineAttainment: s.orNull(s.number),
  continuity: s.orNull(s.number),
  skillFit: s.orNull(s.number),
  loadSpread: s.orNull(s.number),
  agents: s.list(
    s.object<ReplayOutcome['agents'][number]>({ agentId: s.id, conversations: s.integer, occupancy: s.orNull(s.number) }),
  ),
});

/** Figures, and what another policy would have done. */
export const reportSchemas: Record<string, Schema> = {
  Policy: s.object<reports.PolicyView>({
    id: s.text,
    version: s.text,
    policy: s.object<reports.PolicyView['policy']>({
      version: s.text,
      weights: s.object<reports.PolicyView['policy']['weights']>({
        continuity: s.number,
        skillFit: s.number,
        load: s.number,
        waiting: s.number,
        slack: s.number,
      }),
      affinitySlackMs: s.integer,
      waitingHalfMs: s.integer,
      slackHalfMs: s.integer,
      priorityStepMs: s.orNull(s.integer),
      bypassMs: s.omittable(s.orNull(s.integer)),
      wholeTierItems: s.omittable(s.integer),
    }),
    note: s.orNull(s.text),
    createdAt: s.orNull(s.time),
    activatedAt: s.orNull(s.time),
    active: s.flag,
  }),
  ReplayOutcome: replayOutcome,
  PolicyReplay: s.object<reports.PolicyReplayView>({
    id: s.id,
    policyId: s.text,
    from: s.time,
    to: s.time,
    queueIds: s.orNull(s.list(s.id)),
    state: s.oneOf(['due', 'running', 'done', 'failed']),
    progress: s.number,
    result: s.orNull(
      s.object<{ [K in keyof reports.PolicyReplayResult]: object }>({
        recorded: s.refTo('ReplayOutcome'),
        active: s.both(s.refTo('ReplayOutcome'), s.object<{ version: string }>({ version: s.text })),
        candidate: s.both(s.refTo('ReplayOutcome'), s.object<{ version: string }>({ version: s.text })),
      }),
    ),
    problem: s.orNull(s.text),
    createdAt: s.time,
  }),
  QueueInterval: s.object<reports.QueueIntervalView>({
    from: s.time,
    to: s.time,
    queueId: s.id,
    queueName: s.text,
    offered: s.integer,
    answered: s.integer,
    inTarget: s.orNull(s.integer),
    serviceLevel: s.orNull(s.number),
    abandoned: s.integer,
    passedOn: s.integer,
    closedUnanswered: s.integer,
    stillWaiting: s.integer,
    meanWaitMs: s.orNull(s.number),
    p95WaitMs: s.orNull(s.number),
    longestWaitMs: s.orNull(s.number),
    meanFirstReplyMs: s.orNull(s.number),
    handled: s.integer,
    meanHandlingMs: s.orNull(s.number),
    occupancy: s.orNull(s.number),
    transfers: s.integer,
  }),
  AgentInterval: s.object<reports.AgentIntervalView>({
    from: s.time,
    to: s.time,
    agentId: s.id,
    agentName: s.text,
    offered: s.integer,
    answered: s.integer,
    declined: s.integer,
    missed: s.integer,
    inTarget: s.orNull(s.integer),
    handled: s.integer,
    meanHandlingMs: s.orNull(s.number),
    transfers: s.integer,
    presentMs: s.number,
    occupancy: s.orNull(s.number),
  }),
};
