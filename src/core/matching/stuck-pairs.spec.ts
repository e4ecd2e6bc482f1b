import { describe, expect, it } from '@jest/globals';
import { PATIENCE, type PossiblePair, type SeenPair, stillPossible, stuckPairs } from './stuck-pairs.js';

const pairOf = (over: Partial<PossiblePair> = {}): PossiblePair => ({
  ...{ conversationId: 'c1', queueId: 'q', epoch: 1, agentId: 'ana' },
  ...over,
});

/** Looks at these moments, each finding these pairs; what is stuck at the last. */
function lookAt(moments: [number, PossiblePair[]][], given: [string, number][] = [], faults: [string, string][] = []): object[] {
  let seen: ReadonlyMap<string, SeenPair> = new Map();
  for (const [now, pairs] of moments) seen = stillPossible(seen, now, pairs);
  return stuckPairs(seen.values(), moments.at(-1)![0], { lastGiven: new Map(given), faults: new Map(faults) });
}

describe('a pair that is possible for too long', () => {
  it.each([
    [PATIENCE.idleMs - 1, 0],
    [PATIENCE.idleMs, 1],
  ])('after %i ms where nothing happens: %i', (ms, count) => {
    expect(
      lookAt([
        [0, [pairOf()]],
        [ms, [pairOf()]],
      ]),
    ).toHaveLength(count);
  });

  it('counts from when it became possible again, and anew in another epoch or queue', () => {
    expect(
      lookAt([
        [0, [pairOf()]],
        [600, []],
        [1_200, [pairOf()]],
        [1_800, [pairOf()]],
      ]),
    ).toEqual([]);
    expect(
      lookAt([
        [0, [pairOf()]],
        [2_000, [pairOf({ epoch: 2 })]],
      ]),
    ).toEqual([]);
    expect(
      lookAt([
        [0, [pairOf()]],
        [2_000, [pairOf({ queueId: 'other' })]],
      ]),
    ).toEqual([]);
  });

  it('is the same pair whoever of several could take it', () => {
    expect(
      lookAt([
        [0, [pairOf()]],
        [1_200, [pairOf({ agentId: 'ben' })]],
      ]),
    ).toMatchObject([{ agentId: 'ben', possibleMs: 1_200, because: 'not_matched', fault: null }]);
  });

  it.each([
    [4_999, 0],
    [5_000, 1],
  ])('has %i ms while its queue is being worked through', (ms, count) => {
    expect(
      lookAt(
        [
          [0, [pairOf()]],
          [ms, [pairOf()]],
        ],
        [['q', 1_000]],
      ),
    ).toHaveLength(count);
  });

  it('is not excused by work that was given out before it, or in another queue', () => {
    expect(
      lookAt(
        [
          [100, [pairOf()]],
          [1_100, [pairOf()]],
        ],
        [
          ['q', 99],
          ['other', 900],
        ],
      ),
    ).toHaveLength(1);
  });

  it('after a fault has the time of another try, and names it', () => {
    const fault: [string, string] = ['c1', '23514 a_check'];
    expect(
      lookAt(
        [
          [0, [pairOf()]],
          [5_999, [pairOf()]],
        ],
        [],
        [fault],
      ),
    ).toEqual([]);
    expect(
      lookAt(
        [
          [0, [pairOf()]],
          [6_000, [pairOf()]],
        ],
        [],
        [fault],
      ),
    ).toMatchObject([{ because: 'fault', fault: '23514 a_check' }]);
  });

  it('may also be work that gets no queue', () => {
    const unrouted = pairOf({ agentId: null });
    expect(
      lookAt([
        [0, [unrouted]],
        [4_999, [unrouted]],
      ]),
    ).toEqual([]);
    expect(
      lookAt([
        [0, [unrouted]],
        [5_000, [unrouted]],
      ]),
    ).toMatchObject([{ because: 'not_routed' }]);
  });

  it('comes the longest first', () => {
    const both = [pairOf({ conversationId: 'c2' }), pairOf()];
    expect(
      lookAt([
        [0, [pairOf()]],
        [10, both],
        [2_000, both],
      ]),
    ).toMatchObject([{ conversationId: 'c1' }, { conversationId: 'c2' }]);
  });
});
