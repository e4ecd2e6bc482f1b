import { idOf, momentOf, textOf } from './json-reading.js';

describe("reading what Meta's calls hold", () => {
  it.each([
    [
      'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=',
      'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=',
    ],
    [5275811702471834, '5275811702471834'],
    ['x'.repeat(500), 'x'.repeat(500)],
    ['x'.repeat(501), undefined],
    ['', undefined],
    ['two words', undefined],
    ['line\nbreak', undefined],
    ['nul\u0000', undefined],
    ['好', undefined],
    [1.5, undefined],
    [2 ** 60, undefined],
    [null, undefined],
    [{ id: 1 }, undefined],
  ])('the id %j', (written, id) => {
    expect(idOf(written)).toBe(id);
  });

  it.each([
    ['1763719200', 'seconds', '2025-11-21T10:00:00.000Z'],
    [1763719200, 'seconds', '2025-11-21T10:00:00.000Z'],
    [1763719200123, 'milliseconds', '2025-11-21T10:00:00.123Z'],
    ['0', 'seconds', undefined],
    [-5, 'seconds', undefined],
    ['99999999999999', 'seconds', undefined],
    ['yesterday', 'seconds', undefined],
    [Number.NaN, 'milliseconds', undefined],
    [undefined, 'milliseconds', undefined],
  ] as const)('the moment %j in %s', (written, unit, moment) => {
    expect(momentOf(written, unit)?.toISOString()).toBe(moment);
  });

  it('a text is as long as it may be, and can be stored', () => {
    expect(textOf('abcdef', 3)).toBe('abc');
    expect(textOf('a\u0000b\ud800')).toMatch(/^a.?b\ufffd$/);
    expect([textOf(''), textOf(5), textOf(null)]).toEqual([undefined, undefined, undefined]);
  });
});
