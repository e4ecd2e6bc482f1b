import { en } from './words/en.js';

/** What the widget says. Every language has all of it. */
export type Words = typeof en;

export type Language = 'en' | 'zh-CN' | 'zh-TW';

/** The language of ours for a tag; null where there is none. */
export function languageFor(tag: string | null | undefined): Language | null {
  const known = (tag ?? '').replaceAll('_', '-').toLowerCase();
  if (/^zh-(hant|tw|hk|mo)\b/.test(known)) return 'zh-TW';
  if (/^zh\b/.test(known)) return 'zh-CN';
  return /^en\b/.test(known) ? 'en' : null;
}

/** The first of the tags that we speak, or English. */
export function chooseLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const language = languageFor(tag);
    if (language) return language;
  }
  return 'en';
}

/** English is there at once; the others are parts of their own, and where one cannot be loaded English stands in. */
export async function loadWords(language: Language): Promise<Words> {
  try {
    if (language === 'zh-CN') return (await import('./words/zh-cn.js')).zhCn;
    if (language === 'zh-TW') return (await import('./words/zh-tw.js')).zhTw;
  } catch {
    // As above.
  }
  return en;
}
