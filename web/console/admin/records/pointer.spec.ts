import { describe, expect, it } from '@jest/globals';
import { fieldOf, headOf, pointerOf, valueAt, withValue } from './pointer.js';

describe('a place in a record', () => {
  const record = { name: 'Support', steps: [{ afterMs: 1 }, { afterMs: 2, toQueue: 'q' }], 'a/b': { '~': 3 } };

  it.each([
    ['/name', 'Support'],
    ['/steps/1/toQueue', 'q'],
    ['/steps/7/toQueue', undefined],
    ['/name/deeper', undefined],
    ['/a~1b/~0', 3],
    ['', record],
  ])('%s is read', (pointer, value) => expect(valueAt(record, pointer)).toEqual(value));

  it('is written without touching what lies beside it', () => {
    const next = withValue(record, '/steps/1/afterMs', 9);
    expect(next.steps).toEqual([{ afterMs: 1 }, { afterMs: 9, toQueue: 'q' }]);
    expect(next.steps[0]).toBe(record.steps[0]);
    expect(record.steps[1]).toEqual({ afterMs: 2, toQueue: 'q' });
  });

  it('is made where nothing was, and taken away by undefined', () => {
    expect(withValue({}, '/limits/voice', 1)).toEqual({ limits: { voice: 1 } });
    expect(withValue({ limits: { voice: 1, email: 2 } }, '/limits/voice', undefined)).toEqual({ limits: { email: 2 } });
  });

  it('is spelt so that any name survives', () => {
    expect(pointerOf('a/b', '~', 0)).toBe('/a~1b/~0/0');
    expect(valueAt(record, pointerOf('a/b', '~'))).toBe(3);
  });
});

describe('the field where an error lands', () => {
  const fields = ['/name', '/steps', '/steps/0', '/steps/0/toQueue', '/step'];

  it.each([
    ['/name', '/name'],
    ['/steps/0/toQueue', '/steps/0/toQueue'],
    ['/steps/0/addQueues/2', '/steps/0'],
    ['/steps/4/afterMs', '/steps'],
    ['/stepsister', null],
    ['/fallbackQueueId', null],
    ['', null],
  ])('%s lands at %s', (pointer, field) => expect(fieldOf(pointer, fields)).toBe(field));

  it('is sent under its first name', () => expect(headOf('/steps/0/toQueue')).toBe('steps'));
});
