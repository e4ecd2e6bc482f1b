import fc from 'fast-check';
import { checkTree } from './check-tree.js';
import { readTree } from './read-tree.js';
import type { IvrNode, IvrTree } from './tree.js';
import { answerIvr, beginIvr, type IvrInput, type IvrState, MAX_STEPS } from './walk.js';

const queueId = '0190b8a0-0000-7000-8000-000000000001';
const shop: IvrTree = {
  start: 'hello',
  nodes: {
    hello: { kind: 'say', text: { en: 'Welcome.', zh: '欢迎。' }, next: 'main' },
    main: {
      kind: 'menu',
      text: { en: 'Orders: 1. Bills: 2.', zh: '订单请按1。' },
      choices: [
        { digit: '1', words: ['order', '订单'], label: 'orders', next: 'number' },
        { digit: '2', words: ['new order'], label: 'bills', next: 'bills' },
        { digit: '9', next: 'main' },
        { digit: '3', next: 'message' },
        { digit: '4', next: 'later' },
        { digit: '5', next: 'bye' },
      ],
      retries: 1,
      otherwise: 'people',
    },
    number: {
      kind: 'gather',
      text: 'Your order number, then #.',
      fact: 'order_number',
      minDigits: 4,
      maxDigits: 8,
      speech: true,
      retries: 0,
      next: 'people',
      otherwise: 'people',
    },
    bills: { kind: 'set_queue', queueId, next: 'topic' },
    topic: { kind: 'set_fact', fact: 'topic', value: 'bill', next: 'chinese' },
    chinese: { kind: 'language', locale: 'zh', next: 'people' },
    people: { kind: 'queue' },
    message: { kind: 'voicemail', text: 'After the tone.' },
    later: { kind: 'callback' },
    bye: { kind: 'hangup', text: 'Goodbye.' },
  },
};
const keys = (digits: string): IvrInput => ({ digits, speech: '' });
const words = (speech: string): IvrInput => ({ digits: '', speech });
const silence = keys('');
const atMain = (): IvrState => beginIvr(shop, 'en').state;

it('greets and asks, in the language of the caller', () => {
  const turn = beginIvr(shop, 'zh-CN');
  expect(turn.says).toEqual(['欢迎。', '订单请按1。']);
  expect(turn.then).toMatchObject({ do: 'ask', question: { timeoutS: 5, maxDigits: 1, speech: true } });
  expect(turn.events.map(({ type, node }) => `${type} ${node}`)).toEqual(['entered hello', 'entered main']);
});

it.each([
  ['a key', keys('1'), 'number', 'ask'],
  ['a word', words('Er, about my ORDER please.'), 'number', 'ask'],
  ['a Chinese word', words('我的订单在哪里'), 'number', 'ask'],
  ['the longer of two words', words('a new order'), 'people', 'queue'],
  ['a part of a word is none', words('disorder'), 'main', 'ask'],
  ['a key nobody has', keys('7'), 'main', 'ask'],
  ['the menu again', keys('9'), 'main', 'ask'],
  ['voicemail', keys('3'), 'message', 'voicemail'],
  ['a call-back', keys('4'), 'later', 'callback'],
  ['goodbye', keys('5'), 'bye', 'hangup'],
])('understands %s', (_what, input, node, then) => {
  const turn = answerIvr(shop, atMain(), input);
  expect([turn.state.node, turn.then.do]).toEqual([node, then]);
});

it('asks again as often as told, and then leads to people', () => {
  const first = answerIvr(shop, atMain(), silence);
  expect([first.events, first.says, first.state.tries]).toEqual([
    [{ type: 'no_input', node: 'main' }],
    ['Orders: 1. Bills: 2.'],
    1,
  ]);
  const second = answerIvr(shop, first.state, words('what?'));
  expect([second.events[0]!.type, second.then.do]).toEqual(['no_match', 'queue']);
});

it('keeps what the caller told, and sets queue, fact and language on the way', () => {
  const told = answerIvr(shop, answerIvr(shop, atMain(), keys('1')).state, keys('20417#'));
  expect(told.events[0]).toEqual({
    type: 'told',
    node: 'number',
    by: 'digits',
    fact: { kind: 'order_number', value: '20417' },
  });
  expect(answerIvr(shop, { ...atMain(), node: 'number' }, keys('204')).events[0]!.type).toBe('no_match');
  expect(answerIvr(shop, { ...atMain(), node: 'number' }, words(' two  oh four '))!.events[0]!.fact!.value).toBe('two oh four');
  const billed = answerIvr(shop, atMain(), keys('2'));
  expect(billed.state).toMatchObject({ queueId, locale: 'zh' });
  expect(billed.events.find((event) => event.fact)?.fact).toEqual({ kind: 'topic', value: 'bill' });
});

it('leads to people where the tree has changed under the caller', () => {
  expect(answerIvr(shop, { ...atMain(), node: 'gone' }, keys('1')).then).toEqual({ do: 'queue' });
  expect(answerIvr(shop, { ...atMain(), node: 'hello' }, keys('1')).then).toEqual({ do: 'queue' });
});

