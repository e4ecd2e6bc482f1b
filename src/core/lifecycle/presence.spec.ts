import { type Absence, canBeForced, isInferred, RESTORE_WITHIN_MS, restoredState } from './presence.js';

describe('a state that a connecting device gives back', () => {
  const gone: Absence = { state: 'offline', reason: 'disconnected', goneForMs: 60_000, deviceKnown: true, before: 'available' };
  it.each<[string, Partial<Absence>, string | undefined]>([
    ['after a lost line', {}, 'available'],
    ['after a lease that ran out', { reason: 'lease_expired', before: 'away' }, 'away'],
    ['at the last moment', { goneForMs: RESTORE_WITHIN_MS }, 'available'],
    ['too late', { goneForMs: RESTORE_WITHIN_MS + 1 }, undefined],
    ['of a stranger', { deviceKnown: false }, undefined],
    ['that somebody ended', { reason: null }, undefined],
    ['that was ended with a word', { reason: 'lunch' }, undefined],
    ['of a disabled agent', { reason: 'disabled' }, undefined],
    ['that is not over', { state: 'away', reason: null }, undefined],
    ['that nobody knows of', { before: undefined }, undefined],
    ['that was none', { before: 'offline' }, undefined],
  ])('%s', (_when, given, expected) => {
    expect(restoredState({ ...gone, ...given })).toBe(expected);
  });

  it('was concluded, not said', () => {
    expect([isInferred('disconnected'), isInferred('lease_expired'), isInferred('missed_offers'), isInferred(null)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a supervisor', () => {
  it.each([
    ['available', 'away', true, true],
    ['available', 'away', false, false],
    ['finishing', 'available', true, true],
    ['finishing', 'available', false, false],
    ['available', 'offline', true, false],
    ['away', 'offline', false, false],
    ['away', 'available', false, true],
    ['offline', 'available', false, true],
  ] as const)('may set %s where it is %s (shows life: %s): %s', (to, state, showsLife, may) => {
    expect(canBeForced(to, { state, showsLife, reason: 'missed_offers', forcedBy: null })).toBe(may);
  });

  it.each([
    ['available', 'away', 'lunch', null, false],
    ['finishing', 'away', null, null, false],
    ['available', 'away', 'lunch', 'boss', true],
    ['available', 'away', 'missed_offers', null, true],
    ['away', 'away', 'lunch', null, true],
    ['offline', 'away', 'lunch', null, true],
    ['available', 'offline', null, null, false],
  ] as const)('may set %s over %s (%s, forced by %s) where life is shown: %s', (to, state, reason, forcedBy, may) => {
    expect(canBeForced(to, { state, reason, forcedBy, showsLife: true })).toBe(may);
  });
});
