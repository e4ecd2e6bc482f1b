import { describe, expect, it } from '@jest/globals';
import { calibrate, type KeptPromise } from './calibrate.js';
import { type Calibration, expectedWait, type LineEvidence, UNCALIBRATED } from './forecast.js';

const aLine = (over: Partial<LineEvidence> = {}): LineEvidence => ({
  ...{ ahead: 0, slots: 10, meanHandlingMs: 600_000, servedRecently: 0, windowMs: 1_800_000 },
  ...over,
});

/** A small seeded generator (mulberry32): the same draws in every run. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('the expected wait', () => {
  it.each([
    ['next of ten desks that take ten minutes: one leaves each minute', {}, { fromMs: 0, toMs: 180_000 }],
    ['five ahead', { ahead: 5 }, { fromMs: 180_000, toMs: 600_000 }],
    ['half the people', { ahead: 5, slots: 5 }, { fromMs: 360_000, toMs: 1_140_000 }],
    [
      'no history of handling, but twelve served in half an hour',
      { ahead: 3, meanHandlingMs: null, servedRecently: 12 },
      { fromMs: 240_000, toMs: 1_020_000 },
    ],
  ])('%s', (_name, over, expected) => {
    expect(expectedWait(aLine(over))).toEqual(expected);
  });

  it.each([
    ['nobody there', { slots: 0 }],
    ['no history at all', { meanHandlingMs: null, servedRecently: 4 }],
    ['longer than half a day', { ahead: 5_000 }],
  ])('is not promised: %s', (_name, over) => {
    expect(expectedWait(aLine(over))).toBeNull();
  });

  /** The simulated truth: the (ahead + 1)th of exponential departures. */
  it.each([0, 1, 4, 20])('holds in about eight cases of ten with %i ahead', (ahead) => {
    const draw = draws(ahead + 1);
    const { fromMs, toMs } = expectedWait(aLine({ ahead }))!;
    const rounds = 4_000;
    let held = 0;
    for (let round = 0; round < rounds; round += 1) {
      let wait = 0;
      for (let stage = 0; stage <= ahead; stage += 1) wait += -Math.log(1 - draw()) * 60_000;
      if (wait >= fromMs && wait <= toMs) held += 1;
    }
    // Rounding outwards to what people say adds a little, most where the wait is short.
    expect(held / rounds).toBeGreaterThan(0.77);
    expect(held / rounds).toBeLessThan(0.97);
  });
});

describe('calibration', () => {
  const promises = (count: number, actualMs: (n: number) => number): KeptPromise[] =>
    Array.from({ length: count }, (_, n) => ({ fromMs: 60_000, toMs: 180_000, actualMs: actualMs(n) }));

  it('says nothing from a handful', () => {
    expect(
      calibrate(
        promises(19, () => 1e9),
        UNCALIBRATED,
      ),
    ).toEqual({ promised: 19, inside: 0, coverage: 0, widen: 1, pace: 1 });
    expect(calibrate([], { widen: 2, pace: 1.5 })).toEqual({ promised: 0, inside: 0, coverage: null, widen: 2, pace: 1.5 });
  });

  it('widens where too few held, narrows slowly where nearly all did, leaves what is right', () => {
    expect(
      calibrate(
        promises(100, (n) => (n < 60 ? 120_000 : n % 2 ? 1 : 1e6)),
        UNCALIBRATED,
      ),
    ).toMatchObject({ coverage: 0.6, widen: 1.25, pace: 1 });
    expect(
      calibrate(
        promises(100, () => 120_000),
        { widen: 2, pace: 1 },
      ),
    ).toMatchObject({ coverage: 1, widen: 1.8, pace: 1 });
    expect(
      calibrate(
        promises(100, (n) => (n < 85 ? 120_000 : 1e6)),
        UNCALIBRATED,
      ),
    ).toMatchObject({ coverage: 0.85, widen: 1 });
  });

  it('moves by how far the middle was off, in bounded steps', () => {
    expect(
      calibrate(
        promises(50, () => 168_000),
        UNCALIBRATED,
      ).pace,
    ).toBeCloseTo(1.4);
    expect(
      calibrate(
        promises(50, () => 1e9),
        UNCALIBRATED,
      ).pace,
    ).toBe(2);
    expect(
      calibrate(
        promises(50, () => 0),
        { widen: 4, pace: 0.1 },
      ),
    ).toMatchObject({ widen: 4, pace: 0.1 });
  });

  it('learns a queue that is three times slower than its books say within a week', () => {
    const draw = draws(99);
    let learnt: Calibration = UNCALIBRATED;
    let coverage = 0;
    for (let day = 0; day < 7; day += 1) {
      const kept = Array.from({ length: 200 }, (): KeptPromise => {
        const ahead = Math.floor(draw() * 10);
        let actualMs = 0;
        for (let stage = 0; stage <= ahead; stage += 1) actualMs += -Math.log(1 - draw()) * 180_000;
        return { ...expectedWait(aLine({ ahead }), learnt)!, actualMs };
      });
      const score = calibrate(kept, learnt);
      coverage = score.coverage!;
      learnt = score;
    }
    expect(coverage).toBeGreaterThan(0.75);
    expect(learnt.pace).toBeGreaterThan(2);
  });
});
