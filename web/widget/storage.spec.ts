import { describe, expect, it } from '@jest/globals';
import { Kept } from './storage.js';

describe('what is kept in the browser', () => {
  it('is what was written last, also once the page has filled its storage', () => {
    const rows = new Map<string, string>();
    let isFull = false;
    const storage = {
      getItem: (key: string) => rows.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (isFull) throw new Error('QuotaExceededError');
        rows.set(key, value);
      },
      removeItem: (key: string) => void rows.delete(key),
    } as unknown as Storage;
    const [kept, otherTab] = [new Kept('t.', () => storage), new Kept('t.', () => storage)];
    kept.set('draft', 'Hel');
    isFull = true;
    kept.set('draft', 'Hello');
    expect(kept.get('draft')).toBe('Hello');
    kept.set('draft', null);
    expect(kept.get('draft')).toBeNull();
    isFull = false;
    // What storage took is shared, and another tab's word may be newer.
    kept.set('draft', 'mine');
    otherTab.set('draft', 'theirs');
    expect(kept.get('draft')).toBe('theirs');
  });
});
