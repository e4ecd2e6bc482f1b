import { describe, expect, it } from '@jest/globals';
import type { WallboardQueueView } from '../../../src/contracts/report-views.js';
import { onTheWall, toneOf, tokenIn, troublesOf } from './wall-figures.js';

const NOW = Date.parse('2026-06-01T10:00:00Z');
const queue = (name: string, more: Partial<WallboardQueueView> = {}): WallboardQueueView => ({
  ...{ queueId: name, name, waiting: 0, offered: 0, assigned: 0, oldestWaitingMs: null, nearestDeadlineAt: null },
  ...{ serviceLevel: null, expectedWait: null, abandoned: 0, paused: false, open: true, opensAt: null },
  ...{ agents: { available: 1, free: 1, finishing: 0, away: 0 } },
  ...more,
});
const due = (ms: number): string => new Date(NOW + ms).toISOString();
const nobody = { available: 0, free: 0, finishing: 0, away: 2 };

describe('the words over a queue', () => {
  it.each([
    [['well'], 'good', {}],
    [['well'], 'good', { waiting: 4, serviceLevel: 0.8 }],
    [['level_low'], 'warn', { serviceLevel: 0.5 }],
    [['due_soon'], 'warn', { nearestDeadlineAt: due(60_000), serviceLevel: 0.5 }],
    [['nobody'], 'bad', { waiting: 1, agents: nobody }],
    [['nobody', 'overdue'], 'bad', { waiting: 1, agents: nobody, nearestDeadlineAt: due(-1) }],
    [['empty'], 'plain', { waiting: 0, agents: nobody }],
    [['closed'], 'plain', { open: false, waiting: 1, agents: nobody }],
    [['paused'], 'warn', { paused: true, waiting: 1, agents: nobody }],
    [['paused', 'overdue'], 'bad', { paused: true, nearestDeadlineAt: due(-1) }],
    [['paused', 'due_soon'], 'warn', { paused: true, nearestDeadlineAt: due(1) }],
  ] as const)('%s (%s)', (troubles, tone, more) => {
    expect(troublesOf(queue('q', more), NOW)).toEqual(troubles);
    expect(toneOf(troubles)).toBe(tone);
  });
});

it('trouble hangs first, the rest where people look for it', () => {
  const queues = [
    queue('closed', { open: false }),
    queue('calm'),
    queue('late', { nearestDeadlineAt: due(-1) }),
    queue('also calm'),
  ];
  expect(onTheWall(queues, NOW).map((one) => one.name)).toEqual(['late', 'calm', 'also calm', 'closed']);
});

it('the token stands behind the #', () => {
  expect([tokenIn('#token=tlw_x'), tokenIn('#a=1&token=t'), tokenIn('#'), tokenIn('')]).toEqual(['tlw_x', 't', null, null]);
});
