import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../src/contracts/views.js';
import { heightOf } from './row-height.js';
import type { MessageRow } from './rows.js';

const said = (text: string, more: Partial<MessageRow> = {}): MessageRow => ({
  ...{ kind: 'message', key: 'k', changesChannel: false, isOther: false, follows: true, showsDelivery: false },
  message: { text, attachments: [] as MessageView['attachments'] } as MessageView,
  ...more,
});

describe('the height of a row before it is drawn', () => {
  // Measured in Chromium, in a thread 635 pixels wide.
  it.each<[string, MessageRow, number]>([
    ['one line', said('Line 4989: what we talked about, 说过的话。'), 36],
    ['its writer is named', said('One line', { follows: false }), 61],
    ['four lines', said(`Two\nlines and this one ${'is rather long '.repeat(12)}`), 94],
    ['Chinese, and how it was delivered', said('这是一条比较长的中文消息，'.repeat(12), { showsDelivery: true }), 133],
  ])('%s', (_what, row, measured) => expect(Math.abs(heightOf(row, 635) - measured)).toBeLessThanOrEqual(1));

  it('of a very long text is that of its beginning, and of an empty one that of nothing', () => {
    expect(heightOf(said('word '.repeat(20_000)), 635)).toBeLessThan(1_300);
    expect(heightOf(said(''), 635)).toBe(16);
  });

  it('grows as the thread gets narrower', () => {
    const row = said('Where is my parcel? '.repeat(10));
    expect(heightOf(row, 300)).toBeGreaterThan(heightOf(row, 635));
    expect(heightOf(row, 0)).toBeLessThan(Infinity);
  });
});
