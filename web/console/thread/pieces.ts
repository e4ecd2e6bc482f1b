import { shownAddress } from '../../shown-address.js';

/** What texts are made of besides words: addresses to open, and earlier mails quoted with `>`. */

export interface Piece {
  text: string;
  /** Where it leads; only http and https, and always where it says that it does. */
  href?: string;
}

/** Signs that turn text around, and others that cannot be seen, are no part of an address. */
const ADDRESS = /https?:\/\/[^\s\p{Cc}\p{Cf}<>"'“”‘’«»（）【】，。；！？、]+/giu;
const TRAILING = /[.,;:!?)\]}*_~…]+$/;

/** Cuts a text into plain words and web addresses. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const trailing = TRAILING.exec(found[0])?.[0] ?? '';
    // A bracket that was opened inside the address belongs to it.
    const address =
      trailing.startsWith(')') && found[0].includes('(') ? found[0] : found[0].slice(0, found[0].length - trailing.length);
    if (!URL.canParse(address)) continue;
    if (found.index > at) pieces.push({ text: text.slice(at, found.index) });
    pieces.push({ text: shownAddress(address), href: address });
    at = found.index + address.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

export interface Fold {
  text: string;
  isQuote: boolean;
}

/** Lines of `>` in a row that are worth folding away. */
const FEWEST = 3;

/** Cuts a mail's text where earlier mails are quoted in it; short quotes that are answered line by line stay in the text. */
export function foldQuotes(text: string): Fold[] {
  const folds: Fold[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length;) {
    const isQuote = isQuoted(lines[at]);
    let end = at;
    while (end < lines.length && isQuoted(lines[end]) === isQuote) end += 1;
    const piece = lines.slice(at, end).join('\n');
    const isFolded = isQuote && end - at >= FEWEST;
    const last = folds.at(-1);
    if (last && !last.isQuote && !isFolded) last.text += `\n${piece}`;
    else folds.push({ text: piece, isQuote: isFolded });
    at = end;
  }
  return folds.filter((fold) => fold.text.trim() !== '');
}

const isQuoted = (line: string | undefined): boolean => /^\s?>/.test(line ?? '');

/** The beginning of a text, by characters and by lines; never half a character of it. */
export function beginning(text: string, most: number, lines = Infinity): string {
  const cut = text.slice(0, Math.min(most, endOfLine(text, lines)));
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** Where so many lines end; the length of a text that has no more. */
function endOfLine(text: string, lines: number): number {
  let at = -1;
  for (let line = 0; line < lines; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return text.length;
  }
  return at;
}
