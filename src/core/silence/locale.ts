export const TEXT_LOCALES = ['en', 'zh-CN', 'zh-TW'] as const;
export type TextLocale = (typeof TEXT_LOCALES)[number];

const traditional = /^zh-(hant|tw|hk|mo)\b/i;

/** The language of our own texts for a customer's language tag; English where there is none of theirs. */
export function textLocale(tag: string | null | undefined): TextLocale {
  const known = (tag ?? '').replaceAll('_', '-');
  if (traditional.test(known)) return 'zh-TW';
  return /^zh\b/i.test(known) ? 'zh-CN' : 'en';
}
