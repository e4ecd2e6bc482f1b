import { shownAddress } from '../shown-address.js';

/** A stretch of a text, and where it leads if it is an address. */
export interface Stretch {
  text: string;
  href?: string;
}

const address = /https?:\/\/[^\s<>"'“”‘’「」『』（），。；：！？、]+/giu;
/** What ends a sentence is not part of the address before it; a bracket is, where it was opened inside. */
const tail = /[.,;:!?…]+$/u;

/** Texts stay texts: only plain web addresses in them can be followed. */
export function stretchesOf(text: string): Stretch[] {
  const found: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const href = bare(match[0]);
    if (!URL.canParse(href)) continue;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    found.push({ text: shownAddress(href), href });
    end = match.index + href.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

function bare(written: string): string {
  let href = written.replace(tail, '');
  while (href.endsWith(')') && count(href, ')') > count(href, '(')) href = href.slice(0, -1).replace(tail, '');
  return href;
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;
