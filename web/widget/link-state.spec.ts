import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LinkState } from './link-state.js';

describe('what is said of the connection', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('says nothing of a blink, and what is lost after a while', () => {
    const link = new LinkState(() => undefined);
    link.sayInAWhile('Reconnecting');
    link.online();
    jest.advanceTimersByTime(5_000);
    expect(link.banner).toBe('');
    link.sayInAWhile('Reconnecting');
    jest.advanceTimersByTime(5_000);
    expect([link.banner, link.isOffline]).toEqual(['Reconnecting', true]);
  });

  it('keeps a reason that trying again does not mend, until it is mended', () => {
    const link = new LinkState(() => undefined);
    link.sayInAWhile('Reconnecting');
    link.say('This site may not use the inbox', true);
    jest.advanceTimersByTime(5_000);
    link.sayInAWhile('Reconnecting');
    jest.advanceTimersByTime(5_000);
    expect([link.banner, link.isFinal]).toEqual(['This site may not use the inbox', true]);
    link.online();
    expect([link.banner, link.isFinal]).toEqual(['', false]);
  });

  it('goes back to trying after a reason that passes by itself', () => {
    const link = new LinkState(() => undefined);
    link.sayInAWhile('Reconnecting');
    link.say('Too much at once');
    jest.advanceTimersByTime(5_000);
    expect(link.banner).toBe('Too much at once');
    link.sayInAWhile('Reconnecting');
    jest.advanceTimersByTime(5_000);
    expect(link.banner).toBe('Reconnecting');
  });
});
