import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type AgentSlot, DEFAULT_POLICY, type Policy, type WaitingItem } from '../matching/snapshot.js';
import { type RecordedArrival, type RecordedShift, replayPeriod } from './replay-period.js';
import type { ReplayOutcome } from './tally.js';

const MINUTE = 60_000;

const anItem = (conversationId: string, waitingSince: number, over: Partial<WaitingItem> = {}): WaitingItem => ({
  ...{
    conversationId,
    customerId: `of ${conversationId}`,
    queueId: 'q',
    channel: 'webchat',
    epoch: 1,
    priority: 0,
    waitingSince,
  },
  ...{ deadlineAt: null, weight: 100, skills: [], language: null, preferred: [], declinedBy: [] },
  ...over,
});

const anAgent = (agentId: string, over: Partial<AgentSlot> = {}): AgentSlot => ({
  ...{ agentId, skills: {}, languages: ['en'], queues: { q: 0 }, capacity: 100, reserved: 0, presence: 'available' },
  ...{ leaseExpiresAt: Infinity, idleSince: 0 },
  ...over,
});

function outcomeOf(arrivals: RecordedArrival[], shifts: RecordedShift[], policy: Policy = DEFAULT_POLICY): ReplayOutcome {
  const run = replayPeriod(arrivals, shifts, policy);
  for (let step = run.next(); ; step = run.next()) {
    if (step.done) return step.value;
    expect(step.value).toBeGreaterThanOrEqual(0);
    expect(step.value).toBeLessThanOrEqual(1);
  }
}

describe('a recorded period replayed', () => {
  it('one desk, three customers: waits worked out by hand', () => {
    const arrivals = [0, 1, 2].map((n) => ({ item: anItem(`c${n}`, n * MINUTE), serviceMs: 10 * MINUTE }));
    const outcome = outcomeOf(arrivals, [{ agent: anAgent('ana'), from: 0, to: 60 * MINUTE }]);
    // They start at 0, 10 and 20 minutes.
    expect(outcome).toMatchObject({ arrivals: 3, served: 3, unserved: 0, meanWaitMs: 9 * MINUTE, p95WaitMs: 18 * MINUTE });
    expect(outcome.agents).toEqual([{ agentId: 'ana', conversations: 3, occupancy: 0.5 }]);
  });

  it('nobody is served before somebody comes, nor after all have gone; what was begun is finished', () => {
    const arrivals = [
      { item: anItem('early', 0), serviceMs: 30 * MINUTE },
      { item: anItem('late', 25 * MINUTE), serviceMs: MINUTE },
    ];
    const outcome = outcomeOf(arrivals, [{ agent: anAgent('ana'), from: 10 * MINUTE, to: 30 * MINUTE }]);
    expect(outcome).toMatchObject({ served: 1, unserved: 1, meanWaitMs: 10 * MINUTE });
  });

  it('nobody is fuller than full: what outlasts them fills no hour of theirs', () => {
    const arrivals = [{ item: anItem('long', 0), serviceMs: 600 * MINUTE }];
    const shifts = [
      { agent: anAgent('ana'), from: 0, to: 10 * MINUTE },
      { agent: anAgent('ben', { idleSince: 1 }), from: 0, to: 10 * MINUTE },
    ];
    const { agents, loadSpread } = outcomeOf(arrivals, shifts);
    expect([agents[0]!.occupancy, loadSpread]).toEqual([1, 1]);
  });

  it('what somebody still holds when they come back takes its room', () => {
    const arrivals = [
      { item: anItem('long', 0), serviceMs: 60 * MINUTE },
      { item: anItem('next', 5 * MINUTE), serviceMs: MINUTE },
    ];
    const shifts = [
      { agent: anAgent('ana'), from: 0, to: 10 * MINUTE },
      { agent: anAgent('ana'), from: 20 * MINUTE, to: 120 * MINUTE },
    ];
    expect(outcomeOf(arrivals, shifts).meanWaitMs).toBe((0 + 55 * MINUTE) / 2);
  });

  it('compares policies: without continuity the own agent is met by chance only', () => {
    const agents = ['ana', 'ben'].map((agentId) => ({ agent: anAgent(agentId), from: 0, to: 1_000 * MINUTE }));
    const arrivals = Array.from({ length: 200 }, (_, n) => ({
      item: anItem(`c${String(n).padStart(3, '0')}`, n * 2 * MINUTE, {
        preferred: [{ agentId: n % 3 ? 'ana' : 'ben', why: 'last' as const }],
      }),
      serviceMs: (3 + (n % 4)) * MINUTE,
    }));
    const cold = { ...DEFAULT_POLICY, version: 'cold', weights: { ...DEFAULT_POLICY.weights, continuity: 0 } };
    const [ours, theirs] = [outcomeOf(arrivals, agents), outcomeOf(arrivals, agents, cold)];
    expect(ours.continuity).toBeGreaterThan(theirs.continuity! + 0.1);
    expect(ours.served).toBe(200);
  });

  it('loses nobody and gives nobody twice, whatever the period, and the same twice over', () => {
    const period = fc.record({
      arrivals: fc.array(fc.record({ at: fc.nat(500), ms: fc.integer({ min: 1, max: 90 }), priority: fc.nat(2) }), {
        maxLength: 60,
      }),
      shifts: fc.array(fc.record({ agent: fc.nat(4), from: fc.nat(400), length: fc.integer({ min: 1, max: 300 }) }), {
        maxLength: 6,
      }),
    });
    fc.assert(
      fc.property(period, (given) => {
        const arrivals = given.arrivals.map(({ at, ms, priority }, n) => ({
          item: anItem(`c${n}`, at * MINUTE, { priority, weight: 50 }),
          serviceMs: ms * MINUTE,
        }));
        const seen = new Set<number>();
        const shifts = given.shifts.flatMap(({ agent, from, length }) => {
          if (seen.has(agent)) return [];
          seen.add(agent);
          return [{ agent: anAgent(`a${agent}`), from: from * MINUTE, to: (from + length) * MINUTE }];
        });
        const outcome = outcomeOf(arrivals, shifts);
        expect(outcome.served + outcome.unserved).toBe(arrivals.length);
        expect(outcome.agents.reduce((sum, one) => sum + one.conversations, 0)).toBe(outcome.served);
        expect(outcomeOf(arrivals, shifts)).toEqual(outcome);
      }),
      { numRuns: 60 },
    );
  });
});
