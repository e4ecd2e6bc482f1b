import { describe, expect, it } from '@jest/globals';
import { emptyCounts } from './board.js';
import type { AgentExplanation, AgentFacts } from './explain.js';
import { BLOCK_REASONS } from './snapshot.js';
import { toldOf, toldWhyWaiting } from './told.js';
import { WAIT_BINDINGS, type WaitingCase } from './waiting-sentence.js';

const facts: AgentFacts = {
  ...{ preference: null, language: 'zh', skills: [], free: 2, capacity: 4, weight: 1, neededElsewhere: false },
} as unknown as AgentFacts;
const explained = (more: Partial<AgentExplanation>, about: Partial<AgentFacts> = {}): AgentExplanation => ({
  ...{ agentId: 'a', outcome: 'chosen' as const, reason: null, score: 1, parts: null, facts: { ...facts, ...about } },
  ...more,
});
const chinese = (one: AgentExplanation, customer: string | null = 'Mei'): string =>
  toldOf(one, { agent: 'Ana', customer, skills: { billing: '账单' } }).translations.zh;

describe('a decision, told in Chinese', () => {
  it.each([
    [explained({}, { preference: 'last' }), 'Ana：上次服务了Mei、会说中文、空余 2/4'],
    [explained({}, { preference: 'owner', language: null }), 'Ana：是Mei的专属客服、空余 2/4'],
    [
      explained({ outcome: 'runner-up' }, { skills: [{ skill: 'billing', minLevel: 1, level: 3 }] }),
      'Ana：会说中文、账单 3 级、空余 2/4、次优人选',
    ],
    [
      explained({ outcome: 'blocked', reason: 'skill_level' }, { skillGap: { skill: 'billing', level: 1, minLevel: 3 } }),
      'Ana：账单为 1 级，需要 3 级',
    ],
    [explained({ outcome: 'blocked', reason: 'no_capacity' }, { free: 0 }), 'Ana：没有空位，空余 0/4'],
  ])('%#', (one, words) => expect(chinese(one)).toBe(words));

  it('calls a customer without a name the customer', () => {
    expect(chinese(explained({}, { preference: 'last' }), null)).toContain('上次服务了客户');
    expect(toldOf(explained({}, { preference: 'last' }), { agent: 'Ana', customer: null }).sentence).toContain(
      'helped the customer last',
    );
  });

  it.each(BLOCK_REASONS)('has words of its own for %s', (reason) => {
    const words = chinese(explained({ outcome: 'blocked', reason }));
    expect(words).not.toMatch(/无法接待|undefined|[a-z]{4,}/);
  });
});

describe('why somebody waits, told in Chinese', () => {
  const waits = (more: Partial<WaitingCase>): string =>
    toldWhyWaiting(
      {
        ...{ binding: 'no_capacity' as const, counts: emptyCounts(), asks: { skills: [], language: 'zh', groups: [] } },
        ...{ channel: 'webchat', exclusive: false, heldFor: null, next: null },
        ...more,
      },
      { skills: { billing: '账单' } },
    ).translations.zh;

  it.each([
    [{ counts: { ...emptyCounts(), no_capacity: 3 } }, '会说中文的有 3 人，都没有空位'],
    [{ counts: { ...emptyCounts(), no_capacity: 2, away: 1 } }, '会说中文的有 3 人：1 人离开，2 人没有空位'],
    [
      { binding: 'skill_missing' as const, asks: { skills: [{ skill: 'billing', minLevel: 2 }], language: null, groups: [] } },
      '没有人有账单 2 级',
    ],
    [{ binding: 'queue_paused' as const, because: 'fire drill', until: '10:42' }, '队列已暂停（fire drill），直到 10:42'],
    [
      { counts: { ...emptyCounts(), away: 1 }, next: { at: '10:42', steps: [{ afterMs: 1, dropLanguage: true }] } },
      '会说中文的有 1 人，离开；10:42 起不再要求语言',
    ],
    [{ heldFor: { name: 'Ana', until: '10:42' }, counts: { ...emptyCounts(), away: 1 } }, '等待Ana（到 10:42），对方离开'],
  ])('%#', (more, words) => expect(waits(more as Partial<WaitingCase>)).toBe(words));

  it.each(WAIT_BINDINGS)('has words for %s', (binding) => expect(waits({ binding })).toMatch(/^[^a-z]*[\u4e00-\u9fff]/));
});
