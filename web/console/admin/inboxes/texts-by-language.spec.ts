import { describe, expect, it } from '@jest/globals';
import { channelForms, formOf, providersOf } from './channel-forms.js';
import { linesOf, textsOf } from './texts-by-language.js';

describe('a text by language', () => {
  it.each([[undefined], ['Hello'], [{ en: 'Hello', zh: '您好' }], [{ de: 'Hallo' }]])('%j comes back as it was', (texts) => {
    expect(textsOf(linesOf(texts))).toEqual(texts);
  });

  it('has a language as soon as there are two', () => {
    expect(
      textsOf([
        { language: '', text: 'Hello' },
        { language: 'zh', text: '您好' },
      ]),
    ).toEqual({ en: 'Hello', zh: '您好' });
  });
});

describe('the forms of channels', () => {
  it('are found by channel, and by vendor where there are several', () => {
    expect(formOf('telegram', 'telegram')?.secrets.map(({ name }) => name)).toEqual(['botToken', 'secretToken']);
    expect(formOf('whatsapp', 'twilio')?.settings[0]?.at).toBe('accountSid');
    expect(formOf('whatsapp', null)?.provider).toBe('meta');
    expect(formOf('pigeon', null)).toBeUndefined();
    expect(providersOf('whatsapp')).toEqual(['meta', 'twilio']);
    expect(providersOf('email')).toEqual([]);
  });

  it('name each setting once', () => {
    for (const { settings, more = [] } of channelForms) {
      const names = [...settings, ...more].map(({ at }) => at);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
