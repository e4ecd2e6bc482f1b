import { DIGITS, digitOf, type Finding } from './findings.js';

export const says = `(?:\\s|is\\b|was\\b|ist\\b|[:：=＝#]|是|为|為|->|→)`;

const cvv = new RegExp(
  `(?:\\b(?:cvv2?|cvc2?|cvn2?|cav2|csc|(?:card )?(?:security|verification) (?:code|number|value)|prüfziffer|kartenprüfnummer)` +
    `|安全码|安全碼|校验码|背面(?:的)?(?:后|後|末)?(?:三|3)位(?:数字|数|數字)?|(?:后|後|末)(?:三|3)位(?:数字|数)?)` +
    `\\s?(?:code|number|码|碼|号)?${says}{0,6}([${DIGITS}]{3,4})(?![${DIGITS}])`,
  'giu',
);

/** What stands after the number of a card: when it ends, and then the code on its back. */
const expiryThenCode = new RegExp(
  `^[^${DIGITS}]{0,20}[${DIGITS}]{2}\\s?[/\\-.]\\s?[${DIGITS}]{2,4}[^${DIGITS}\\n]{1,10}([${DIGITS}]{3,4})(?![${DIGITS}])`,
  'u',
);

export function findCodes(text: string, cards: readonly Finding[]): Finding[] {
  const named = [...text.matchAll(cvv)].map((match) => lastPart('cvv', match.index + match[0].length, match[1]!));
  const behind = cards.flatMap(({ end }) => {
    const match = expiryThenCode.exec(text.slice(end, end + 60));
    return match ? [lastPart('cvv', end + match[0].length, match[1]!)] : [];
  });
  return [...named, ...behind];
}

export const lastPart = (kind: Finding['kind'], end: number, part: string): Finding => ({ kind, start: end - part.length, end });

const keys =
  /\b(?:[spr]k_(?:live|test)_[A-Za-z0-9]{10,99}|sk-[A-Za-z0-9_-]{20,199}|gh[pousr]_[A-Za-z0-9]{30,99}|github_pat_[A-Za-z0-9_]{30,99}|AKIA[0-9A-Z]{16}|xox[abprs]-[A-Za-z0-9-]{10,99}|tl_[A-Za-z0-9_-]{20,99})/g;
const namedKeys =
  /\b(?:api[ _-]?key|access[ _-]?token|client[ _-]?secret|secret[ _-]?key|bearer)\b\s{0,5}(?:is\b|[:：=])?\s{0,5}["'“]?((?=[^\s"”]{0,99}\d)[A-Za-z0-9+/_.=-]{16,200})/gi;

export function findKeys(text: string): Finding[] {
  return [
    ...[...text.matchAll(keys)].map((match) => lastPart('key', match.index + match[0].length, match[0])),
    ...[...text.matchAll(namedKeys)].map((match) => lastPart('key', match.index + match[0].length, match[1]!)),
  ];
}

const ibans = /\b[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?\b/gi;

export function findIbans(text: string): Finding[] {
  return [...text.matchAll(ibans)].flatMap((match) => {
    const bare = match[0].replace(/[ -]/g, '').toUpperCase();
    if (bare.length < 15 || bare.length > 34 || !isIban(bare)) return [];
    return [{ kind: 'iban' as const, start: match.index, end: match.index + match[0].length, last4: bare.slice(-4) }];
  });
}

function isIban(bare: string): boolean {
  let rest = 0;
  for (const sign of bare.slice(4) + bare.slice(0, 4)) {
    const digit = digitOf(sign.charCodeAt(0));
    const value = digit >= 0 ? digit : sign.charCodeAt(0) - 55;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
