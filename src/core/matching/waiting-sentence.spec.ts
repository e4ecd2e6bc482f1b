import { describe, expect, it } from '@jest/globals';
import { emptyCounts } from './board.js';
import type { BlockReason } from './snapshot.js';
import { WAIT_BINDINGS, type WaitingCase, waitingSentence } from './waiting-sentence.js';

const said = (over: Omit<Partial<WaitingCase>, 'counts'> & { counts?: Partial<Record<BlockReason, number>> }): string =>
  waitingSentence(
    {
      ...{ binding: 'no_capacity', channel: 'voice', exclusive: false, heldFor: null, next: null },
      asks: { skills: [], language: null, groups: [] },
      ...over,
      counts: { ...emptyCounts(), ...over.counts },
    },
    { skills: { billing: 'Billing' }, queues: { second: 'Second line' } },
  );
const zh = { skills: [], language: 'zh', groups: [] };
const billing = { skills: [{ skill: 'billing', minLevel: 3 }], language: null, groups: [] };
const untilNine = { until: '09:00 on 2026-11-23' };

describe('why a conversation waits, in a sentence', () => {
  it.each<[string, Parameters<typeof said>[0]]>([
    ['has just come in and is about to get its queue', { binding: 'not_routed' }],
    ['the queue is paused (fire drill) until 10:42', { binding: 'queue_paused', because: 'fire drill', until: '10:42' }],
    ['the queue is paused', { binding: 'queue_paused' }],
    ['the queue is closed until 09:00 on 2026-11-23', { binding: 'queue_closed', ...untilNine }],
    ['the queue is closed, and no opening is planned', { binding: 'queue_closed' }],
    ['the rules of its queue cannot be read, so nothing of it is given out', { binding: 'rules_unreadable' }],
    [
      'giving it out failed by a fault (23514 a_check), tried again at 10:42',
      { binding: 'set_aside', because: '23514 a_check', until: '10:42' },
    ],
    ['Ben can take it now', { binding: 'nothing', agent: 'Ben' }],
    ['nobody works in this queue', { binding: 'no_agents' }],
    ['nobody works in this queue', { binding: 'not_in_queue', counts: { not_in_queue: 4 } }],
    ['whoever could serve it has just passed it on', { binding: 'excluded', counts: { not_in_queue: 4, excluded: 1 } }],
    ['nobody is in the group vip', { binding: 'group', counts: { group: 3 }, asks: { ...zh, groups: ['vip'] } }],
    ['nobody has Billing at level 3', { binding: 'skill_missing', counts: { skill_missing: 3 }, asks: billing }],
    [
      'nobody has Billing at level 3 (2 at a lower level)',
      { binding: 'skill_level', counts: { skill_missing: 3, skill_level: 2 }, asks: billing },
    ],
    ['nobody who could serve it otherwise speaks Chinese', { binding: 'language', counts: { language: 3 }, asks: zh }],
    ['2 who speak Chinese, both offline', { binding: 'offline', counts: { offline: 2, language: 3 }, asks: zh }],
    ['1 who works in this queue, away', { binding: 'away', counts: { away: 1 } }],
    [
      '1 who has Billing at level 3, finishing and taking no new work',
      { binding: 'finishing', counts: { finishing: 1 }, asks: billing },
    ],
    ['3 who work in this queue, all disconnected', { binding: 'lease_expired', counts: { lease_expired: 3 } }],
    [
      '2 who work in this queue: 1 away, 1 not asked again after declining',
      { binding: 'declined', counts: { away: 1, declined: 1 } },
    ],
    [
      '1 who works in this queue, busy, and this needs their whole attention',
      { binding: 'busy', exclusive: true, counts: { busy: 1 } },
    ],
    ['2 who work in this queue, both in work that needs their whole attention', { binding: 'busy', counts: { busy: 2 } }],
    ['2 who work in this queue, both at their limit for voice', { binding: 'channel_full', counts: { channel_full: 2 } }],
    [
      '3 who speak Chinese, all without room; the next step drops the language at 10:42',
      { counts: { no_capacity: 3, language: 9 }, asks: zh, next: { steps: [{ afterMs: 1, dropLanguage: true }], at: '10:42' } },
    ],
    [
      'waits for Ana until 10:42, who is without room',
      { heldFor: { name: 'Ana', until: '10:42' }, counts: { held_for_other: 5, no_capacity: 1 } },
    ],
    [
      'waits for Ana until 10:42, who does not work in this queue',
      { binding: 'held_for_other', heldFor: { name: 'Ana', until: '10:42' }, counts: { held_for_other: 5 } },
    ],
    [
      'waits for Ana until 10:42, who does not meet what it asks',
      { binding: 'language', heldFor: { name: 'Ana', until: '10:42' }, counts: { held_for_other: 5, language: 1 } },
    ],
  ])('%s', (expected, given) => {
    expect(said(given)).toBe(expected);
  });

  it.each<[string, NonNullable<WaitingCase['next']>['steps'][number]]>([
    ['no longer asks for Billing', { afterMs: 1, dropSkill: 'billing' }],
    ['no longer asks for Billing', { afterMs: 1, expired: 'billing' }],
    ['asks for Billing at level 2 only', { afterMs: 1, lowerSkill: { skill: 'billing', minLevel: 2 } }],
    ['takes agents of any group', { afterMs: 1, dropGroups: true }],
    ['takes agents of the groups a, b too', { afterMs: 1, addGroups: ['a', 'b'] }],
    ['asks the members of the queue Second line too', { afterMs: 1, addQueues: ['second'] }],
    ['raises its priority by 2', { afterMs: 1, raisePriority: 2 }],
    ['passes it on to the queue Second line', { afterMs: 1, toQueue: 'second' }],
  ])('the next step %s', (words, step) => {
    expect(said({ counts: { away: 1 }, next: { steps: [step], at: '10:42' } })).toBe(
      `1 who works in this queue, away; the next step ${words} at 10:42`,
    );
  });

  it('leaves no binding without words, and shows none of its own', () => {
    for (const binding of WAIT_BINDINGS)
      expect(said({ binding, counts: { [binding]: 1 }, asks: { skills: [], language: 'zh', groups: ['vip'] } })).not.toMatch(
        /undefined|null|_|held_for_other/,
      );
  });
});
