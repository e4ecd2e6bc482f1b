import { describe, expect, it } from '@jest/globals';
import type { ConversationView } from '../../../src/contracts/views.js';
import { deadlineOf } from './deadline.js';

const now = Date.parse('2026-03-02T12:00:00Z');
const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
type Target = ConversationView['targets'][number];
const target = (more: Partial<Target>): Target => ({
  ...{ kind: 'next_reply', startedAt: at(-10), dueAt: at(50), metAt: null, breachedAt: null, stoppedAt: null },
  ...more,
});
const of = (targets: Target[], more: Partial<ConversationView> = {}) =>
  deadlineOf({ targets, deadlineAt: null, status: 'assigned', ...more }, now);

describe('the deadline of a conversation', () => {
  it('is the running clock that ends first', () => {
    const found = of([target({ kind: 'resolution', dueAt: at(40) }), target({ dueAt: at(30) }), target({ kind: 'first_reply' })]);
    expect(found).toEqual({ kind: 'next_reply', dueAt: at(30), state: 'fine' });
  });

  it.each([
    ['met', target({ metAt: at(-1) })],
    ['standing', target({ stoppedAt: at(-1) })],
    ['without a moment', target({ dueAt: null })],
  ])('is none where the clock is %s', (_, one) => expect(of([one])).toBeNull());

  it('is near in its last fifth, or its last two minutes; broken from its moment on', () => {
    expect(of([target({ startedAt: at(-48), dueAt: at(12.5) })])?.state).toBe('fine');
    expect(of([target({ startedAt: at(-48), dueAt: at(11.5) })])?.state).toBe('near');
    expect(of([target({ startedAt: at(-1), dueAt: at(1.9) })])?.state).toBe('near');
    expect(of([target({ dueAt: at(0) })])?.state).toBe('broken');
    expect(of([target({ dueAt: at(-5), breachedAt: at(-5) })])?.state).toBe('broken');
  });

  it('is the moment of the next reply where no clock is told, and none once closed', () => {
    expect(of([], { deadlineAt: at(9) })).toEqual({ kind: 'next_reply', dueAt: at(9), state: 'fine' });
    expect(of([target({})], { status: 'closed' })).toBeNull();
  });
});
