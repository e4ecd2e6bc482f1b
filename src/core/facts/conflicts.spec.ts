import { expect, it } from '@jest/globals';
import { conflictsAmong } from './conflicts.js';

const fact = (kind: string, value: string) => ({ kind, value });

it('tells both where there can be one, and nothing where there may be many', () => {
  const [home, away] = [fact('address', 'High Street 1'), fact('address', 'Low Street 2')];
  expect(conflictsAmong([home, fact('order_number', 'A-1'), away, fact('order_number', 'A-2')])).toEqual([
    { kind: 'address', facts: [home, away] },
  ]);
  expect(conflictsAmong([fact('email', 'a@b.test'), fact('email', 'A@B.test')])).toEqual([]);
});

it('knows further kinds of which there is one', () => {
  const both = [fact('contract', '1'), fact('contract', '2')];
  expect(conflictsAmong(both)).toEqual([]);
  expect(conflictsAmong(both, new Set(['contract']))).toEqual([{ kind: 'contract', facts: both }]);
});
