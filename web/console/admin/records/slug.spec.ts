import { describe, expect, it } from '@jest/globals';
import { keyFrom } from './slug.js';

describe('the key of a new record', () => {
  it.each([
    ['Night shift', [], 'night-shift'],
    ['Crème brûlée', [], 'creme-brulee'],
    ['夜班', [], 'queue-2'],
    ['夜班', ['queue-2', 'queue-3'], 'queue-4'],
    ['Ночная смена', ['support'], 'queue-2'],
    ['夜班 VIP', [], 'vip'],
    ['Support', ['support'], 'support-2'],
    ['Support', ['support', 'support-2'], 'support-3'],
    ['', [], ''],
    ['  ', ['queue-2'], ''],
  ])('of %s beside %j is %s', (name, taken, key) => expect(keyFrom(name, 'queue', new Set(taken))).toBe(key));

  it('is left to its maker where a kind of record has no word for it', () =>
    expect(keyFrom('夜班', undefined, new Set())).toBe(''));
});
