import { DIGITS, digitOf, type Finding } from './findings.js';

/** What may stand between the digits of one number: spaces of all widths, dashes, dots, and what nobody sees. */
const between = '[ \\t\\u00a0\\u2000-\\u200d\\u202f\\u205f\\u2060\\u3000\\ufeff.·_\\-\\u2010-\\u2015\\u2212\\uff0d\\uff0e]';
const betweenInHtml = `(?:${between}|&nbsp;|&#160;|&#xa0;|&shy;|\\s|</?(?:a|b|br|code|em|font|i|mark|small|span|strong|u|wbr)\\b[^<>]{0,200}>)`;

/** Where a line ends in the middle of a number; mails put a mark before the next. */
const lineEnd = '(?:\\r?\\n[ \\t>]{0,4})?';

const runs = new RegExp(`[${DIGITS}](?:${between}{0,3}${lineEnd}[${DIGITS}]){12,}`, 'gu');
const runsInHtml = new RegExp(`[${DIGITS}](?:${betweenInHtml}{0,4}[${DIGITS}]){12,}`, 'giu');

/** Digits right behind a letter are part of a code (SF4…, JD5…), unless the letters themselves say that it is a card. */
const cardWordBefore = /(?:card|visa|master|mastercard|amex|maestro|unionpay|jcb|diners|discover|mir|rupay|cc|no|nr|is|number)$/i;

const shortest = 13;
const longest = 19;

interface Digit {
  value: number;
  at: number;
}

/** Payment cards: 13 to 19 digits of a known scheme whose check digit is right, however they are grouped. */
export function findCards(text: string, html = false): Finding[] {
  const found: Finding[] = [];
  for (const run of text.matchAll(html ? runsInHtml : runs)) found.push(...cardsIn(text, run.index, run[0], html));
  return found;
}

function cardsIn(text: string, at: number, run: string, html: boolean): Finding[] {
  const groups = groupsOf(run, at, html);
  const found: Finding[] = [];
  for (let first = 0; first < groups.length; first++) {
    const last = cardEnd(text, groups, first, html);
    if (last === undefined) continue;
    const digits = groups.slice(first, last + 1).flat();
    const last4 = digits
      .slice(-4)
      .map((one) => one.value)
      .join('');
    found.push({ kind: 'card', start: digits[0]!.at, end: digits.at(-1)!.at + 1, last4 });
    first = last;
  }
  return found;
}

/** Digits that stand together. A number begins and ends with a group: nothing is read out of the middle of another. */
function groupsOf(run: string, at: number, html: boolean): Digit[][] {
  const groups: Digit[][] = [];
  let previous = -2;
  for (let index = 0; index < run.length; index++) {
    // The digits of an entity or of a tag are no digits of the number.
    if (html && (run[index] === '&' || run[index] === '<')) {
      const end = run.indexOf(run[index] === '&' ? ';' : '>', index);
      if (end > 0) index = end;
      continue;
    }
    const value = digitOf(run.charCodeAt(index));
    if (value < 0) continue;
    if (index === previous + 1) groups.at(-1)!.push({ value, at: at + index });
    else groups.push([{ value, at: at + index }]);
    previous = index;
  }
  return groups;
}

/** The last group of a card that begins with group `first`; the longest reading wins. */
function cardEnd(text: string, groups: Digit[][], first: number, html: boolean): number | undefined {
  let digits: number[] = [];
  let end: number | undefined;
  for (let last = first; last < groups.length; last++) {
    if (digits.length + groups[last]!.length > longest) break;
    digits = [...digits, ...groups[last]!.map((one) => one.value)];
    if (digits.length < shortest || !isCard(digits)) continue;
    if (!html && linesBetween(text, groups[first]![0]!, groups[last]!.at(-1)!) > 2) break;
    if (standsAlone(text, groups[first]![0]!.at, digits.length)) end = last;
  }
  return end;
}

/** A number goes over the end of one line, and not over more: below that stand others. */
const linesBetween = (text: string, from: Digit, to: Digit): number => text.slice(from.at, to.at).split('\n').length;

function standsAlone(text: string, start: number, length: number): boolean {
  const before = text.slice(Math.max(0, start - 12), start);
  // +49 … is a telephone number; none has more than 15 digits.
  if (/[+\uff0b]$/.test(before) && length <= 15) return false;
  return !/[a-z]$/i.test(before) || cardWordBefore.test(before);
}

export function isCard(digits: readonly number[]): boolean {
  return isKnownScheme(digits) && luhn(digits);
}

export function luhn(digits: readonly number[]): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits[digits.length - 1 - index]!;
    const weighed = index % 2 === 1 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}

/** First digits from, to (six of them), and the lengths of such numbers. */
const schemes: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [100000, 199999, [15]], // UATP
  [220000, 220499, [16, 17, 18, 19]], // Mir
  [222100, 272099, [16]], // Mastercard
  [300000, 305999, [14, 16, 17, 18, 19]], // Diners
  [309500, 309599, [14, 16, 17, 18, 19]],
  [340000, 349999, [15]], // American Express
  [352800, 358999, [16, 17, 18, 19]], // JCB
  [360000, 369999, [14, 16, 17, 18, 19]],
  [370000, 379999, [15]],
  [380000, 399999, [14, 16, 17, 18, 19]],
  [400000, 499999, [13, 16, 19]], // Visa
  [500000, 509999, [13, 14, 15, 16, 17, 18, 19]], // Maestro, Elo
  [510000, 559999, [16]], // Mastercard
  [560000, 599999, [13, 14, 15, 16, 17, 18, 19]],
  [600000, 699999, [13, 14, 15, 16, 17, 18, 19]], // Discover, UnionPay, Maestro, RuPay
  [810000, 829999, [16, 17, 18, 19]], // UnionPay, RuPay
  [955800, 955999, [16, 17, 18, 19]], // older cards of Chinese banks
  [979200, 979299, [16]], // Troy
];

function isKnownScheme(digits: readonly number[]): boolean {
  const head = digits.slice(0, 6).reduce((sum, digit) => sum * 10 + digit, 0);
  return schemes.some(([from, to, lengths]) => head >= from && head <= to && lengths.includes(digits.length));
}
