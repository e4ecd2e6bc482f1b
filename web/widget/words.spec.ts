import { describe, expect, it } from '@jest/globals';
import { chooseLanguage, loadWords, type Words } from './words.js';

const shape = (words: object): unknown =>
  Object.fromEntries(
    Object.entries(words)
      .filter(([key]) => !['problems', 'channels'].includes(key))
      .map(([key, value]) => [key, value && typeof value === 'object' ? Object.keys(value as object).sort() : typeof value]),
  );

describe('the widget’s words', () => {
  it.each([
    [['zh'], 'zh-CN'],
    [['zh-Hans-SG'], 'zh-CN'],
    [['zh-HK', 'en'], 'zh-TW'],
    [['zh_TW'], 'zh-TW'],
    [['zh-Hant-CN'], 'zh-TW'],
    [['fr', 'de', 'zh-CN'], 'zh-CN'],
    [[null, '', 'ar'], 'en'],
    [['en-GB', 'zh'], 'en'],
  ])('for %j are %s', (tags, language) => expect(chooseLanguage(tags)).toBe(language));

  it.each(['zh-CN', 'zh-TW'] as const)('are whole in %s', async (language) => {
    const [en, words] = [await loadWords('en'), await loadWords(language)];
    expect(words.language).toBe(language);
    expect(shape(words)).toEqual(shape(en));
    const own = Object.values(words as Words).filter((value): value is string => typeof value === 'string' && value !== language);
    for (const line of own) expect(line).toMatch(/\p{Script=Han}/u);
  });
});
