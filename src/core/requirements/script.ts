/** A language told by its writing alone, as far as the writing tells it; null for scripts that many languages share. */
export interface Written {
  /** BCP 47 primary tag: the most likely one for the script. */
  language: string;
  /** True where the script has (nearly) one language; false where a closer look may find another. */
  certain: boolean;
}

const scripts: readonly [RegExp, string, boolean][] = [
  // Japanese mixes kana with Han, Korean now and then writes Han too: both are looked for before Han alone.
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja', true],
  [/\p{Script=Hangul}/gu, 'ko', true],
  [/\p{Script=Han}/gu, 'zh', true],
  [/\p{Script=Thai}/gu, 'th', true],
  [/\p{Script=Hebrew}/gu, 'he', true],
  [/\p{Script=Greek}/gu, 'el', true],
  [/\p{Script=Armenian}/gu, 'hy', true],
  [/\p{Script=Georgian}/gu, 'ka', true],
  [/\p{Script=Khmer}/gu, 'km', true],
  [/\p{Script=Lao}/gu, 'lo', true],
  [/\p{Script=Myanmar}/gu, 'my', true],
  [/\p{Script=Tamil}/gu, 'ta', true],
  [/\p{Script=Telugu}/gu, 'te', true],
  [/\p{Script=Kannada}/gu, 'kn', true],
  [/\p{Script=Malayalam}/gu, 'ml', true],
  [/\p{Script=Gujarati}/gu, 'gu', true],
  [/\p{Script=Gurmukhi}/gu, 'pa', true],
  [/\p{Script=Bengali}/gu, 'bn', false],
  [/\p{Script=Devanagari}/gu, 'hi', false],
  [/\p{Script=Arabic}/gu, 'ar', false],
  [/\p{Script=Cyrillic}/gu, 'ru', false],
];

const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

/** Han says more per sign than an alphabet: one sign in five is enough, so that a product name in Latin does not hide it. */
const SHARE = 0.2;
/** Letters a script needs at least; one sign may be a smiley. */
const LEAST = 2;

/** The language a text is written in, where its script says so. Ukrainian is told from Russian by the letters it alone has. */
export function byScript(text: string): Written | null {
  const all = letters(text);
  for (const [pattern, language, certain] of scripts) {
    const count = text.match(pattern)?.length ?? 0;
    if (count < LEAST || count < all * SHARE) continue;
    if (language === 'ru' && /[іїєґ]/iu.test(text)) return { language: 'uk', certain: false };
    return { language, certain };
  }
  return null;
}

/** Letters of any script, for judging whether a text is long enough to guess by. */
export const letterCount = letters;
