const kept = new Map<string, string>();

/** A language as its name is in the reader's: "zh" is "Chinese" and "中文". A code that nobody knows stays as it is. */
export function languageIn(reader: 'en' | 'zh', code: string): string {
  const key = `${reader} ${code}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const name = nameOf(reader, code);
  // Codes come from what people set up; were one of them a stream, this would not grow with it.
  if (kept.size < 1_000) kept.set(key, name);
  return name;
}

/** Making the namer costs much more than asking it. */
const namers = { en: namer('en'), zh: namer('zh-Hans') };

function namer(locale: string): Intl.DisplayNames {
  return new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' });
}

function nameOf(reader: 'en' | 'zh', code: string): string {
  try {
    return namers[reader].of(code) ?? code;
  } catch {
    return code;
  }
}
