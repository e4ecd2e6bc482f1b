import { describe, expect, it } from '@jest/globals';
import { filled, isOpenAt, isTooLarge, lengthOn, uncarried } from './channel-rules.js';

const now = Date.parse('2026-11-22T10:00:00Z');

it.each<[boolean, { open: boolean; maxTextLength: number; closesAt: string | null }]>([
  [true, { open: true, maxTextLength: 10, closesAt: null }],
  [true, { open: true, maxTextLength: 10, closesAt: '2026-11-22T10:00:01Z' }],
  [false, { open: true, maxTextLength: 10, closesAt: '2026-11-22T10:00:00Z' }],
  [false, { open: true, maxTextLength: 0, closesAt: null }],
  [false, { open: false, maxTextLength: 10, closesAt: null }],
])('a free text may be sent: %s', (expected, channel) => expect(isOpenAt(channel, now)).toBe(expected));

describe('the length of a text on a channel', () => {
  it.each([
    ['refuse', 79, { is: 'fine' }],
    ['refuse', 80, { is: 'counted', length: 80, most: 100 }],
    ['refuse', 100, { is: 'counted', length: 100, most: 100 }],
    ['refuse', 101, { is: 'tooLong', length: 101, most: 100 }],
    ['split', 101, { is: 'several', parts: 2, most: 100 }],
    ['split', 301, { is: 'several', parts: 4, most: 100 }],
  ] as const)('%s %i', (overlong, length, expected) =>
    expect(lengthOn({ maxTextLength: 100, overlong }, 'x'.repeat(length))).toEqual(expected),
  );
});

it('is too large for the connection by its bytes, not by its characters', () => {
  expect(isTooLarge('x'.repeat(199_000))).toBe(false);
  expect(isTooLarge('x'.repeat(200_001))).toBe(true);
  expect(isTooLarge('字'.repeat(70_000))).toBe(true);
  expect(isTooLarge('\n'.repeat(110_000))).toBe(true);
});

describe('what a channel carries', () => {
  const media = {
    image: { types: ['image/png'], maxBytes: 100 },
    file: { types: ['application/pdf'], maxBytes: 1_000 },
  };
  it.each([
    ['image/png', 100, null],
    ['image/png', 101, 'size'],
    ['image/heic', 1, 'type'],
    ['application/pdf', 1_000, null],
    ['video/mp4', 1, 'type'],
    ['', 1, null],
  ] as const)('%s of %i bytes', (contentType, sizeBytes, why) =>
    expect(uncarried({ media }, { contentType, sizeBytes })?.why ?? null).toBe(why),
  );
  it('any file, where it says so; none, where it says nothing', () => {
    expect(
      uncarried({ media: { image: { types: ['*/*'], maxBytes: 9 } } }, { contentType: 'image/heic', sizeBytes: 9 }),
    ).toBeNull();
    expect(uncarried({ media: {} }, { contentType: 'image/png', sizeBytes: 9 })?.why).toBe('kind');
  });
});

it('fills in the blanks of a template, and leaves what is not written yet', () => {
  expect(filled('Hello {{1}}, {{2}}. {{1}}! {{3}}', ['Ann', '', '$&'])).toBe('Hello Ann, {{2}}. Ann! $&');
});
