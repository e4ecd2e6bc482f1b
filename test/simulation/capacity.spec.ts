import { describe, expect, it } from '@jest/globals';
import { ChatDesk } from './chat-desk.js';
import type { DeskRun, DeskTerms } from './chat-desk.js';
import { mean } from './ledger.js';
import { Random } from './random.js';

const MINUTE = 60_000;
const TURNS = { mean: 6, oursMs: MINUTE, theirsMs: MINUTE };

/** A day of chats with ten agents; `perMinute` of them come. */
function aDay(perMinute: number, over: Partial<DeskTerms> = {}): DeskRun {
  const arriving = new Random(31);
  const times = (function* () {
    for (let at = 0; at < 480 * MINUTE;) yield (at += arriving.exponential(MINUTE / perMinute));
  })();
  const random = new Random(32);
  return new ChatDesk({ comeAt: new Array(10).fill(0), limit: 100, turns: TURNS, random, ...over }).serve(times);
}

describe('capacity in one currency: a conversation is lighter while the customer has the word', () => {
  const RIGID = { statePercent: { waiting_on_customer: 100 } };

  it('takes in more at once, so that fewer wait, and no claim ever passes the limit', () => {
    const [light, rigid] = [aDay(3.4), aDay(3.4, { weights: RIGID })];
    expect(mean(light.waits)).toBeLessThan(mean(rigid.waits) / 2);
    expect([light.overClaims, rigid.overClaims]).toEqual([0, 0]);
  });

  it('never refuses a reply, though it lifts the agent above the limit; with full weights that cannot happen', () => {
    const [light, rigid] = [aDay(3.4), aDay(3.4, { weights: RIGID })];
    expect(light.liftedOver).toBeGreaterThan(0);
    expect(light.peak).toBeGreaterThan(100);
    expect([rigid.liftedOver, rigid.peak]).toEqual([0, 100]);
  });

  it('the return reserve takes the replies: one chat free cuts those above the whole limit by a quarter, 40 units by all', () => {
    const [without, reserved, wide] = [aDay(3), aDay(3, { returnReserve: 25 }), aDay(3, { returnReserve: 40 })];
    const share = (run: DeskRun): number => run.liftedOver / run.replies;
    expect(share(reserved)).toBeLessThan(0.75 * share(without));
    expect([wide.liftedOver, wide.peak]).toEqual([0, 100]);
    expect([reserved.overClaims, wide.overClaims]).toEqual([0, 0]);
  });
});

describe('F15: the first agent online does not get the whole backlog', () => {
  /** Forty chats left over from the night; eight agents come, one every half minute, each good for eight at once. */
  const monday = (rampMs: number): { shares: number[]; run: DeskRun } => {
    const comeAt = Array.from({ length: 8 }, (_, n) => (1 + n / 2) * MINUTE);
    const slow = { mean: 6, oursMs: 30 * MINUTE, theirsMs: 30 * MINUTE };
    const desk = new ChatDesk({ comeAt, limit: 200, rampMs, turns: slow, random: new Random(33) });
    const run = desk.serve(new Array(40).fill(0), 14 * MINUTE);
    return { shares: desk.desks.map(({ conversations }) => conversations), run };
  };

  it('without a ramp those who come first are full and those who come last find nothing', () => {
    const { shares } = monday(0);
    expect(shares[0]).toBe(8);
    expect(shares[7]).toBe(0);
  });

  it('with a ramp of a quarter of an hour each has a part, nobody sits idle beside the line, and all are taken', () => {
    const { shares, run } = monday(15 * MINUTE);
    expect(Math.max(...shares)).toBeLessThanOrEqual(7);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(4);
    expect(run.idleBesideLine).toBe(0);
    expect(run.overClaims).toBe(0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThanOrEqual(38);
  });
});
