import { describe, expect, it } from '@jest/globals';
import type { WidgetMessageView } from '../../src/contracts/views.js';
import { Thread } from './thread.js';

const message = (seq: number, more: Partial<WidgetMessageView> = {}): WidgetMessageView => ({
  ...{ id: `m${seq}`, seq, rev: seq, direction: 'out', kind: 'text', channel: 'webchat', author: { type: 'agent', name: 'Ana' } },
  ...{ text: `text ${seq}`, attachments: [], clientId: null, delivery: { state: 'sent' }, createdAt: '2026-01-02T03:04:05Z' },
  ...more,
});
const answer = (messages: WidgetMessageView[], more: object = {}) => ({
  ...{ epoch: 1, head: messages.at(-1)?.seq ?? 0, reset: false, hasMore: false, messages, conversation: null },
  ...more,
});
const texts = (thread: Thread): string[] => thread.messages().map(({ text }) => text);

describe('the thread of a customer', () => {
  it('shows each message once and in order, whichever way and how often it comes', () => {
    const thread = new Thread();
    thread.apply(answer([message(1), message(3)]));
    expect(thread.put(message(2))).toBe(true);
    expect(thread.put(message(2))).toBe(false);
    expect(texts(thread)).toEqual(['text 1', 'text 2', 'text 3']);
  });

  it('is in the order of time where the customer was two, and every number occurs twice', () => {
    const thread = new Thread();
    const at = (minute: number): Partial<WidgetMessageView> => ({
      createdAt: `2026-01-02T03:0${minute}:00Z`,
      text: `minute ${minute}`,
    });
    thread.apply(answer([message(2, at(3)), message(3, at(5))]));
    thread.apply(answer([message(3, { id: 'other-3', ...at(1) }), message(4, { id: 'other-4', ...at(4), direction: 'in' })]));
    expect(texts(thread)).toEqual(['minute 1', 'minute 3', 'minute 4', 'minute 5']);
    expect([thread.firstSeq(), thread.lastFromUs()]).toEqual([2, 3]);
    expect(new Thread().firstSeq()).toBe(0);
  });

  it('never goes back to an older version', () => {
    const thread = new Thread();
    thread.put(message(1, { rev: 5, delivery: { state: 'read' } }));
    expect(thread.put(message(1, { rev: 4, delivery: { state: 'sent' } }))).toBe(false);
    expect(thread.messages()[0]!.delivery.state).toBe('read');
    thread.put(message(1, { rev: 6, text: 'edited' }));
    expect(texts(thread)).toEqual(['edited']);
  });

  it('knows a gap by the head, and asks once for a hole that stays', () => {
    const thread = new Thread();
    thread.apply(answer([message(1)]));
    expect(thread.isBehind(1)).toBe(false);
    expect(thread.isBehind(3)).toBe(true);
    thread.put(message(3));
    expect(thread.isBehind(3)).toBe(true);
    // What lies between is not this customer's to see: the sync says so.
    thread.apply(answer([message(3)], { head: 3 }));
    expect(thread.isBehind(3)).toBe(false);
    thread.put(message(4));
    expect(thread.isBehind(4)).toBe(false);
  });

  it('is certain only of what arrived while there is more to come', () => {
    const thread = new Thread();
    thread.apply(answer([message(1), message(2)], { head: 9, hasMore: true }));
    expect([thread.syncedSeq, thread.syncedRev]).toEqual([2, 2]);
    thread.apply(answer([message(9)], { head: 9 }));
    expect(thread.syncedSeq).toBe(9);
  });

  it('begins anew where the server says so', () => {
    const thread = new Thread();
    thread.apply(answer([message(1), message(2)]));
    thread.apply(answer([message(7)], { reset: true, epoch: 2 }));
    expect(texts(thread)).toEqual(['text 7']);
    expect(thread.epoch).toBe(2);
  });

  it('tells what was missed, and nothing of what was there before', () => {
    const thread = new Thread();
    expect(thread.apply(answer([message(1), message(2)]))).toEqual([]);
    thread.put(message(3));
    expect(thread.apply(answer([message(2, { rev: 9 }), message(3), message(4), message(5)]))).toEqual([message(4), message(5)]);
    expect(thread.apply(answer([message(5), message(6)], { reset: true }))).toEqual([message(6)]);
    thread.clear();
    expect(thread.apply(answer([message(6), message(7)]))).toEqual([]);
  });

  it('gives back the last place of ours', () => {
    const thread = new Thread();
    expect(thread.lastFromUs()).toBe(0);
    for (const one of [message(1), message(2), message(3, { direction: 'in' })]) thread.put(one);
    expect(thread.lastFromUs()).toBe(2);
  });
});
