import { describe, expect, it } from '@jest/globals';
import { asFieldValue, choicesAt, snoozeUntil } from './snooze-times.js';

/** Local times: an agent's morning is where they are. */
const local = (day: number, hour: number, minute = 0): Date => new Date(2026, 2, day, hour, minute);

describe('how long a conversation sleeps', () => {
  const tuesday = local(3, 16, 30).getTime();
  it.each([
    ['minutes20', tuesday, local(3, 16, 50)],
    ['hour', tuesday, local(3, 17, 30)],
    ['tomorrow', tuesday, local(4, 9)],
    ['monday', tuesday, local(9, 9)],
    // On a Monday the next one is meant; on a Sunday the day after.
    ['monday', local(2, 8).getTime(), local(9, 9)],
    ['monday', local(8, 8).getTime(), local(9, 9)],
    // Over the end of a month, and shortly after midnight.
    ['tomorrow', local(31, 23, 59).getTime(), new Date(2026, 3, 1, 9)],
    ['tomorrow', local(3, 0, 1).getTime(), local(4, 9)],
  ] as const)('%s', (choice, now, until) => expect(snoozeUntil(choice, now)).toEqual(until));

  it('is offered once where two choices end at the same moment', () => {
    expect(choicesAt(tuesday)).toContain('monday');
    const sunday = local(8, 12).getTime();
    expect(choicesAt(sunday)).toEqual(['minutes20', 'hour', 'tomorrow']);
  });

  it('is written into a field as local time, to the minute', () => {
    expect(asFieldValue(local(3, 9, 5))).toBe('2026-03-03T09:05');
  });
});