it('ends for whoever goes round and round', () => {
  let turn = beginIvr(shop, 'en');
  let answers = 0;
  while (turn.then.do === 'ask') {
    turn = answerIvr(shop, turn.state, keys('9'));
    answers += 1;
  }
  expect(turn.then.do).toBe('queue');
  expect(answers).toBeLessThanOrEqual(MAX_STEPS);
});

it('finds nothing wrong with a sound tree', () => expect(checkTree(shop)).toEqual([]));

const withNodes = (nodes: Record<string, unknown>, start = 'a'): unknown => ({ start, nodes });
const menu = (next: string, otherwise = 'end') => ({ kind: 'menu', text: 'x', choices: [{ digit: '1', next }], otherwise });
const end = { kind: 'queue' };
const deep = Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`m${n}`, menu(n === 12 ? 'end' : `m${n + 1}`)]));

it.each<[string, unknown, string, RegExp]>([
  ['no object', [], '', /object/],
  ['a start that is nowhere', withNodes({ end }, 'nope'), 'start', /no node nope/],
  ['a start called as what every object has', withNodes({ end }, 'constructor'), 'start', /no node/],
  ['an unknown target', withNodes({ a: menu('b'), end }), 'nodes/a/choices/0/next', /no node b/],
  ['an unknown otherwise', withNodes({ a: menu('end', 'b'), end }), 'nodes/a/otherwise', /no node b/],
  ['a node that says and says', withNodes({ a: { kind: 'say', text: 'x', next: 'a' } }), 'nodes/a', /a → a/],
  [
    'a menu that silence leads back to',
    withNodes({ a: menu('end', 'b'), b: { kind: 'say', text: 'x', next: 'a' }, end }),
    'nodes/a',
    /round for ever: a → b → a/,
  ],
  ['a node nobody reaches', withNodes({ a: end, b: end }), 'nodes/b', /no way/],
  ['too many levels', withNodes({ ...deep, end }, 'm0'), 'nodes/m11', /more than 10/],
  ['an unknown kind', withNodes({ a: { kind: 'dance' } }), 'nodes/a/kind', /one of/],
  ['a kind from the prototype', withNodes({ a: { kind: 'toString' } }), 'nodes/a/kind', /one of/],
  ['an unknown field', withNodes({ a: { kind: 'queue', then: 'x' } }), 'nodes/a/then', /known/],
  ['no text', withNodes({ a: { kind: 'say', next: 'a' } }), 'nodes/a/text', /needed/],
  ['a text in no language', withNodes({ a: { kind: 'hangup', text: { English: 'x' } } }), 'nodes/a/text', /no language/],
  ['a queue that is no id', withNodes({ a: { kind: 'set_queue', queueId: 'sales', next: 'a' } }), 'nodes/a/queueId', /id/],
  [
    'two choices on one key',
    withNodes({
      a: {
        ...menu('end'),
        choices: [
          { digit: '1', next: 'end' },
          { digit: '1', next: 'end' },
        ],
      },
      end,
    }),
    'nodes/a/choices/1',
    /taken/,
  ],
  [
    'a choice that cannot be made',
    withNodes({ a: { ...menu('end'), choices: [{ next: 'end' }] }, end }),
    'nodes/a/choices/0',
    /digit or words/,
  ],
  [
    'a number with fewer digits than it needs',
    withNodes({ a: { kind: 'gather', text: 'x', fact: 'f', minDigits: 5, maxDigits: 4, next: 'end', otherwise: 'end' }, end }),
    'nodes/a/maxDigits',
    /less/,
  ],
])('refuses %s', (_what, tree, at, detail) => {
  const faults = checkTree(tree);
  expect(faults.map((fault) => fault.at)).toContain(at);
  expect(faults.find((fault) => fault.at === at)!.detail).toMatch(detail);
});

it('reads anything without a throw, and tells few faults of it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(checkTree(value).length).toBeLessThanOrEqual(20);
      expect(checkTree(withNodes({ a: value as IvrNode })).length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 500 },
  );
});

it('comes to an end with every sound tree and every caller', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const node = fc.oneof(
    fc.record({ kind: fc.constant('say'), text: fc.constant('x'), next: name }),
    fc.record({
      kind: fc.constant('menu'),
      text: fc.constant('x'),
      choices: fc.tuple(fc.record({ digit: fc.constant('1'), next: name }), fc.record({ digit: fc.constant('2'), next: name })),
      otherwise: name,
    }),
    fc.constant({ kind: 'queue' }),
  );
  const nodes = fc.record({ a: node, b: node, c: node, d: node, e: node });
  fc.assert(
    fc.property(
      nodes,
      fc.array(fc.constantFrom('1', '2', ''), { minLength: MAX_STEPS * 4, maxLength: MAX_STEPS * 4 }),
      (given, pressed) => {
        const { tree } = readTree({ start: 'a', nodes: given });
        if (checkTree({ start: 'a', nodes: given }).some(({ detail }) => /round/.test(detail))) return;
        let turn = beginIvr(tree!, 'en');
        for (const digits of pressed) if (turn.then.do === 'ask') turn = answerIvr(tree!, turn.state, keys(digits));
        expect(turn.then.do).not.toBe('ask');
      },
    ),
    { numRuns: 300 },
  );
});
