import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAgent, anItem, aSnapshot } from '../../../test/simulation/builders.js';
import { blockedByAll } from './blocked.js';
import { decide } from './decide.js';
import { blockedBy } from './explain.js';

describe('what each waits for, from one pass', () => {
  it('gives for every item what asking for it alone gives', () => {
    const level = fc.integer({ min: 1, max: 3 });
    const item = fc.record({
      minLevel: fc.option(level),
      weight: fc.constantFrom(25, 100),
      language: fc.constantFrom(null, 'zh'),
    });
    const agent = fc.record({
      level: fc.option(level),
      reserved: fc.constantFrom(0, 50, 90),
      zh: fc.boolean(),
      presence: fc.constantFrom('available' as const, 'away' as const),
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), fc.array(agent, { maxLength: 6 }), (items, agents) => {
        const snapshot = aSnapshot(
          items.map(({ minLevel, weight, language }, n) =>
            anItem(`c${n}`, { weight, language, skills: minLevel === null ? [] : [{ skill: 's', minLevel }], waitingSince: n }),
          ),
          agents.map(({ level, reserved, zh, presence }, n) =>
            anAgent(`a${n}`, { reserved, presence, languages: zh ? ['zh'] : [], skills: level === null ? {} : { s: level } }),
          ),
        );
        const all = blockedByAll(snapshot);
        const decided = new Map(decide(snapshot).map((one) => [one.conversationId, one.agentId]));
        for (const { conversationId } of snapshot.items) {
          const alone = blockedBy(snapshot, conversationId)!;
          const found = all.get(conversationId)!;
          expect(found.agentId).toBe(decided.get(conversationId) ?? null);
          expect(found.binding).toBe(alone.binding);
          if (!alone.matched) expect(found.counts).toEqual(alone.counts);
        }
      }),
      { numRuns: 200 },
    );
  });
});
