/** A reason that we wrote, in every language of the pages. */
export interface ToldReason {
  sentence: string;
  translations: { zh: string };
}

const kinds: Record<string, [string, string]> = {
  email: ['e-mail address', '邮箱'],
  phone: ['phone number', '电话号码'],
  external: ['account', '账号'],
};

const rules: [RegExp, (found: RegExpMatchArray) => ToldReason][] = [
  // Older records hold the score in bits, which says nothing to whoever reads it.
  [/^suggestion accepted(?: \(.*\))?$/, () => told('It was suggested that they are one person', '系统建议两者为同一人，已采纳')],
  [/^proved the same (\w+)$/, ([, kind]) => told(`Both proved the same ${named(kind, 0)}`, `验证了同一个${named(kind, 1)}`)],
  [/^signed in with (\w+)$/, ([, kind]) => told(`Signed in with the same ${named(kind, 0)}`, `用同一个${named(kind, 1)}登录`)],
  [/^signed in on the same device$/, () => told('Signed in on the same device', '在同一台设备上登录')],
];

/** Null where the words are none of ours. */
export function toldReason(reason: string): ToldReason | null {
  for (const [pattern, tell] of rules) {
    const found = reason.match(pattern);
    if (found) return tell(found);
  }
  return null;
}

const told = (sentence: string, zh: string): ToldReason => ({ sentence, translations: { zh } });

const named = (kind: string | undefined, at: 0 | 1): string => kinds[kind ?? '']?.[at] ?? kind ?? '';
