import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAgent, anItem, aSnapshot } from '../../../test/simulation/builders.js';
import { world } from '../../../test/support/matching-worlds.js';
import { decide } from '../../core/matching/decide.js';
import { explain } from '../../core/matching/explain.js';
import type { WaitingItem } from '../../core/matching/snapshot.js';
import { packPass, type PackedPass, unpackPass } from './packed-pass.js';

const stored = (packed: PackedPass): PackedPass => JSON.parse(JSON.stringify(packed)) as PackedPass;

describe('a stored pass', () => {
  it.each([
    ['by best pairs', world({ wholeTierItems: 0 })],
    ['tiers as a whole', world({ wholeTierItems: 200, alike: true })],
    ['only small tiers as a whole', world({ wholeTierItems: 6, alike: true })],
    ['anything', world()],
  ])('replays to the same decisions and names the same agent: %s', (_, worlds) => {
    fc.assert(
      fc.property(worlds, (snapshot) => {
        const decisions = decide(snapshot);
        const replayed = unpackPass(stored(packPass(snapshot, decisions)));
        const decided = new Set(decisions.map((one) => one.conversationId));
        expect(decide(replayed).filter((one) => decided.has(one.conversationId))).toEqual(decisions);
        for (const { conversationId, agentId, counts } of decisions) {
          const rows = explain(replayed, conversationId);
          expect(rows.find((row) => row.outcome === 'chosen')?.agentId).toBe(agentId);
          expect(rows.filter((row) => row.reason === 'busy')).toHaveLength(counts.busy);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps of a long line only what was decided, and one of the highest class', () => {
    const items = Array.from({ length: 300 }, (_, n) =>
      anItem(`c${n}`, { priority: n === 299 ? 5 : 0, language: n === 299 ? 'xx' : null }),
    );
    const snapshot = aSnapshot(items, [anAgent('ana', { reserved: 50 })]);
    const decisions = decide(snapshot);
    const packed = packPass(snapshot, decisions);
    expect(packed.items.map((one) => one.conversationId)).toEqual([...decisions.map((one) => one.conversationId), 'c299']);
    expect(packed.wholeTiers).toEqual([]);
  });

  it('keeps who was left out of a whole tier: without them a tie could fall the other way', () => {
    const asking = (id: string, skill: string): WaitingItem => anItem(id, { skills: [{ skill, minLevel: 1 }] });
    const items = [asking('c1', 'x'), asking('c2', 'y'), asking('c3', 'x')];
    const agents = [1, 5].map((x) => anAgent(`a${x}`, { skills: { x, y: 1 }, reserved: 75 }));
    const weights = { continuity: 0, skillFit: 1, load: 0, waiting: 0, slack: 0 };
    const snapshot = aSnapshot(items, agents, { weights });
    const decisions = decide(snapshot);
    expect(decisions.map((one) => one.by)).toEqual(['whole_tier', 'whole_tier']);
    const packed = packPass(snapshot, decisions);
    expect(packed.items).toHaveLength(3);
    expect(decide(unpackPass(stored(packed)))).toEqual(decisions);
    const without = { ...packed, items: packed.items.filter((one) => one.conversationId !== 'c2') };
    expect(decide(unpackPass(without))).not.toEqual(decisions);
  });

  it('from before there were tiers and limits replays by best pairs', () => {
    const { wholeTiers: _, ...old } = packPass(aSnapshot([anItem('c1'), anItem('c2')], [anAgent('ana'), anAgent('ben')]), [
      { conversationId: 'c1', by: 'best_pair' },
      { conversationId: 'c2', by: 'best_pair' },
    ]);
    expect(decide(unpackPass(stored(old))).map((one) => one.by)).toEqual(['best_pair', 'best_pair']);
  });

  it('says of an agent no more than is needed', () => {
    const plain = packPass(aSnapshot([], [anAgent('ana', { limit: 100, reserved: 25, active: 25 })]), []).agents[0];
    expect(plain).toHaveLength(7);
    const limited = packPass(aSnapshot([], [anAgent('ana', { limit: 120, channelRoom: { voice: 0 } })]), []).agents[0];
    expect(limited?.[7]).toEqual({ limit: 120, channelRoom: { voice: 0 } });
  });
});
