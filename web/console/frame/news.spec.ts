import { describe, expect, it } from '@jest/globals';
import { newsOf, type Sitting } from './news.js';

const now = Date.parse('2026-01-01T00:01:00Z');
const me: Sitting = { now, myId: 'ana', conversation: { assigneeId: 'ana', customerName: 'Mei' }, isLookedAt: false };
const message = (more: object = {}): object => ({
  ...{ id: 'm1', conversationId: 'c1', direction: 'in', kind: 'text', text: 'Hello', createdAt: '2026-01-01T00:00:55Z' },
  ...more,
});
const offer = (more: object = {}): object => ({
  ...{
    id: 'o1',
    conversationId: 'c1',
    agentId: 'ana',
    state: 'pending',
    preview: 'Hi\n there',
    expiresAt: '2026-01-01T00:02:00Z',
  },
  ...{ customer: { id: 'x', name: 'Mei' } },
  ...more,
});
const alert = (more: object = {}): object => ({
  ...{ id: 'l1', kind: 'promise_due', conversationId: 'c1', agent: { id: 'ana' }, raisedAt: '2026-01-01T00:00:59Z' },
  ...more,
});

describe('what rings', () => {
  it('an offer to me, once by its id', () => {
    expect(newsOf('offer.made', offer(), me)).toEqual({
      id: 'offer-o1',
      sort: 'offer',
      conversationId: 'c1',
      who: 'Mei',
      text: 'Hi there',
    });
  });

  it('what a customer of mine writes', () => {
    expect(newsOf('message.created', message(), me)).toMatchObject({ id: 'message-m1', who: 'Mei', text: 'Hello' });
    expect(newsOf('message.created', message({ text: '😀'.repeat(300) }), me)?.text.isWellFormed()).toBe(true);
  });

  it('a promise of mine that falls due', () =>
    expect(newsOf('alert.raised', alert(), me)).toMatchObject({ sort: 'promise', text: 'promise_due' }));

  it.each<[string, string, object, Partial<Sitting>]>([
    ['an offer to somebody else', 'offer.made', offer({ agentId: 'ben' }), {}],
    ['an offer that is over', 'offer.made', offer({ expiresAt: '2026-01-01T00:00:59Z' }), {}],
    ['what I write myself', 'message.created', message({ direction: 'out' }), {}],
    ['a note', 'message.created', message({ direction: 'internal', kind: 'note' }), {}],
    ['what is open before my eyes', 'message.created', message(), { isLookedAt: true }],
    [
      'what a customer of somebody else writes',
      'message.created',
      message(),
      { conversation: { assigneeId: 'ben', customerName: null } },
    ],
    ['what is unknown here', 'message.created', message(), { conversation: null }],
    ['what was written while the screen was away', 'message.created', message({ createdAt: '2025-12-31T23:00:00Z' }), {}],
    ['a promise of somebody else', 'alert.raised', alert({ agent: { id: 'ben' } }), {}],
    ['another alert', 'alert.raised', alert({ kind: 'stuck' }), {}],
    ['anything else', 'presence.updated', {}, {}],
  ])('not: %s', (_what, type, data, sitting) => expect(newsOf(type, data, { ...me, ...sitting })).toBeNull());
});
