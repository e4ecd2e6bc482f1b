import { expect, it } from '@jest/globals';
import { type ConsentView, silenceOf } from '../../../src/contracts/privacy.js';
import { purposesOf } from './purposes.js';

const said = (purpose: string, granted: boolean, at: string): ConsentView => ({
  ...{ purpose, granted, at, source: 'widget', evidence: {}, actor: { type: 'customer', id: null } },
});

it('shows what the house asks, then purposes of the deployment’s own, each with the last word', () => {
  const history = [
    said('marketing', true, '2026-01-01T00:00:00Z'),
    said('marketing', false, '2026-02-01T00:00:00Z'),
    said('testing', true, '2026-01-05T00:00:00Z'),
  ];
  const found = purposesOf({ granted: { marketing: false, testing: true }, silence: silenceOf, history });
  expect(found.map(({ purpose, granted, silence, last }) => [purpose, granted, silence, last?.at.slice(5, 7)])).toEqual([
    ['service', undefined, 'allowed', undefined],
    ['pages', undefined, 'inbox', undefined],
    ['marketing', false, 'refused', '02'],
    ['profiling', undefined, 'allowed', undefined],
    ['recording', undefined, 'inbox', undefined],
    ['testing', true, 'refused', '01'],
  ]);
});
