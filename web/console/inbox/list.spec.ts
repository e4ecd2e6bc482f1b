import { describe, expect, it } from '@jest/globals';
import type { ConversationView } from '../../../src/contracts/views.js';
import { arrange, headingOf, type ListItem, nextAfter, step, waitingSince, waitsOnUs } from './list.js';

const now = Date.parse('2026-03-02T12:00:00Z');
const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();

function one(id: string, more: Partial<ConversationView> = {}): ConversationView {
  const plain: Partial<ConversationView> = {
    ...{ id, customerName: id, status: 'assigned', channel: 'webchat', subject: null, tags: [], targets: [] },
    ...{ deadlineAt: null, snoozedUntil: null, openedAt: at(-60), closedAt: null, lastInboundAt: null, lastOutboundAt: null },
  };
  return { ...plain, ...more } as ConversationView;
}
const due = (startedAt: string, dueAt: string): ConversationView['targets'][number] => ({
  ...{ kind: 'next_reply', startedAt, dueAt, metAt: null, breachedAt: null, stoppedAt: null },
});
const all = { filter: 'all', text: '', now } as const;
const keys = (items: readonly ListItem[]): string[] => items.map(({ type, key }) => (type === 'heading' ? `[${key}]` : key));

describe('the list of conversations', () => {
  it('is sorted: trouble by what is due, then who waits longest for us, then others, asleep, closed', () => {
    const mine = [
      one('closed early', { status: 'closed', closedAt: at(-30), lastInboundAt: at(-40) }),
      one('closed late', { status: 'closed', closedAt: at(-3) }),
      one('asleep long', { status: 'snoozed', snoozedUntil: at(300) }),
      one('asleep short', { status: 'snoozed', snoozedUntil: at(10), lastInboundAt: at(-5) }),
      one('answered before', { lastInboundAt: at(-50), lastOutboundAt: at(-45) }),
      one('answered now', { lastInboundAt: at(-9), lastOutboundAt: at(-1) }),
      one('waits a little', { lastInboundAt: at(-2), lastOutboundAt: at(-8), targets: [due(at(-2), at(58))] }),
      one('waits long', { lastInboundAt: at(-20) }),
      one('near', { lastInboundAt: at(-9), targets: [due(at(-9), at(1))] }),
      one('broken', { lastInboundAt: at(-12), targets: [due(at(-12), at(-2))] }),
    ];
    expect(keys(arrange(mine, all))).toEqual([
      ...[
        '[late]',
        'broken',
        '[trouble]',
        'near',
        '[us]',
        'waits long',
        'waits a little',
        '[them]',
        'answered now',
        'answered before',
      ],
      ...['[snoozed]', 'asleep short', 'asleep long', '[closed]', 'closed late', 'closed early'],
    ]);
    expect(arrange(mine, all)[0]).toMatchObject({ heading: 'late', count: 1 });
  });

  it.each([
    ['us', ['[late]', 'late', '[us]', 'waits']],
    ['snoozed', ['[snoozed]', 'asleep']],
    ['closed', ['[closed]', 'done']],
  ] as const)('shows what the filter "%s" lets through', (filter, expected) => {
    const mine = [
      one('late', { lastInboundAt: at(-9), targets: [due(at(-9), at(-1))] }),
      // To be solved in time is no trouble that an answer ends.
      one('late to solve', { lastInboundAt: at(-9), lastOutboundAt: at(-3), targets: [due(at(-9), at(-1))] }),
      one('waits', { lastInboundAt: at(-1) }),
      one('asleep', { status: 'snoozed', snoozedUntil: at(9) }),
      one('done', { status: 'closed', closedAt: at(-1) }),
    ];
    expect(keys(arrange(mine, { ...all, filter }))).toEqual(expected);
  });

  it('finds by name, subject, tag and channel, all words at once, in any case', () => {
    const mine = [
      one('1', { customerName: 'Mei Lin', subject: 'A broken cup', tags: ['vip'] }),
      one('2', { customerName: 'Mei Wong', channel: 'email' }),
      one('3', { customerName: null }),
    ];
    const found = (text: string): string[] =>
      arrange(mine, { ...all, text }).flatMap((item) => (item.type === 'row' ? [item.key] : []));
    expect(found('mei')).toEqual(['1', '2']);
    expect(found(' CUP  mei ')).toEqual(['1']);
    expect(found('vip')).toEqual(['1']);
    expect(found('email')).toEqual(['2']);
    expect(found('nobody')).toEqual([]);
    expect(found('')).toHaveLength(3);
  });

  it('shows what is open here and not theirs first, unless something is looked for', () => {
    const viewing = one('of a colleague');
    expect(keys(arrange([one('mine')], { ...all, viewing }))).toEqual(['[viewing]', 'of a colleague', '[us]', 'mine']);
    expect(keys(arrange([one('mine')], { ...all, viewing, text: 'mine' }))).toEqual(['[us]', 'mine']);
    expect(arrange([], all)).toEqual([]);
  });

  it('goes from row to row over the headings, and holds at the ends', () => {
    const items = arrange(
      [
        one('a', { lastInboundAt: at(-1) }),
        one('b', { lastOutboundAt: at(-1) }),
        one('c', { status: 'snoozed', snoozedUntil: at(1) }),
      ],
      all,
    );
    expect([step(items, null, 1), step(items, 'a', 1), step(items, 'b', 1), step(items, 'c', 1)]).toEqual(['a', 'b', 'c', 'c']);
    expect([step(items, null, -1), step(items, 'c', -1), step(items, 'a', -1)]).toEqual(['c', 'b', 'a']);
    expect(step(items, 'gone', 1)).toBe('a');
    expect(step([], null, 1)).toBeNull();
  });

  it('shows a colleague’s conversation in which one is named, as something to look at', () => {
    const mentioned = [one('of a colleague')];
    expect(keys(arrange([one('mine')], { ...all, mentioned }))).toEqual(['[mentions]', 'of a colleague', '[us]', 'mine']);
    expect(keys(arrange([one('mine')], { ...all, filter: 'closed', mentioned }))).toEqual([]);
    expect(keys(arrange([one('mine')], { ...all, text: 'mine', mentioned }))).toEqual(['[us]', 'mine']);
  });

  it('puts who is on the line first, whoever spoke last', () => {
    const mine = [one('waits', { lastInboundAt: at(-1) }), one('talks', { lastOutboundAt: at(-1) })];
    const isInCall = ({ id }: ConversationView): boolean => id === 'talks';
    expect(keys(arrange(mine, { ...all, isInCall }))).toEqual(['[call]', 'talks', '[us]', 'waits']);
    expect(keys(arrange(mine, { ...all, filter: 'us', isInCall }))).toEqual(['[call]', 'talks', '[us]', 'waits']);
  });

  it('goes on with the next that is open, at the end with the one before, and never with a closed one', () => {
    const mine = [one('a', { lastInboundAt: at(-2) }), one('b', { lastInboundAt: at(-1) }), one('gone', { status: 'closed' })];
    const items = arrange(mine, all);
    expect([nextAfter(items, 'a'), nextAfter(items, 'b'), nextAfter(items, 'elsewhere')]).toEqual(['b', 'a', 'a']);
    expect(nextAfter(arrange([one('a')], all), 'a')).toBeNull();
  });

  it('knows who waits for whom, and since when', () => {
    const wrote = one('wrote', { lastInboundAt: at(-3), lastOutboundAt: at(-7) });
    const answered = one('answered', { lastInboundAt: at(-9), lastOutboundAt: at(-2) });
    expect([waitsOnUs(wrote), waitingSince(wrote)]).toEqual([true, at(-3)]);
    expect([waitsOnUs(answered), waitingSince(answered)]).toEqual([false, at(-2)]);
    expect(waitsOnUs(one('closed', { status: 'closed', lastInboundAt: at(-1) }))).toBe(false);
    expect([waitsOnUs(one('new')), waitingSince(one('new'))]).toEqual([true, at(-60)]);
    expect(headingOf(one('asleep', { status: 'snoozed', targets: [due(at(-9), at(-1))] }), now)).toBe('snoozed');
  });

  it('is ours to begin where nobody has written, and theirs only once we have', () => {
    expect(waitsOnUs(one('split off'))).toBe(true);
    expect(waitsOnUs(one('written first', { lastOutboundAt: at(-1) }))).toBe(false);
  });

  it('shows what was handed over among what waits for us until it was looked at', () => {
    const mine = [one('handed', { lastInboundAt: at(-9), lastOutboundAt: at(-5) })];
    expect(keys(arrange(mine, { ...all, isNew: () => true }))).toEqual(['[us]', 'handed']);
    expect(keys(arrange(mine, all))).toEqual(['[them]', 'handed']);
  });
});
