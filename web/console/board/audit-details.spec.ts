import { expect, it } from '@jest/globals';
import { conversationsIn, dataLine } from './audit-details.js';
import { boardWords } from './words.js';

const inWords = (language: 'en' | 'zh') => {
  const words: Record<string, string> = boardWords[language];
  return {
    keyWord: (key: string) => words[`key.${key}`],
    valueWord: (_key: string, value: string) => words[`word.${value}`],
    time: (at: string) => `at ${at.slice(11, 16)}`,
  };
};

it('tells what changed in one line', () => {
  expect(dataLine({ reason: 'lunch', priority: { from: 0, to: 5 }, note: null, ids: ['a', 'b'] })).toBe(
    'reason: lunch · priority: 0 → 5 · ids: a, b',
  );
  expect(dataLine({ to: 5, from: 0 })).toBe('from: 0 · to: 5');
  expect(dataLine({ long: 'x'.repeat(1_000) })).toHaveLength(301);
  expect(dataLine({})).toBe('');
});

it('says names where it knows them, and the end of an id where it does not', () => {
  const nameOf = (id: string): string | undefined => ({ a1: 'Ana', b2: 'Ben' })[id];
  expect(
    dataLine(
      { fromAgentId: 'a1', toAgentId: 'c3', agentIds: ['a1', 'b2'], to: { id: 'b2' }, by: { id: 'x', name: 'Sam' } },
      { nameOf },
    ),
  ).toBe('from agent: Ana · to agent: c3 · agent: Ana, Ben · to: Ben · by: Sam');
  expect(dataLine({ decisionId: '01890a5d-ac96-774b-bcce-b302099a8057' })).toBe('decision: #9a8057');
});

it('says keys and small words in the language of the page, and leaves alone what people wrote', () => {
  const data = { forced: true, from: 'off', toAgentId: 'Ana', until: '2026-03-10T15:30:00.000Z', reason: 'busy', nosuchKey: 'x' };
  expect(dataLine(data, inWords('en'))).toBe(
    'from: off · forced: yes · to agent: Ana · until: at 15:30 · reason: busy · nosuch key: x',
  );
  expect(dataLine(data, inWords('zh'))).toBe('从: 关闭 · 强制: 是 · 到客服: Ana · 直到: at 15:30 · 理由: busy · nosuch key: x');
});

it('knows the conversations that entries are about', () => {
  const entry = (subjectType: string, subjectId: string, data: Record<string, unknown> = {}) => ({
    subjectType,
    subjectId,
    data,
  });
  expect(
    conversationsIn([entry('conversation', 'c-1'), entry('offer', 'o-1', { conversationId: 'c-2' }), entry('queue', 'q-1')]),
  ).toEqual(['c-1', 'c-2']);
});
