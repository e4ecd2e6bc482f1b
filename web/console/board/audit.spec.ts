import { expect, it } from '@jest/globals';
import { auditQuery, daysOf, subjects } from './audit.js';
import { boardWords } from './words.js';

const now = new Date('2026-03-10T15:30:00').getTime();
const at = (day: string): string => encodeURIComponent(new Date(`${day}T00:00:00`).toISOString());

it('asks for what is filled in, and for nothing the server does not know', () => {
  expect(auditQuery({ actorId: ' a-1 ', action: '', subjectType: 'queue', nosuch: 'x' }, now)).toBe(
    'actorId=a-1&subjectType=queue',
  );
  expect(auditQuery({}, now)).toBe('');
  expect(auditQuery({ span: 'nosuch', first: '2026-01-01' }, now)).toBe('');
});

it('counts spans in days of this screen, today among them', () => {
  expect(auditQuery({ span: 'today' }, now)).toBe(`from=${at('2026-03-10')}`);
  expect(auditQuery({ span: '7' }, now)).toBe(`from=${at('2026-03-04')}`);
  expect(auditQuery({ span: '30' }, now)).toBe(`from=${at('2026-02-09')}`);
  expect(auditQuery({ span: 'own', first: '2026-03-01', last: '2026-03-02' }, now)).toBe(
    `from=${at('2026-03-01')}&to=${at('2026-03-03')}`,
  );
  expect(auditQuery({ span: 'own', first: 'tomorrow', last: '2026-03-02' }, now)).toBe(`to=${at('2026-03-03')}`);
  expect(daysOf({ span: '7' }, now)).toEqual({ first: '2026-03-04', last: '2026-03-10' });
});

it('has words in both languages for every subject', () => {
  for (const subject of subjects)
    for (const language of ['en', 'zh'] as const) expect(boardWords[language]).toHaveProperty([`subject.${subject}`]);
});
