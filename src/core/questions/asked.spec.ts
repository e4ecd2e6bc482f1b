import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askedIn, DRAFT_LIMIT } from './asked.js';
import { alreadyKnown, FRESH_MS, type KnownFact, questionsIn } from './known.js';
import { processorClock } from '../../../test/support/processor-time.js';

type Draft = [text: string, ...kinds: string[]];
const drafts = (name: string): Draft[] =>
  JSON.parse(readFileSync(new URL(`../../../bench/context/drafts/${name}.json`, import.meta.url), 'utf8')) as Draft[];

/** Counted by (draft, kind). */
function score(all: Draft[]): { precision: number; recall: number } {
  let [right, wrong, missed] = [0, 0, 0];
  for (const [text, ...kinds] of all) {
    const found = askedIn(text).map(({ kind }) => kind);
    right += found.filter((kind) => kinds.includes(kind)).length;
    wrong += found.filter((kind) => !kinds.includes(kind)).length;
    missed += kinds.filter((kind) => !found.includes(kind)).length;
  }
  return { precision: right / (right + wrong), recall: right / (right + missed) };
}

const kinds = (text: string): string[] => askedIn(text).map(({ kind }) => kind);

describe('askedIn', () => {
  it.each(['tuned', 'held-out'])('is right and complete enough on the %s drafts', (name) => {
    const all = drafts(name);
    const { precision, recall } = score(all);
    expect(all.length).toBeGreaterThan(90);
    expect(precision).toBeGreaterThanOrEqual(0.9);
    expect(recall).toBeGreaterThanOrEqual(0.7);
  });

  it('has half of its drafts ask for nothing, in both languages', () => {
    const all = ['tuned', 'held-out'].flatMap(drafts);
    expect(all.length).toBeGreaterThanOrEqual(150);
    for (const chinese of [true, false]) {
      const some = all.filter(([text]) => /[\u4e00-\u9fff]/.test(text) === chinese);
      const silent = some.filter((one) => one.length === 1).length;
      expect(silent / some.length).toBeGreaterThan(0.35);
    }
  });

  it('gives the sentence that asks, and where it stands', () => {
    const text = 'Hi Mei! I am Ana. What is your order number? Thanks.';
    const [asked] = askedIn(text);
    expect(asked).toMatchObject({ kind: 'order_number', question: 'What is your order number?' });
    expect(text.slice(asked!.index)).toMatch(/^What is your/);
    expect(askedIn('您好。请问您的订单号是多少？谢谢')[0]).toMatchObject({ question: '请问您的订单号是多少？', index: 3 });
  });

  it.each([
    ['Please send your name, e-mail and order number.', ['name', 'email', 'order_number']],
    ['请提供姓名、邮箱和订单号', ['name', 'email', 'order_number']],
    ['What is your order number? And your phone?', ['order_number', 'phone']],
    ['請問您的訂單號是多少？', ['order_number']],
    ['您的訂單編號是？', ['order_number']],
    ['請提供您的手機號碼和電子信箱', ['phone', 'email']],
  ])('finds all that %j asks for', (text, expected) => expect(kinds(text)).toEqual(expected));

  it('knows the words of kinds that only this customer has', () => {
    const facts: KnownFact[] = [{ kind: 'contract_number', label: '合同号', value: 'HT-1', at: 0, here: true }];
    expect(questionsIn('Could you tell me your contract number?', facts).map(({ kind }) => kind)).toEqual(['contract_number']);
    expect(questionsIn('请问您的合同号是多少', facts).map(({ kind }) => kind)).toEqual(['contract_number']);
    expect(questionsIn('Your contract number is HT-1.', facts)).toEqual([]);
    expect(questionsIn('anything', [{ ...facts[0]!, kind: 'a', label: '(((' }])).toEqual([]);
  });

  it('holds its shape for any text', () => {
    const word = fc.constantFrom(
      'what is your ',
      'order number',
      '请问',
      '订单号',
      '是多少',
      '?',
      '。',
      ' ',
      'please ',
      '\u00a4',
      'name, ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        for (const { question, index } of askedIn(text)) expect(text.slice(index, index + question.length)).toBe(question);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'name ',
    'name, ',
    '请',
    '订单号',
    'please send ',
    'your ',
    'what is ',
    'could you ',
    '发',
    '的',
    'a',
    '?',
    'e-mail and ',
  ])('is not slowed down by %j over and over', (unit) => {
    const text = unit.repeat(DRAFT_LIMIT);
    askedIn(text);
    const spent = processorClock();
    askedIn(text);
    expect(spent()).toBeLessThan(500);
  });
});

describe('alreadyKnown', () => {
  const now = 100 * 24 * 3_600_000;
  const fact = (kind: string, ageMs: number, here = false): KnownFact => ({
    kind,
    value: `${kind} ${ageMs}`,
    at: now - ageMs,
    here,
  });
  const known = (text: string, facts: KnownFact[]) =>
    alreadyKnown(askedIn(text), facts, now).map((one) => one.facts.map(({ value }) => value));

  it('takes what a person is called and where they live for lasting, and an order for passing', () => {
    const old = FRESH_MS + 1;
    expect(known('What is your phone number?', [fact('phone', old)])).toEqual([['phone ' + old]]);
    expect(known('What is your order number?', [fact('order_number', old)])).toEqual([]);
    expect(known('What is your order number?', [fact('order_number', old, true)])).toEqual([['order_number ' + old]]);
    expect(known('What is your order number?', [fact('order_number', 2), fact('order_number', 1)])).toEqual([
      ['order_number 1', 'order_number 2'],
    ]);
    expect(known('What is your order number?', [fact('phone', 1)])).toEqual([]);
  });
});
