import { readFileSync } from 'node:fs';
import { compileCondition, isFault, LONGEST_CONDITION, type RoutingFacts } from './condition.js';
import { localTime } from './local-time.js';

const facts: RoutingFacts = {
  customer: { name: 'Mei', tier: 'gold', attributes: { orders: 7, vip: true, plan: { name: 'pro' } } },
  conversation: {
    ...{ channel: 'email', priority: 2, reopened: false, inbox: 'support', text: 'Where is my ORDER?', tags: ['late', 'b2b'] },
    fields: { amount: 12.5 },
  },
  channel: 'email',
  now: { hour: 9, minute: 30, weekday: 7, date: '2026-11-22', open: true },
};

const outcomeOf = (source: string): string => {
  const compiled = compileCondition(source);
  return isFault(compiled) ? `fault at ${compiled.position}: ${compiled.detail}` : compiled(facts).outcome;
};

it.each([
  ['customer.tier == "gold"', 'matched'],
  ['channel == "webchat"', 'not_matched'],
  ['customer.attributes.orders > 5 && customer.attributes.vip == true', 'matched'],
  ['customer.attributes.plan.name == "pro"', 'matched'],
  ['conversation.fields.amount >= 12.5', 'matched'],
  ['conversation.priority == 2 && !conversation.reopened', 'matched'],
  ['conversation.text.lowerAscii().contains("order")', 'matched'],
  ['conversation.tags.exists(tag, tag == "late")', 'matched'],
  ['"late" in conversation.tags && size(conversation.tags) == 2', 'matched'],
  ['now.weekday >= 6 && now.hour < 12 && now.open', 'matched'],
  ['has(customer.locale) && customer.locale == "fr"', 'not_matched'],
  ['has(customer.attributes.birthday)', 'not_matched'],
  ['customer.locale == "fr" || customer.tier == "gold"', 'matched'],
])('%s: %s', (source, outcome) => {
  expect(outcomeOf(source)).toBe(outcome);
});

it.each([
  ['customer.locale == "fr"', 'customer.locale'],
  ['customer.attributes.birthday == "today"', 'customer.attributes.birthday'],
  ['customer.attributes["last order"] == 3', 'customer.attributes["last order"]'],
  ['(customer.attributes.plan).price > 3', 'customer.attributes.plan.price'],
  ['customer.attributes.constructor == 3', 'customer.attributes.constructor'],
])('%s reads what is not set: it does not match, and names it', (source, field) => {
  const compiled = compileCondition(source);
  expect(isFault(compiled) ? compiled : compiled(facts)).toEqual({
    ...{ outcome: 'not_set', detail: `${field} is not set; the rule does not match` },
  });
});

it.each([
  ['1 / (conversation.priority - 2) == 1', 'division by zero'],
  ['customer.attributes.orders > "many"', 'no such overload: dyn<double> > string'],
])('%s cannot be worked out: it does not match, and says why', (source, detail) => {
  const compiled = compileCondition(source);
  expect(isFault(compiled) ? compiled : compiled(facts)).toEqual({ outcome: 'error', detail });
});

it.each([
  ['custmer.tier == "gold"', 0, 'Unknown variable: custmer'],
  ['channel == "email" && customer.tire == "x"', 31, 'No such key: tire'],
  ['channel ==', 10, expect.stringMatching(/.+/)],
  ['a..b', 2, 'Expected IDENTIFIER, got DOT'],
  ['channel', 0, 'gives string, where true or false is needed'],
  ['customer.attributes.vip', 0, 'gives dyn, where true or false is needed'],
  ['channel == 3', 0, 'no such overload: string == int'],
  ['true && channel.matches("(a+)+$")', 8, 'matches may not be used here'],
  ['cel.bind(x, channel + channel, x == "")', 0, 'bind may not be used here'],
  ['conversation.tags.map(t, t + t).size() > 0', expect.any(Number), 'map may not be used here'],
  [
    'conversation.tags.all(t, conversation.tags.exists(u, u == t))',
    expect.any(Number),
    expect.stringMatching(/^exists may not stand inside/),
  ],
  [`${'('.repeat(60)}true${')'.repeat(60)}`, expect.any(Number), 'Exceeded maxDepth (40)'],
  [Array.from({ length: 200 }, () => 'true').join(' && '), expect.any(Number), 'Exceeded maxAstNodes (250)'],
  [' '.repeat(LONGEST_CONDITION) + 'true', LONGEST_CONDITION, `is longer than ${LONGEST_CONDITION} characters`],
])('%s is refused, with the place', (source, position, detail) => {
  expect(compileCondition(source)).toEqual({ position, detail });
});

it('every example of the documentation can be used', () => {
  const [, examples = ''] = /```cel\n([^`]*)```/.exec(readFileSync('docs/routing-rules.md', 'utf8')) ?? [];
  const outcomes = examples.trim().split('\n').map(outcomeOf);
  expect(outcomes).toEqual(['not_matched', 'not_matched', 'not_matched', 'matched', 'not_matched']);
});

it.each([
  ['Europe/Berlin', '2026-07-01T22:30:00Z', { hour: 0, minute: 30, weekday: 4, date: '2026-07-02' }],
  ['Asia/Shanghai', '2026-11-22T02:00:00Z', { hour: 10, minute: 0, weekday: 7, date: '2026-11-22' }],
  [null, '2026-11-22T02:00:00Z', { hour: 2, minute: 0, weekday: 7, date: '2026-11-22' }],
  ['No/Where', '2026-11-22T02:00:00Z', { hour: 2, minute: 0, weekday: 7, date: '2026-11-22' }],
])('in %s the wall shows %s as %j', (zone, at, expected) => {
  expect(localTime(Date.parse(at), zone)).toEqual(expected);
});
