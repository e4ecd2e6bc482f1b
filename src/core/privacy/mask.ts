import { findCards } from './find-cards.js';
import { DIGITS, digitOf, type Finding, type MaskedKind } from './findings.js';
import { findPasswords } from './find-passwords.js';
import { findCodes, findIbans, findKeys } from './find-secrets.js';

/** Told with the message: what kind of thing was taken out, and of a number its last four digits. */
export interface Masked {
  kind: MaskedKind;
  last4?: string;
}

const veil = '•';
/** As long for every word: its length is nobody's business either. */
const veiledWord = '••••••';
const mostTold = 20;
const deepest = 12;

/** Cheap and true of hardly any text: a run of digits as long as a card, an account, or a word that a secret stands behind. */
const worthALook = new RegExp(
  `[${DIGITS}](?:[^${DIGITS}\\p{L}]{0,7}[${DIGITS}]){12}|pass|pwd|\\bpin|kennwort|cv[vcn]|cav2|csc|verification|security|prüf|密码|密碼|口令|安全码|安全碼|校验码|[三3]位` +
    `|k_live_|k_test_|sk-|gh[pousr]_|github_pat|akia|xox|tl_|api.?key|token|secret|bearer`,
  'iu',
);
const looksLikeAccount = /\b[A-Z]{2}[0-9]{2}[ -]?[A-Z0-9]{4}/i;

/** `text` with card numbers and secrets veiled; the same string where there is nothing to veil. Masking twice changes nothing. */
export function maskText(text: string, kinds: readonly MaskedKind[], html = false): { text: string; masked: Masked[] } {
  const iban = kinds.includes('iban') && looksLikeAccount.test(text);
  // In HTML anything may stand between two digits.
  if (!iban && !worthALook.test(text) && !(html && text.includes('<'))) return { text, masked: [] };
  const found = findAll(text, kinds, html);
  if (found.length === 0) return { text, masked: [] };
  const masked = found.slice(0, mostTold).map(({ kind, last4 }) => (last4 ? { kind, last4 } : { kind }));
  return { text: veiled(text, found), masked };
}

/** In the order of the text, none over another: a card wins over what its digits could be besides. */
function findAll(text: string, kinds: readonly MaskedKind[], html: boolean): Finding[] {
  const cards = findCards(text, html);
  const all = [...cards, ...findIbans(text), ...findKeys(text), ...findPasswords(text, html), ...findCodes(text, cards)];
  const wanted = all.filter(({ kind }) => kinds.includes(kind)).sort((a, b) => a.start - b.start || b.end - a.end);
  let end = -1;
  return wanted.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}

function veiled(text: string, found: readonly Finding[]): string {
  let out = '';
  let at = 0;
  for (const one of found) {
    out += text.slice(at, one.start) + veiledPart(text.slice(one.start, one.end), one);
    at = one.end;
  }
  return out + text.slice(at);
}

function veiledPart(part: string, { kind, last4 }: Finding): string {
  if (kind === 'password' || kind === 'key') return veiledWord;
  const counts = (sign: string): boolean => digitOf(sign.charCodeAt(0)) >= 0 || (kind === 'iban' && /[a-z]/i.test(sign));
  // Tags between the digits stay as they are, the digits inside of them included.
  const signs = part.match(/<[^<>]*>|&[#a-z0-9]+;|[^]/giu) ?? [];
  let left = signs.filter((sign) => sign.length <= 2 && counts(sign)).length - (last4 ? 4 : 0);
  return signs.map((sign) => (sign.length <= 2 && counts(sign) && left-- > 0 ? veil : sign)).join('');
}

/** Strings by which programs find things: a changed one would lead nowhere. */
const structural =
  /^(?:id|ids|cid|sid|url|href|src|at|references|inReplyTo|masked|mimeType|contentType)$|(?:Id|Ids|Url|Sid|Token)$/;

/** The same of every text inside a document. `found` collects what was veiled. */
export function maskDeep<T>(value: T, kinds: readonly MaskedKind[], found: Masked[], name = '', depth = 0): T {
  if (typeof value === 'string') {
    const { text, masked } = maskText(value, kinds, /html/i.test(name));
    found.push(...masked);
    return text as T;
  }
  if (typeof value !== 'object' || value === null || depth > deepest || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((one: unknown) => maskDeep(one, kinds, found, name, depth + 1)) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      structural.test(key) ? one : maskDeep(one, kinds, found, key, depth + 1),
    ]),
  ) as T;
}
