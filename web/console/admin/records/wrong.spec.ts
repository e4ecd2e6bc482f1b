import { describe, expect, it } from '@jest/globals';
import { adminWords } from '../words.js';
import { faultsOf, parserWords, sayWrong, wrongOf, wrongsOf } from './wrong.js';

/** As i18next fills them in. */
const say =
  (language: 'en' | 'zh') =>
  (key: string, values: Record<string, unknown> = {}): string => {
    const words = adminWords[language];
    const form = language === 'en' && values['count'] === 1 ? 'one' : 'other';
    const text = words[key] ?? words[`${key}_${form}`] ?? `no words: ${key}`;
    return text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name]));
  };

const said = (pointer: string, details: string[], value: unknown, language: 'en' | 'zh' = 'en'): string =>
  wrongsOf(
    details.map((detail) => ({ pointer, detail })),
    () => value,
  )
    .map((one) => sayWrong(say(language), one))
    .join(' ');

describe('what is wrong with a field', () => {
  it.each([
    ['/name', ['name must not be blank', 'name must be longer than or equal to 1 characters'], '', 'Fill this in.'],
    ['/name', ['name must be shorter than or equal to 200 characters'], 'long', 'Too long: at most 200 characters.'],
    ['/password', ['password must be longer than or equal to 12 characters'], 'short', 'Too short: at least 12 characters.'],
    ['/password', ['password must be longer than or equal to 12 characters'], '', 'Fill this in.'],
    [
      '/key',
      ['key must match /^[a-z0-9][a-z0-9._-]{0,63}$/ regular expression'],
      'Night Shift',
      'Lower-case letters, digits and hyphens only, with a letter or digit first.',
    ],
    [
      '/key',
      ['must be 2 to 63 lower-case letters, digits or hyphens'],
      'Ä',
      'Lower-case letters, digits and hyphens only, with a letter or digit first.',
    ],
    ['/key', ['key must match /^[a-z0-9][a-z0-9._:-]{0,63}$/ regular expression'], '', 'Fill this in.'],
    ['/queueId', ['queueId must be a UUID'], '', 'Choose one.'],
    ['/queueId', ['there is no such queue'], 'gone', 'Choose one.'],
    ['/firstReplyTargetMs', ['firstReplyTargetMs must not be greater than 31622400000'], 9e12, 'At most 366 days.'],
    ['/offerTimeoutMs', ['offerTimeoutMs must not be less than 1000'], 1, 'At least 1 second.'],
    ['/priority', ['priority must not be less than -100', 'priority must be an integer number'], -100.5, 'A whole number.'],
    ['/priority', ['priority must not be greater than 100'], 101, 'At most 100.'],
    ['/email', ['email must be an email'], 'x', 'This is no e-mail address.'],
    ['/key', ['is taken'], 'support', 'This one is in use already.'],
    ['/fallbackQueueId', ['leads back to the queue: a → b → a'], 'b', 'This leads back to the queue: a → b → a'],
    [
      '/secrets/x',
      ['must be 16 to 256 letters, digits, hyphens or underscores'],
      '',
      'must be 16 to 256 letters, digits, hyphens or underscores',
    ],
    ['/condition', ['at character 17: Expected RPAREN, got EOF'], 'x', 'A closing bracket is missing, at character 17.'],
    ['/condition', ['at character 11: Unterminated string'], 'x', 'A closing quotation mark is missing, at character 11.'],
    ['/condition', ['at character 11: Unexpected token: EOF'], 'x', 'Something is missing at the end, at character 11.'],
    ['/condition', ['at character 8: Unexpected character: ='], 'x', 'To compare, write two equals signs (==), at character 8.'],
    ['/condition', ['at character 0: Unknown variable: foo'], 'x', 'foo is not known here, at character 0.'],
    ['/condition', ['at character 9: No such key: x'], 'x', 'x is not known here, at character 9.'],
    ['/condition', ['at character 0: gives int, where true or false is needed'], 'x', 'This gives no yes or no, at character 0.'],
    ['/condition', ['at character 3: nothing we know'], 'x', 'The condition cannot be read, at character 3.'],
  ])('%s %j of %j: %s', (pointer, details, value, sentence) => expect(said(pointer, details, value)).toBe(sentence));

  it('is said in Chinese as well, and never as a pattern', () => {
    expect(said('/firstReplyTargetMs', ['firstReplyTargetMs must not be greater than 31622400000'], 9e12, 'zh')).toBe(
      '最多 366 天。',
    );
    expect(said('/key', ['key must match /^[a-z0-9][a-z0-9._-]{0,63}$/ regular expression'], '夜班', 'zh')).not.toMatch(/\^|\//);
    const unmet =
      'nobody can satisfy this today; Ana Lopez comes nearest and lacks wine at level 3 (has 1), the language fr, one of the groups a, b';
    expect(said('/requirements', [unmet], [], 'zh')).toBe(
      '目前无人能满足；最接近的是 Ana Lopez，缺少：wine 达到 3 级（现为 1 级）、语言 fr、小组 a, b 之一。',
    );
    expect(said('/requirements', [unmet], [])).toContain(
      'lacks wine at level 3 (has 1), the language fr, one of the groups a, b',
    );
  });

  it('says of a condition in Chinese what is missing where, and none of the words of its parser', () => {
    for (const detail of ['Expected RPAREN, got EOF', 'Unterminated string', 'no such overload: string == int', 'whatever'])
      expect(said('/condition', [`at character 17: ${detail}`], 'x', 'zh')).toMatch(/^[^a-zA-Z]*第 17 个字符[^a-zA-Z]*$/);
    expect(parserWords([{ pointer: '/condition', detail: 'at character 17: Expected RPAREN, got EOF' }])).toBe(
      'at character 17: Expected RPAREN, got EOF',
    );
    expect(parserWords([{ pointer: '/name', detail: 'is required' }])).toBe('');
  });

  it('has words in both languages for all it can read', () => {
    const keys = ['required', 'pick', 'atMostTime', 'atLeastTime', 'onlyStops', 'nobodyThere', 'overlaps', 'twice', 'bothTimes'];
    for (const key of keys)
      for (const language of ['en', 'zh'] as const) expect(adminWords[language]).toHaveProperty([`wrong.${key}`]);
  });

  it('is one thing, however many places of the field have it', () => {
    const details = ['/origins/0', '/origins/1'].map((pointer) => ({ pointer, detail: 'origins must not be blank' }));
    expect(wrongsOf(details, () => '')).toEqual([{ key: 'required' }]);
  });

  it('is known before it is sent, in the words that the server would use', () => {
    const asks = { required: true, min: 1, max: 5 };
    expect(faultsOf('/n', null, asks).map((one) => wrongOf(one, null)?.key)).toEqual(['required']);
    expect(faultsOf('/n', '  ', asks).map((one) => wrongOf(one, '  ')?.key)).toEqual(['required']);
    expect(faultsOf('/n', 0, asks).map((one) => wrongOf(one, 0))).toEqual([{ key: 'atLeast', values: { n: '1' } }]);
    expect(faultsOf('/n', 6, asks).map((one) => wrongOf(one, 6))).toEqual([{ key: 'atMost', values: { n: '5' } }]);
    expect(faultsOf('/n', 3, asks)).toEqual([]);
    expect(faultsOf('/n', '', { required: true, chosen: true }).map((one) => wrongOf(one, ''))).toEqual([{ key: 'pick' }]);
    expect(faultsOf('/n', '', {})).toEqual([]);
  });
});
