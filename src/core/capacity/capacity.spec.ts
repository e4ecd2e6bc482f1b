import { describe, expect, it } from '@jest/globals';
import { claimLimit, fits, freeUnits } from './limits.js';
import { weightOf } from './weights.js';

describe('weightOf', () => {
  it.each([
    ['webchat', 'waiting_on_us', {}, 25],
    ['whatsapp', 'waiting_on_us', {}, 25],
    ['api', 'waiting_on_us', {}, 25],
    ['email', 'waiting_on_us', {}, 20],
    ['sms', 'waiting_on_us', {}, 20],
    ['voice', 'waiting_on_us', {}, 100],
    ['voice', 'waiting_on_customer', {}, 100],
    ['voice', 'snoozed', {}, 0],
    ['webchat', 'waiting_on_customer', {}, 10],
    ['webchat', 'snoozed', {}, 0],
    ['carrier-pigeon', 'waiting_on_us', {}, 25],
    ['constructor', 'waiting_on_us', {}, 25],
    ['constructor', 'waiting_on_us', { channels: {} }, 25],
    ['email', 'waiting_on_us', { channels: { email: 50 } }, 50],
    ['email', 'waiting_on_customer', { channels: { email: 5 }, statePercent: { waiting_on_customer: 10 } }, 1],
    ['email', 'waiting_on_us', { channels: { email: 0 } }, 0],
  ] as const)('%s, %s, %j weighs %i', (channel, state, queueWeights, units) => {
    expect(weightOf(channel, state, queueWeights)).toBe(units);
  });
});

describe('limits', () => {
  it.each([
    [{ capacity: 100, reserved: 75 }, 25, true, 25],
    [{ capacity: 100, reserved: 76 }, 25, false, 24],
    [{ capacity: 100, reserved: 140 }, 1, false, 0],
    [{ capacity: 100, reserved: 100 }, 0, true, 0],
    [{ capacity: 0, reserved: 0 }, 25, false, 0],
  ])('%j fits %i: %s, free %i', (room, weight, fit, free) => {
    expect(fits(room, weight)).toBe(fit);
    expect(freeUnits(room)).toBe(free);
  });

  it.each([
    ['no ramp', { limit: 100, returnReserve: 20, availableSince: 1_000, rampMs: 0, firstClaim: 25 }, 1_000, 80],
    ['start of the ramp', { limit: 100, returnReserve: 0, availableSince: 1_000, rampMs: 100, firstClaim: 25 }, 1_000, 25],
    ['half way', { limit: 100, returnReserve: 20, availableSince: 1_000, rampMs: 100, firstClaim: 25 }, 1_050, 40],
    ['long over', { limit: 100, returnReserve: 0, availableSince: 1_000, rampMs: 100, firstClaim: 25 }, 9_000, 100],
    [
      'the ramp of a caller who can only take a whole call',
      { limit: 100, returnReserve: 0, availableSince: 1_000, rampMs: 100, firstClaim: 100 },
      1_000,
      100,
    ],
    ['a reserve larger than the limit', { limit: 10, returnReserve: 20, availableSince: 0, rampMs: 0, firstClaim: 25 }, 0, 0],
  ])('claimLimit: %s', (_, terms, now, units) => {
    expect(claimLimit(terms, now)).toBe(units);
  });
});
