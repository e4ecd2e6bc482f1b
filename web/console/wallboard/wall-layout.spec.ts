import { describe, expect, it } from '@jest/globals';
import { gapOf, layoutOf } from './wall-layout.js';

describe('any count of queues fits into the window', () => {
  it.each([
    [1, 1880, 960, 'full', 1],
    [5, 1880, 960, 'full', 3],
    [24, 1880, 960, 'brief', 6],
    [5, 1240, 700, 'full', 3],
    [24, 1240, 700, 'brief', 6],
    [1, 380, 700, 'full', 1],
    [5, 380, 700, 'brief', 1],
    [24, 380, 700, 'line', 1],
  ] as const)('%i in %i × %i', (count, width, height, form, columns) => {
    const layout = layoutOf(count, width, height);
    expect(layout).toMatchObject({ form, columns });
    expect(layout.unit).toBeGreaterThan(9);
  });

  it('in every window and for every count there is a place for each, inside it', () => {
    const heights = { full: 19, brief: 10.6, line: 2.1 };
    for (let count = 1; count <= 24; count += 1)
      for (const [width, height] of [
        [1880, 960],
        [1240, 700],
        [380, 700],
        [700, 320],
      ] as const) {
        const { columns, rows, form, unit } = layoutOf(count, width, height);
        expect(columns * rows).toBeGreaterThanOrEqual(count);
        expect(rows * heights[form] * unit + (rows - 1) * gapOf(width)).toBeLessThanOrEqual(height + 0.5);
      }
  });
});
