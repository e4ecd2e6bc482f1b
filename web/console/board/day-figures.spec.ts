import { describe, expect, it } from '@jest/globals';
import type { QueueIntervalView } from '../../../src/contracts/report-views.js';
import { busyPart, dayIncrs, dayOf, daySpan, totalOf, waitIncrs } from './day-figures.js';

const row = (from: string, more: Partial<QueueIntervalView> = {}): QueueIntervalView => ({
  ...{ from, to: from, queueId: 'q', queueName: 'Q', offered: 0, taken: 0, answered: 0, inHand: 0 },
  ...{
    inTarget: null,
    serviceLevel: null,
    abandoned: 0,
    passedOn: 0,
    closedUnanswered: 0,
    stillWaiting: 0,
    meanWaitMs: null,
    p95WaitMs: null,
    longestWaitMs: null,
  },
  ...{ meanFirstReplyMs: null, handled: 0, meanHandlingMs: null, occupancy: null, transfers: 0 },
  ...more,
});

describe('the day', () => {
  it('adds queues up and weighs their means by whom they are a mean of', () => {
    const rows = [
      row('10:15', { offered: 1 }),
      row('10:00', {
        offered: 5,
        taken: 3,
        answered: 1,
        inHand: 2,
        meanWaitMs: 1_000,
        meanFirstReplyMs: 4_000,
        longestWaitMs: 2_000,
        inTarget: 3,
        serviceLevel: 0.75,
      }),
      row('10:00', {
        offered: 2,
        taken: 1,
        answered: 1,
        meanWaitMs: 5_000,
        meanFirstReplyMs: 6_000,
        longestWaitMs: 9_000,
        abandoned: 1,
        inTarget: 1,
        serviceLevel: 1,
      }),
    ];
    expect(dayOf(rows)).toEqual([
      {
        ...{ from: '10:00', offered: 7, taken: 4, answered: 2, inHand: 2, abandoned: 1, stillWaiting: 0 },
        meanWaitMs: 2_000,
        meanFirstReplyMs: 5_000,
        longestWaitMs: 9_000,
        serviceLevel: 0.8,
      },
      {
        ...{ from: '10:15', offered: 1, taken: 0, answered: 0, inHand: 0, abandoned: 0, stillWaiting: 0 },
        meanWaitMs: null,
        meanFirstReplyMs: null,
        longestWaitMs: null,
        serviceLevel: null,
      },
    ]);
    expect(totalOf(rows)).toMatchObject({ offered: 8, answered: 2, inHand: 2, meanWaitMs: 2_000, serviceLevel: 0.8 });
  });

  it('counts a queue that kept no promise as one that kept none', () => {
    const rows = [
      row('10:00', { offered: 2, inTarget: 0, serviceLevel: 0 }),
      row('10:00', { offered: 2, inTarget: 2, serviceLevel: 1 }),
    ];
    expect(totalOf(rows).serviceLevel).toBe(0.5);
  });

  it('of nothing is nothing', () => {
    expect(dayOf([])).toEqual([]);
    expect(totalOf([])).toMatchObject({ offered: 0, meanWaitMs: null, serviceLevel: null });
  });
});

describe('the part of the day that is drawn', () => {
  const at = (hour: number, offered: number) => ({
    ...{ from: `2026-06-01T${String(hour).padStart(2, '0')}:00:00.000Z`, offered, taken: 0, answered: 0, inHand: 0 },
    ...{ abandoned: 0, stillWaiting: 0, meanWaitMs: null, meanFirstReplyMs: null, longestWaitMs: null, serviceLevel: null },
  });
  const hoursOf = (busy: number[], until = 24): number[] =>
    busyPart(Array.from({ length: until }, (_, hour) => at(hour, busy.includes(hour) ? 1 : 0))).map((one) =>
      Number(one.from.slice(11, 13)),
    );
  it.each([
    ['from shortly before the first to shortly after the last', [9, 10, 17], 24, 8, 18],
    ['never less than eight intervals', [9], 24, 8, 15],
    ['also at the end of what there is', [20], 21, 13, 20],
    ['all of it where nothing happened', [], 5, 0, 4],
  ])('%s', (_, busy, until, first, last) => {
    const hours = hoursOf(busy, until);
    expect([hours[0], hours.at(-1)]).toEqual([first, last]);
  });
});

describe('the scales of the day', () => {
  it('reach to the end of the last interval', () => {
    expect(daySpan([0, 900, 1_800])).toEqual([0, 2_700]);
    expect(daySpan([0, 1_800])).toEqual([0, 3_600]);
    expect(daySpan([900])).toEqual([900, 1_800]);
    expect(daySpan([])).toEqual([0, 900]);
  });

  it('have a mark at whole intervals only, and waits at whole minutes from the first on', () => {
    expect(dayIncrs.filter((step) => step % 900 !== 0)).toEqual([]);
    expect(waitIncrs.filter((step) => step > 60_000 && step % 60_000 !== 0)).toEqual([]);
  });
});
