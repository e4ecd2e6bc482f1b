import { describe, expect, it } from '@jest/globals';
import { ownersInOrder, type SharedWork } from './one-owner.js';

const work = (ownerId: string | null, wish: Partial<SharedWork> = {}): SharedWork => ({
  ...{ ownerId, live: false, lastInboundAt: 0, lastWorkAt: 0 },
  ...wish,
});

describe('who holds the work of a merged customer', () => {
  it.each([
    ['nobody, where nobody holds anything', [work(null), work(null)], []],
    ['the one there is', [work(null, { lastInboundAt: 9 }), work('ana')], ['ana']],
    [
      'whoever the customer wrote to last',
      [work('ana', { lastInboundAt: 1, lastWorkAt: 9 }), work('ben', { lastInboundAt: 2 })],
      ['ben', 'ana'],
    ],
    ['else whoever worked on it last', [work('ana', { lastWorkAt: 2 }), work('ben', { lastWorkAt: 1 })], ['ana', 'ben']],
    ['before all, whoever is on the phone', [work('ana', { live: true }), work('ben', { lastInboundAt: 2 })], ['ana', 'ben']],
    [
      'each once',
      [work('ana', { lastInboundAt: 3 }), work('ben', { lastInboundAt: 2 }), work('ana', { lastInboundAt: 1 })],
      ['ana', 'ben'],
    ],
  ])('%s', (_name, given, expected) => {
    expect(ownersInOrder(given)).toEqual(expected);
  });
});
