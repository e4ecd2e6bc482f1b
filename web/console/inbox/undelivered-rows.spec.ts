import { describe, expect, it } from '@jest/globals';
import { togetherOf, type Undelivered } from './undelivered-rows.js';

const row = (id: string, more: Partial<Undelivered>): Undelivered => ({
  ...{ id, kind: 'out', inboxId: 'a', channel: 'sms', at: '2026-11-22T10:00:00Z', who: null, text: '', why: '' },
  ...{ nextAttemptAt: null, keptUntil: null, conversationId: null, messageId: null, canAgain: true, isDismissed: false, ...more },
});

describe('what is tried again together', () => {
  it('is what failed in one inbox and one direction, where it is more than one', () => {
    const rows = [
      row('1', {}),
      row('2', {}),
      row('3', { inboxId: 'b' }),
      row('4', { kind: 'waiting', canAgain: false }),
      row('5', { kind: 'failed' }),
      row('6', { kind: 'failed' }),
      row('7', { kind: 'failed', canAgain: false }),
      row('8', { kind: 'refused' }),
      row('9', { kind: 'unrecognised' }),
      row('10', { isDismissed: true }),
    ];
    expect(togetherOf(rows)).toEqual([
      { inboxId: 'a', what: 'outbound', count: 2 },
      { inboxId: 'a', what: 'inbound', count: 2 },
    ]);
  });
});
