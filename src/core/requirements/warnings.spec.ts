import fc from 'fast-check';
import { circleFrom, type QueueEdges } from './cycles.js';
import { nearestTo, type Offering } from './satisfy.js';
import { byScript } from './script.js';
import { type Roster, unmetInQueue, unmetInRule } from './warnings.js';

const agent = (agentId: string, skills: Record<string, number>, more: Partial<Offering> = {}): Offering => ({
  ...{ agentId, skills, languages: ['en'], groups: [] },
  ...more,
});
const ana = agent('ana', { french: 2, tax: 1 });
const ben = agent('ben', { french: 3 }, { languages: ['zh'], groups: ['gold'] });
const roster: Roster = {
  everybody: [ana, ben],
  membersOf: (queueId) => (queueId === 'q' ? [ana] : queueId === 'b' ? [ben] : []),
};
const french = (minLevel: number) => ({ skill: 'french', minLevel });

describe('who comes nearest', () => {
  it.each([
    [
      { skills: [french(3)], groups: [] },
      { agentId: 'ben', lacks: [] },
    ],
    [
      { skills: [french(4), { skill: 'tax', minLevel: 1 }], groups: [] },
      { agentId: 'ana', lacks: [{ ...french(4), level: 2 }] },
    ],
    [
      { skills: [], groups: ['gold'], language: 'zh-CN' },
      { agentId: 'ben', lacks: [] },
    ],
    [
      { skills: [], groups: ['gold', 'x'], language: 'en' },
      { agentId: 'ana', lacks: [{ groups: ['gold', 'x'] }] },
    ],
  ])('to %j: %j', (ask, expected) => {
    expect(nearestTo([ben, ana], ask)).toEqual(expected);
  });

  it('is nobody where there is nobody', () => expect(nearestTo([], { skills: [], groups: [] })).toBeNull());
});

describe('what nobody can satisfy', () => {
  const asks = { skills: [french(4)], groups: [], steps: [] };

  it.each([
    ['a level nobody has', asks, ['/requirements']],
    ['a step after which somebody can', { ...asks, steps: [{ afterMs: 1, lowerSkill: french(2) }] }, ['/requirements']],
    ['a step that is not enough', { ...asks, steps: [{ afterMs: 1, lowerSkill: french(3) }] }, ['/requirements', '/steps/0']],
    ['a wider pool that can', { ...asks, skills: [french(3)], steps: [{ afterMs: 1, addQueues: ['b'] }] }, ['/requirements']],
    [
      'a queue with nobody in it',
      { ...asks, skills: [], steps: [{ afterMs: 1, addQueues: ['b', 'empty'] }] },
      ['/steps/0/addQueues/1'],
    ],
    [
      'a group nobody is in',
      { skills: [], groups: ['gold'], steps: [{ afterMs: 1, addGroups: ['x'] }] },
      ['/groups', '/steps/0/addGroups'],
    ],
    ['nothing', { skills: [french(2)], groups: [], steps: [{ afterMs: 1, raisePriority: 2 }] }, []],
  ])('%s', (_name, queue, pointers) => {
    expect(unmetInQueue('q', queue, roster).map((one) => one.pointer)).toEqual(pointers);
  });

  it('names who comes nearest, and what they lack', () => {
    expect(unmetInQueue('q', asks, roster)[0]?.nearest).toEqual({ agentId: 'ana', lacks: [{ ...french(4), level: 2 }] });
  });

  it.each([
    [{ skills: [french(3)] }, null, []],
    [{ skills: [french(3)] }, { id: 'q', skills: [], groups: [], steps: [] }, ['/actions/skills']],
    [{ language: 'fr' }, { id: 'b', skills: [], groups: [], steps: [] }, ['/actions/language']],
    [{ language: 'zh-TW' }, { id: 'b', skills: [], groups: [], steps: [] }, []],
  ])('of a rule that asks %j', (asked, queue, pointers) => {
    expect(unmetInRule(asked, queue, roster).map((one) => one.pointer)).toEqual(pointers);
  });
});

describe('circles', () => {
  const edges = (...lines: string[]): QueueEdges[] =>
    lines.map((line) => {
      const [queueId = '', ...to] = line.split(' ');
      return { queueId, to: to.map((one, place) => ({ queueId: one, pointer: `/${place}` })) };
    });

  it.each([
    [['a b', 'b c', 'c'], undefined],
    [['a a'], { pointer: '/0', path: ['a', 'a'] }],
    [['a x b', 'b c', 'c a', 'x'], { pointer: '/1', path: ['a', 'b', 'c', 'a'] }],
    [['a b', 'b c', 'c b'], undefined],
  ])('from a in %j: %j', (lines, circle) => {
    expect(circleFrom('a', edges(...lines))).toEqual(circle);
  });

  it('finds one exactly where a walk along the edges can come back', () => {
    const pair = fc.tuple(fc.nat(5), fc.nat(5));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const graph = [0, 1, 2, 3, 4, 5].map((one) => ({
          queueId: String(one),
          to: pairs.filter(([from]) => from === one).map(([, to]) => ({ queueId: String(to), pointer: `/${to}` })),
        }));
        const reached = new Set(graph[0]?.to.map((one) => one.queueId));
        for (let round = 0; round < 6; round++)
          for (const { queueId, to } of graph) if (reached.has(queueId)) to.forEach((one) => reached.add(one.queueId));
        expect(circleFrom('0', graph) !== undefined).toBe(reached.has('0'));
      }),
    );
  });
});

it.each([
  ['你好，我的订单在哪里', 'zh', true],
  ['我的 iPhone 坏了', 'zh', true],
  ['注文はどこですか', 'ja', true],
  ['주문이 어디에 있나요', 'ko', true],
  ['สวัสดี', 'th', true],
  ['שלום', 'he', true],
  ['Καλημέρα', 'el', true],
  ['أين طلبي', 'ar', false],
  ['Привет', 'ru', false],
  ['Де моє замовлення', 'uk', false],
  ['नमस्ते', 'hi', false],
])('%s is written in %s (certain: %s)', (text, language, certain) => {
  expect(byScript(text)).toEqual({ language, certain });
});

it.each(['hello', '', '12345 ???', 'the sign 中 alone', 'où est ma commande'])('“%s” is told by no script', (text) => {
  expect(byScript(text)).toBeNull();
});
