import { type CustomerPatience, dueCustomerStep } from './customer-silence.js';

describe('a silent customer', () => {
  const cases: [string, CustomerPatience, boolean, number, 'remind' | 'close' | null][] = [
    ['is left alone at first', { remindAfterMs: 100, closeAfterMs: 300 }, false, 99, null],
    ['is asked once', { remindAfterMs: 100, closeAfterMs: 300 }, false, 100, 'remind'],
    ['is asked before anything is closed, however late', { remindAfterMs: 100, closeAfterMs: 300 }, false, 999, 'remind'],
    ['has the rest of the time after the reminder', { remindAfterMs: 100, closeAfterMs: 300 }, true, 199, null],
    ['is then closed', { remindAfterMs: 100, closeAfterMs: 300 }, true, 200, 'close'],
    ['is closed without a reminder where there is none', { remindAfterMs: null, closeAfterMs: 300 }, false, 300, 'close'],
    ['is closed first where that comes first', { remindAfterMs: 300, closeAfterMs: 100 }, false, 100, 'close'],
    ['is never closed where that is off', { remindAfterMs: 100, closeAfterMs: null }, true, 9_999, null],
    ['is asked where only that is on', { remindAfterMs: 100, closeAfterMs: null }, false, 100, 'remind'],
    ['is left alone where both are off', { remindAfterMs: null, closeAfterMs: null }, false, 9_999, null],
  ];
  it.each(cases)('%s', (_what, patience, reminded, now, step) => {
    expect(dueCustomerStep(patience, { lastWordAt: 0, reminded }, now)).toBe(step);
  });
});
