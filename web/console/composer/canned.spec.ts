import { describe, expect, it } from '@jest/globals';
import type { CannedReplyView } from '../../../src/contracts/views.js';
import { filledIn, firstBlank, fitting, variablesOf, wordAt } from './canned.js';

const variables = variablesOf({
  customerName: 'Mei Lin',
  agentName: 'Ana Sousa',
  subject: null,
  facts: [
    { kind: 'order_number', value: 'A-2' },
    { kind: 'order_number', value: 'A-1' },
  ],
});

describe('the blanks of a canned reply', () => {
  it.each<[string, string, string | null]>([
    ['Hello {{customer.name}}', 'Hello Mei Lin', null],
    ['{{ customer.firstName }}, I am {{agent.firstName}}', 'Mei, I am Ana', null],
    ['Your order {{fact.order_number}}', 'Your order A-2', null],
    ['About {{conversation.subject}}: {{customer.name}}', 'About {{conversation.subject}}: Mei Lin', '{{conversation.subject}}'],
    ['{{unknown}} and {{1}}', '{{unknown}} and {{1}}', '{{unknown}}'],
    ['{{7*7}} { {customer.name} }', '{{7*7}} { {customer.name} }', null],
    ['{{constructor}} {{__proto__}}', '{{constructor}} {{__proto__}}', '{{constructor}}'],
  ])('%s', (text, expected, blank) => {
    const done = filledIn(text, variables);
    expect(done.text).toBe(expected);
    expect(done.blank && done.text.slice(done.blank.start, done.blank.end)).toBe(blank);
  });

  it('are not looked for in what the customer is called', () => {
    const named = variablesOf({ customerName: '{{agent.name}} $& $1', agentName: 'Ana', subject: null, facts: [] });
    expect(filledIn('Hi {{customer.name}}', named).text).toBe('Hi {{agent.name}} $& $1');
    expect(firstBlank('nothing to fill')).toBeNull();
  });
});

describe('the word at the cursor', () => {
  it.each<[string, '/' | '@', string | null]>([
    ['/', '/', ''],
    ['/gre', '/', 'gre'],
    ['Hello /gre', '/', 'gre'],
    ['您好，/问', '/', '问'],
    ['/broken item', '/', 'broken item'],
    ['https://x', '/', null],
    ['and/or', '/', null],
    ['yes / no', '/', null],
    ['a\n/x', '/', 'x'],
    ['/x\ny', '/', null],
    ['@Be', '@', 'Be'],
    ['mei@shop', '@', null],
  ])('%j %s', (text, mark, expected) => expect(wordAt(text, text.length, mark)?.query ?? null).toBe(expected));
});

it('replies that fit: by key before title before text, in the customer’s language first', () => {
  const reply = (key: string, title: string, text: string, locale = 'en'): CannedReplyView => ({
    id: `${key} ${locale}`,
    key,
    title,
    text,
    locale,
    version: 1,
  });
  const all = [
    reply('greeting', 'Greeting', 'Hello'),
    reply('greeting', '问候', '您好', 'zh'),
    reply('bye', 'Goodbye', 'A last greeting'),
  ];
  const found = (query: string, language: string | null): string[] => fitting(all, query, language).map(({ id }) => id);
  expect(found('', 'zh-CN')).toEqual(['greeting zh', 'greeting en', 'bye en']);
  expect(found('gre', 'en')).toEqual(['greeting en', 'greeting zh', 'bye en']);
  expect(found('问', null)).toEqual(['greeting zh']);
  expect(found('nothing such', null)).toEqual([]);
});
