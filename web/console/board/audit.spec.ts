import { expect, it } from '@jest/globals';
import { auditQuery, dataLine } from './audit.js';

it('asks for what is filled in, and for nothing the server does not know', () => {
  expect(auditQuery({ actorId: ' a-1 ', action: '', subjectType: 'queue', nosuch: 'x' })).toBe('actorId=a-1&subjectType=queue');
  expect(auditQuery({})).toBe('');
});

it('tells what changed in one line', () => {
  expect(dataLine({ reason: 'lunch', priority: { from: 0, to: 5 }, note: null, ids: ['a', 'b'] })).toBe(
    'reason: lunch · priority: 0 → 5 · ids: ["a","b"]',
  );
  expect(dataLine({ long: 'x'.repeat(1_000) })).toHaveLength(301);
  expect(dataLine({})).toBe('');
});
