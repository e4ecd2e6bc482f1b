import { describe, expect, it } from '@jest/globals';
import { cleanNames, isolated } from './names.js';

describe('names in what the server sent', () => {
  it('lose the signs that turn text around, wherever they stand; what was written keeps them', () => {
    const data = {
      customerName: 'Mei\u202e',
      text: 'a\u202eb',
      attachments: [{ name: 'invoice\u202egpj.exe' }],
      author: { name: '\u2067Ana\u2069', id: null },
      why: { sentence: 'Ana\u202e: away', translations: { zh: 'Ana\u202e：离开' } },
    };
    expect(cleanNames(data)).toEqual({
      customerName: 'Mei',
      text: 'a\u202eb',
      attachments: [{ name: 'invoicegpj.exe' }],
      author: { name: 'Ana', id: null },
      why: { sentence: 'Ana: away', translations: { zh: 'Ana：离开' } },
    });
  });

  it.each([null, undefined, 'name', 3, []])('are not looked for in %p', (data) => {
    expect(cleanNames(data)).toEqual(data);
  });
});

describe('a value in a sentence', () => {
  it.each<[string, string]>([
    ['Mei Lin', 'Mei Lin'],
    ['سارة', '\u2068سارة\u2069'],
    ['דנה 3', '\u2068דנה 3\u2069'],
    ['美玲', '美玲'],
    ['\u202eliame', 'liame'],
    // What opens and is not closed cannot reach beyond its own end.
    ['\u2067سارة', '\u2068سارة\u2069'],
  ])('%p stands there as %p', (value, expected) => {
    expect(isolated(value)).toBe(expected);
  });
});
