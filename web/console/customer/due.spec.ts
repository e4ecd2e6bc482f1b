import { describe, expect, it } from '@jest/globals';
import { cityOf, inZone, isZone, momentOf, wallClock } from './due.js';

describe('the clock of the customer', () => {
  it.each([
    ['2026-03-01T09:30', 'Asia/Shanghai', '2026-03-01T01:30:00.000Z'],
    ['2026-07-01T00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-01-01T00:00', 'America/New_York', '2026-01-01T05:00:00.000Z'],
    // The clocks go forward: 02:30 is left out, so it is 03:30.
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    // They go back: 02:30 comes twice, the first counts.
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:30', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['2026-02-10T12:00', 'Asia/Kathmandu', '2026-02-10T06:15:00.000Z'],
  ])('%s in %s is %s', (wall, zone, moment) => expect(momentOf(wall, zone)).toBe(moment));

  it.each([[''], ['2026-13-01T00:00'], ['tomorrow'], ['2026-01-01']])('%j is no moment', (wall) =>
    expect(momentOf(wall, 'UTC')).toBeNull(),
  );

  it('shows a moment there', () => {
    expect(wallClock('2026-03-01T01:30:00Z', 'Asia/Shanghai')).toBe('2026-03-01T09:30');
    expect(wallClock('2026-06-30T22:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T00:00');
    expect(inZone('2026-03-01T01:30:00Z', 'Asia/Shanghai', 'en-GB')).toMatch(/Sun.*1 Mar.*09:30/);
  });

  it('knows zones from words', () => {
    expect([isZone('Asia/Shanghai'), isZone('Nowhere/At_All'), isZone(''), isZone(null)]).toEqual([true, false, false, false]);
    expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  });
});
