import { describe, expect, it } from '@jest/globals';
import { anAgent, anItem, aSnapshot } from '../../../test/simulation/builders.js';
import { blockedBy, explain } from './explain.js';
import { sentence } from './sentence.js';
import { BLOCK_REASONS } from './snapshot.js';
import type { AgentSlot, WaitingItem } from './snapshot.js';

const names: Record<string, string> = { ana: 'Ana', ben: 'Ben', cem: 'Cem', dee: 'Dee', eva: 'Eva', fay: 'Fay' };

describe('explain and sentence', () => {
  const item = anItem('c1', {
    language: 'zh',
    skills: [{ skill: 'billing', minLevel: 3 }],
    preferred: [{ agentId: 'ana', why: 'earlier' }],
    declinedBy: ['fay'],
  });
  const able = { skills: { billing: 4 }, languages: ['zh'] };
  const snapshot = aSnapshot(
    [item],
    [
      anAgent('ana', { ...able, reserved: 50 }),
      anAgent('ben', able),
      anAgent('cem', { ...able, languages: ['en'] }),
      anAgent('dee', { ...able, skills: { billing: 2 } }),
      anAgent('eva', { ...able, reserved: 90 }),
      anAgent('fay', able),
    ],
  );

  it('says for everybody why or why not, in words a person reads', () => {
    const said = explain(snapshot, 'c1').map((row) =>
      sentence(row, { agent: names[row.agentId] ?? '?', customer: 'Mei', languages: { zh: 'Chinese' } }),
    );
    expect(said).toEqual([
      'Ana: has helped Mei before, speaks Chinese, billing at level 4, 2 of 4 slots free',
      'Ben: speaks Chinese, billing at level 4, 4 of 4 slots free, next best',
      'Cem: does not speak Chinese',
      'Dee: has billing at level 2, level 3 is needed',
      'Eva: has no room, 0 of 4 slots free',
      'Fay: has declined it, and somebody else can serve',
    ]);
  });

  it('says which limit or wish stands in the way, and names what it can', () => {
    const call = anItem('c1', { channel: 'voice', exclusive: true, groups: ['vip'], heldFor: 'ana' });
    const vip = { groups: ['vip'] };
    const said = (over: Partial<WaitingItem>, agent: AgentSlot, others: AgentSlot[] = []): string | undefined => {
      const rows = explain(aSnapshot([{ ...call, heldFor: undefined, ...over }], [agent, ...others]), 'c1');
      const words = { customer: 'Mei', channels: { voice: 'phone calls' }, groups: { vip: 'key accounts' } };
      return rows
        .map((row) => sentence(row, { agent: names[row.agentId] ?? '?', ...words }))
        .find((one) => one.startsWith('Ben'));
    };
    const ben = anAgent('ben', vip);
    expect(said({ heldFor: 'ana' }, ben)).toBe('Ben: is not the one Mei chose to wait for');
    expect(said({}, anAgent('ben'))).toBe('Ben: is not in the group key accounts');
    expect(said({ groups: ['vip', 'b2b'] }, anAgent('ben'))).toBe('Ben: is not in any of the groups key accounts, b2b');
    expect(said({}, { ...ben, active: 20 })).toBe('Ben: has other work in hand, and this needs their whole attention');
    expect(said({}, { ...ben, channelRoom: { voice: 0 } })).toBe('Ben: has no room left for phone calls');
    const two = aSnapshot([anItem('c0', { exclusive: true, waitingSince: 0 }), anItem('c1')], [anAgent('ben')]);
    const [row] = explain(two, 'c1');
    expect(row && sentence(row, { agent: 'Ben', customer: 'Mei' })).toBe(
      'Ben: is taken up by work that needs their whole attention',
    );
  });

  it('has words for every reason', () => {
    const [row] = explain(snapshot, 'c1');
    for (const reason of BLOCK_REASONS) {
      const facts = { ...row!.facts, channel: undefined, groups: undefined };
      const text = sentence({ ...row!, facts, outcome: 'blocked', reason }, { agent: 'Ben', customer: 'Mei' });
      expect(text).not.toMatch(/cannot take it|undefined|null|_/);
    }
  });

  it('shows the board as it stood when the conversation was decided, not as it ended', () => {
    const two = aSnapshot([anItem('first', { waitingSince: 0 }), anItem('second')], [anAgent('ana', { reserved: 50 })]);
    expect(explain(two, 'first')[0]?.facts.free).toBe(50);
    expect(explain(two, 'second')[0]?.facts.free).toBe(25);
  });

  it('is empty for a conversation the snapshot does not hold', () => {
    expect(explain(snapshot, 'nowhere')).toEqual([]);
    expect(blockedBy(snapshot, 'nowhere')).toBeNull();
  });
});

describe('blockedBy', () => {
  it.each([
    ['no agents at all', [], 'no_agents'],
    ['nobody in the queue', [anAgent('ana', { queues: {} })], 'not_in_queue'],
    ['a skill nobody has', [anAgent('ana'), anAgent('ben', { queues: {} })], 'skill_missing'],
    ['able agents away', [anAgent('ana', { skills: { billing: 3 }, presence: 'away' }), anAgent('ben')], 'away'],
    [
      'able agents full, others away or unskilled',
      [anAgent('ana', { skills: { billing: 3 }, reserved: 100 }), anAgent('ben', { presence: 'away' }), anAgent('cem')],
      'no_capacity',
    ],
  ])('names %s', (_, agents, binding) => {
    const waiting = anItem('c1', { skills: [{ skill: 'billing', minLevel: 1 }] });
    expect(blockedBy(aSnapshot([waiting], agents), 'c1')).toMatchObject({ matched: false, binding });
  });
});
