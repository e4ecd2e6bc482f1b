import { describe, expect, it } from '@jest/globals';
import { channelRooms, fullBecause, matchingLimit, type Standing, withLoad } from './admission.js';
import { claimLimit, fits, freeUnits, onboardingShare } from './limits.js';
import { type Load, loadOf, weightOf } from './weights.js';

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

describe('loadOf', () => {
  it.each([
    ['webchat', {}, { channel: 'webchat', weight: 25, idleWeight: 10, exclusive: false }],
    ['voice', {}, { channel: 'voice', weight: 100, idleWeight: null, exclusive: true }],
    ['voice', { exclusive: [] }, { channel: 'voice', weight: 100, idleWeight: null, exclusive: false }],
    ['webchat', { exclusive: ['webchat'] }, { channel: 'webchat', weight: 25, idleWeight: 10, exclusive: true }],
    ['email', { statePercent: { waiting_on_customer: 0 } }, { channel: 'email', weight: 20, idleWeight: 0, exclusive: false }],
  ] as const)('%s in a queue with %j: %j', (channel, weights, load) => {
    expect(loadOf(channel, weights)).toEqual(load);
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

describe('a new agent', () => {
  const onboarding = { from: 1_000, until: 2_000 };

  it.each([
    ['before the first day', 0, 0.25],
    ['on the first day', 1_000, 0.25],
    ['half way', 1_500, 0.625],
    ['at the end', 2_000, 1],
    ['long since', 9_000, 1],
  ])('%s has that share of the limit', (_, now, share) => {
    expect(onboardingShare(onboarding, now)).toBe(share);
    expect(claimLimit({ ...ana, limit: 200, onboarding, firstClaim: 0 }, now)).toBe(200 * share);
  });

  it('has the whole of it where nobody said they are new', () => {
    expect([onboardingShare(null, 0), onboardingShare(undefined, 0)]).toEqual([1, 1]);
  });

  it('ramps up within it', () => {
    expect(claimLimit({ ...ana, onboarding, rampMs: 1_000, availableSince: 1_000, firstClaim: 0 }, 1_500)).toBe(31);
  });
});

const ana: Standing = {
  ...{ limit: 100, returnReserve: 0, availableSince: 0, rampMs: 0, onboarding: null, channelLimits: {}, held: {} },
  ...{ reserved: 0, active: 0, holdsExclusive: false },
};
const chat: Load = { channel: 'webchat', weight: 25, idleWeight: 10, exclusive: false };
const call: Load = { channel: 'voice', weight: 100, idleWeight: null, exclusive: true };

describe('fullBecause', () => {
  it.each<[string, Partial<Standing>, Load, string | null]>([
    ['room for one more', { reserved: 75, active: 75 }, chat, null],
    ['no room', { reserved: 76, active: 76 }, chat, 'no_capacity'],
    ['room that is kept for returns', { reserved: 60, active: 60, returnReserve: 20 }, chat, 'no_capacity'],
    ['the first claim, at the start of the ramp', { rampMs: 1_000 }, chat, null],
    ['the second, at the start of the ramp', { rampMs: 1_000, reserved: 25, active: 25 }, chat, 'no_capacity'],
    ['the second, half way', { rampMs: 1_000, availableSince: -500, reserved: 25, active: 25 }, chat, null],
    ['a first claim above the limit', { limit: 20 }, chat, 'no_capacity'],
    ['a call beside what waits for customers', { limit: 120, reserved: 20 }, call, null],
    ['a call beside what waits on us', { limit: 200, reserved: 25, active: 25 }, call, 'busy'],
    ['a chat beside a call', { limit: 200, reserved: 100, active: 100, holdsExclusive: true }, chat, 'busy'],
    ['a channel with room', { channelLimits: { webchat: 2 }, held: { webchat: 1 } }, chat, null],
    ['a full channel', { channelLimits: { webchat: 2 }, held: { webchat: 2 } }, chat, 'channel_full'],
    ['a channel they do not serve', { channelLimits: { webchat: 0 } }, chat, 'channel_full'],
    ['another channel is full', { channelLimits: { email: 1 }, held: { email: 1 } }, chat, null],
    ['a channel named like what every object has', { channelLimits: { email: 1 } }, { ...chat, channel: 'constructor' }, null],
  ])('%s', (_, standing, load, because) => {
    expect(fullBecause({ ...ana, ...standing }, load, 0)).toBe(because);
  });

  it('counts what the same transaction has given already', () => {
    const limited = { ...ana, channelLimits: { webchat: 2 } };
    const once = withLoad(limited, chat);
    expect(once).toMatchObject({ reserved: 25, active: 25, held: { webchat: 1 } });
    expect([fullBecause(once, chat, 0), fullBecause(withLoad(once, chat), chat, 0)]).toEqual([null, 'channel_full']);
    expect(fullBecause(withLoad({ ...ana, limit: 500 }, call), chat, 0)).toBe('busy');
  });

  it('never grants more than the matcher counts on, and grants all of it to whoever has no other limit', () => {
    for (let reserved = 0; reserved <= 120; reserved += 5)
      for (let age = 0; age <= 1_000; age += 50) {
        const standing = { ...ana, returnReserve: 10, rampMs: 1_000, availableSince: -age, reserved, active: reserved };
        const granted = fullBecause(standing, chat, 0) === null;
        expect(granted).toBe(matchingLimit(standing, 0) - reserved >= chat.weight);
      }
  });
});

describe('what the matcher is shown', () => {
  it('is no room for somebody on a call, and what is left of each limited channel', () => {
    expect(matchingLimit({ ...ana, limit: 500, reserved: 100, active: 100, holdsExclusive: true }, 0)).toBe(100);
    expect(channelRooms({ ...ana, channelLimits: { email: 3, voice: 1 }, held: { email: 1, voice: 2, webchat: 9 } })).toEqual({
      email: 2,
      voice: 0,
    });
  });
});
