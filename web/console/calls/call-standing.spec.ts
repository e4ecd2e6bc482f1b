import { describe, expect, it } from '@jest/globals';
import type { CallView } from '../../../src/contracts/calls.js';
import { actsOf, clockOf, farewellOf, isPoor, leftS, newsOf, standingOf, talkedMs } from './call-standing.js';

const ana = { id: 'ana', name: 'Ana' };
const call = (change: Partial<CallView> = {}): CallView => ({
  ...{ id: 'call', conversationId: 'conversation', customerId: 'customer', customerName: 'Mei', inboxId: 'inbox' },
  ...{ provider: 'webrtc', direction: 'in', state: 'talking', outcome: null, agent: ana, ringUntil: null, taken: true },
  ...{ recording: 'off', startedAt: '2026-03-02T09:00:00.000Z', queuedAt: null, answeredAt: null, endedAt: null },
  ...{ talkMs: 0, talkingSince: null, messageId: 'message', version: 5 },
  ...change,
});
const nowhere = { isLine: false, isBlocked: false, isBroken: false };
const here = { ...nowhere, isLine: true };

describe('what a call is on this page', () => {
  it.each([
    ['rung, and nobody said yes', call({ state: 'ringing', taken: false }), nowhere, 'rings'],
    ['rung by telephone', call({ state: 'ringing', taken: false, provider: 'twilio' }), nowhere, 'rings'],
    ['said yes here', call({ state: 'ringing' }), here, 'connecting'],
    ['said yes in another window', call({ state: 'ringing' }), nowhere, 'elsewhere'],
    ['talked here', call(), here, 'talking'],
    ['talked here, the line broke', call(), { ...here, isBroken: true }, 'reconnecting'],
    ['held, and the line broke', call({ state: 'held' }), { ...here, isBroken: true }, 'reconnecting'],
    ['held here', call({ state: 'held' }), here, 'held'],
    ['talked in another window', call(), nowhere, 'elsewhere'],
    ['no microphone', call(), { ...nowhere, isBlocked: true }, 'blocked'],
    [
      'no microphone while it rings: it goes on ringing',
      call({ state: 'ringing', taken: false }),
      { ...nowhere, isBlocked: true },
      'rings',
    ],
    ['their telephone rings', call({ state: 'ringing', provider: 'twilio' }), nowhere, 'phoneRings'],
    ['talked by telephone', call({ provider: 'twilio' }), nowhere, 'byPhone'],
    ['held by telephone', call({ provider: 'twilio', state: 'held' }), nowhere, 'phoneHeld'],
  ] as const)('%s', (_name, view, where, standing) => {
    expect(standingOf(view, where)).toBe(standing);
  });

  it('can always be ended, except where it only rings or can go back in line', () => {
    const end = (view: CallView, standing: Parameters<typeof actsOf>[1]) => actsOf(view, standing).at(-1);
    for (const standing of ['connecting', 'reconnecting', 'talking', 'held', 'elsewhere', 'byPhone', 'phoneHeld'] as const)
      expect(end(call(), standing)).toBe('hangup');
    expect(end(call(), 'blocked')).toBe('hangup');
    expect(end(call({ state: 'ringing' }), 'blocked')).toBe('handBack');
    expect(actsOf(call({ state: 'ringing', taken: false }), 'rings')).toEqual([]);
  });

  it('is recorded by a telephone company only, and not muted there', () => {
    expect(actsOf(call(), 'talking')).toEqual(['mute', 'hold', 'handOn', 'hangup']);
    expect(actsOf(call({ provider: 'twilio' }), 'byPhone')).toEqual(['hold', 'record', 'handOn', 'hangup']);
  });
});

describe('news of a call', () => {
  it('is kept while it is this agent’s, dropped when it is not, and never older than what is known', () => {
    expect(newsOf(undefined, call(), 'ana')).toBe('keep');
    expect(newsOf(call({ version: 4 }), call(), 'ana')).toBe('keep');
    expect(newsOf(call({ version: 5 }), call({ version: 5 }), 'ana')).toBe('keep');
    expect(newsOf(call({ version: 6 }), call(), 'ana')).toBe('old');
    expect(newsOf(call(), call({ state: 'ended', version: 6 }), 'ana')).toBe('drop');
    expect(newsOf(call(), call({ agent: { id: 'ben', name: 'Ben' }, version: 6 }), 'ana')).toBe('drop');
    expect(newsOf(call(), call({ agent: null, state: 'queued', version: 6 }), 'ana')).toBe('drop');
    expect(newsOf(undefined, call(), undefined)).toBe('drop');
  });

  it.each([
    ['it ended', call(), call({ state: 'ended' }), false, 'ended'],
    ['the customer hung up before the two were connected', call({ state: 'ringing' }), call({ state: 'ended' }), false, null],
    ['the line was lost', call(), call({ state: 'queued', agent: null }), false, 'lost'],
    ['it was lost and a colleague is rung already', call(), call({ state: 'ringing', agent: null }), false, 'lost'],
    ['it was handed on', call(), call({ state: 'ringing', agent: null }), true, null],
    ['it was handed on and ended there', call(), call({ state: 'ended' }), true, 'ended'],
    ['it rang here and they did not answer', call({ state: 'ringing', taken: false }), call({ state: 'queued' }), false, null],
    ['nothing was known of it', undefined, call({ state: 'ended' }), false, null],
  ] as const)('an agent is told that %s', (_name, known, view, handedOn, farewell) => {
    expect(farewellOf(known, view, handedOn)).toBe(farewell);
  });
});

describe('clocks of a call', () => {
  const at = Date.parse('2026-03-02T09:10:00.000Z');

  it('count the stretch that runs beside those before it, by the server’s clock', () => {
    expect(talkedMs(call({ talkMs: 60_000 }), at)).toBe(60_000);
    expect(talkedMs(call({ talkMs: 60_000, talkingSince: '2026-03-02T09:09:53.000Z' }), at)).toBe(67_000);
    // A clock that is behind never counts backwards.
    expect(talkedMs(call({ talkingSince: '2026-03-02T09:10:03.000Z' }), at)).toBe(0);
  });

  it.each([
    [0, '0:00'],
    [-5, '0:00'],
    [7_900, '0:07'],
    [750_000, '12:30'],
    [3_723_000, '1:02:03'],
  ])('%s ms are %s', (ms, text) => expect(clockOf(ms)).toBe(text));

  it('leave whole seconds, never less than none', () => {
    expect(leftS('2026-03-02T09:10:00.400Z', at)).toBe(1);
    expect(leftS('2026-03-02T09:09:00.000Z', at)).toBe(0);
  });
});

it('a line is poor when much is lost or late', () => {
  expect(isPoor({ loss: 0.01, roundTripS: 0.1 })).toBe(false);
  expect(isPoor({ loss: 0.1, roundTripS: 0.1 })).toBe(true);
  expect(isPoor({ loss: 0, roundTripS: 0.8 })).toBe(true);
});
