import { describe, expect, it } from '@jest/globals';
import type { FactView, PastFactView } from '../../../src/contracts/context.js';
import { earlierFacts, groupFacts, kindOf, plain, spelled } from './fact-rows.js';

const fact = (id: string, kind: string, value: string, more: Partial<PastFactView> = {}): PastFactView => ({
  ...{ id, kind, value, label: null, confidence: 1, at: '2026-01-01T00:00:00Z', channel: 'webchat', conversationId: null },
  ...{ source: { type: 'message', messageId: `m-${id}` }, supersededAt: null, supersededBy: null },
  ...more,
});

describe('facts in the panel', () => {
  it('stand by kind, contradictions first', () => {
    const facts: FactView[] = [
      fact('1', 'order_number', 'A-1'),
      fact('2', 'email', 'a@b.test'),
      fact('3', 'email', 'c@d.test', { label: 'Mail' }),
      fact('4', 'order_number', 'A-2'),
    ];
    const groups = groupFacts(facts, [{ kind: 'email', facts: [facts[1]!, facts[2]!] }]);
    expect(
      groups.map(({ kind, label, isConflict, facts: theirs }) => [kind, label, isConflict, theirs.map(({ id }) => id)]),
    ).toEqual([
      ['email', 'Mail', true, ['2', '3']],
      ['order_number', null, false, ['1', '4']],
    ]);
  });

  it('keep what was put right, with what took its place, the latest first', () => {
    const all = [
      fact('1', 'email', 'old', { supersededAt: '2026-01-02T00:00:00Z', supersededBy: '2' }),
      fact('2', 'email', 'new'),
      fact('3', 'phone', '1', { supersededAt: '2026-01-03T00:00:00Z', supersededBy: 'gone' }),
    ];
    expect(earlierFacts(all).map(({ fact: { id }, now }) => [id, now])).toEqual([
      ['3', null],
      ['1', 'new'],
    ]);
  });

  it.each([
    ['Contract number', 'contract_number'],
    ['  2nd e-mail! ', 'nd_e_mail'],
    ['合同', ''],
    ['x'.repeat(80), 'x'.repeat(50)],
  ])('%j as a kind is %j', (written, kind) => expect(kindOf(written)).toBe(kind));

  it('shows keys and values in words', () => {
    expect(spelled('order_number')).toBe('Order number');
    expect(spelled('lastAgents')).toBe('Last agents');
    expect(plain({ size: 'L', tags: ['a', 2], none: null })).toBe('Size L, Tags a, 2, None –');
  });
});
