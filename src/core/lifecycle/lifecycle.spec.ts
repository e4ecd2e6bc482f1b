import { describe, expect, it } from '@jest/globals';
import {
  CONVERSATION_EVENTS,
  CONVERSATION_STATUSES,
  DEFAULT_REOPEN_WITHIN_MS,
  nextConversationStatus,
  onInbound,
} from './conversation.js';
import { nextOfferStatus, OFFER_STATUSES, offerIsLive } from './offer.js';
import { isPresent, nextPresence, takesNewWork } from './presence.js';

describe('conversation', () => {
  const W = 'waiting';
  const O = 'offered';
  const A = 'assigned';
  const S = 'snoozed';
  const C = 'closed';
  const no = 'illegal_move';
  /** The whole table, spelled out: one row per status, one column per event in the order of CONVERSATION_EVENTS. */
  const table = {
    //          received offered accepted declined expired assigned transf. snoozed woken closed reopened
    waiting: [W, O, no, no, no, A, W, S, no, C, no],
    offered: [O, no, A, W, W, A, W, S, no, C, no],
    assigned: [A, no, no, no, no, A, W, S, no, C, no],
    snoozed: [W, no, no, no, no, A, W, S, W, C, no],
    closed: [no, no, no, no, no, no, no, no, no, no, W],
  };
  it.each(CONVERSATION_STATUSES)('%s moves exactly as the table says', (status) => {
    const moves = CONVERSATION_EVENTS.map((event) => {
      const moved = nextConversationStatus(status, event);
      return moved.ok ? moved.status : moved.code;
    });
    expect(moves).toEqual(table[status]);
  });

  const now = 1_800_000_000_000;
  const hour = 3_600_000;
  const open = { closedAt: null, now, ownerPresent: false };
  it.each([
    ['nobody yet', null, 'open_new'],
    ['waiting', { ...open, status: W }, 'append'],
    ['offered', { ...open, status: O }, 'append'],
    ['assigned, owner here', { ...open, status: A, ownerPresent: true }, 'append'],
    ['assigned, owner gone', { ...open, status: A }, 'requeue'],
    ['snoozed, owner here', { ...open, status: S, ownerPresent: true }, 'wake'],
    ['snoozed, owner gone', { ...open, status: S }, 'requeue'],
    ['closed just now', { ...open, status: C, closedAt: now }, 'reopen'],
    ['closed, last moment', { ...open, status: C, closedAt: now - DEFAULT_REOPEN_WITHIN_MS + 1 }, 'reopen'],
    ['closed 72 h ago', { ...open, status: C, closedAt: now - 72 * hour }, 'open_new'],
    ['closed, own term over', { ...open, status: C, closedAt: now - hour, reopenWithinMs: hour }, 'open_new'],
    ['closed, own term runs', { ...open, status: C, closedAt: now - 100 * hour, reopenWithinMs: 101 * hour }, 'reopen'],
    ['closed, never reopened', { ...open, status: C, closedAt: now, reopenWithinMs: 0 }, 'open_new'],
    ['closed by a clock slightly ahead', { ...open, status: C, closedAt: now + 5 }, 'reopen'],
  ] as const)('inbound when %s', (_, state, action) => {
    expect(onInbound(state)).toBe(action);
  });
});

describe('offer', () => {
  it('is answered once', () => {
    const events = ['accepted', 'declined', 'expired', 'withdrawn'] as const;
    for (const event of events) expect(nextOfferStatus('pending', event)).toEqual({ ok: true, status: event });
    for (const status of OFFER_STATUSES.filter((one) => one !== 'pending')) {
      for (const event of events) expect(nextOfferStatus(status, event)).toEqual({ ok: false, code: 'illegal_move' });
    }
  });

  it('dies at its time without a timer', () => {
    expect([offerIsLive('pending', 10, 9), offerIsLive('pending', 10, 10), offerIsLive('accepted', 10, 9)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('presence', () => {
  it.each([
    ['available', 'set_finishing', 'finishing'],
    ['available', 'lease_lapsed', 'offline'],
    ['away', 'device_connected', 'away'],
    ['finishing', 'device_connected', 'finishing'],
    ['offline', 'device_connected', 'offline'],
    ['offline', 'set_available', 'available'],
    ['offline', 'set_finishing', 'illegal_move'],
    ['away', 'set_finishing', 'finishing'],
  ] as const)('%s + %s → %s', (from, event, to) => {
    const moved = nextPresence(from, event);
    expect(moved.ok ? moved.status : moved.code).toBe(to);
  });

  it('needs a live lease; finishing is present and takes nothing new', () => {
    expect([
      isPresent('available', 2, 1),
      isPresent('finishing', 2, 1),
      isPresent('away', 2, 1),
      isPresent('available', 1, 1),
    ]).toEqual([true, true, false, false]);
    expect([takesNewWork('available', 2, 1), takesNewWork('finishing', 2, 1), takesNewWork('available', 1, 1)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
