import { expect, it } from '@jest/globals';
import { auditQuery, conversationsIn, dataLine } from './audit.js';

it('asks for what is filled in, and for nothing the server does not know', () => {
  expect(auditQuery({ actorId: ' a-1 ', action: '', subjectType: 'queue', nosuch: 'x' })).toBe('actorId=a-1&subjectType=queue');
  expect(auditQuery({})).toBe('');
});

it('tells what changed in one line', () => {
  expect(dataLine({ reason: 'lunch', priority: { from: 0, to: 5 }, note: null, ids: ['a', 'b'] })).toBe(
    'reason: lunch · priority: 0 → 5 · ids: a, b',
  );
  expect(dataLine({ long: 'x'.repeat(1_000) })).toHaveLength(301);
  expect(dataLine({})).toBe('');
});

it('says names where it knows them', () => {
  const nameOf = (id: string): string | undefined => ({ a1: 'Ana', b2: 'Ben' })[id];
  expect(
    dataLine(
      { fromAgentId: 'a1', toAgentId: 'c3', agentIds: ['a1', 'b2'], to: { id: 'b2' }, by: { id: 'x', name: 'Sam' } },
      nameOf,
    ),
  ).toBe('from agent: Ana · to agent: c3 · agent: Ana, Ben · to: Ben · by: Sam');
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
