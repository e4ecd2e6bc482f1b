import type { SearchHitView } from '../../../src/contracts/search.js';
import type { ConversationView } from '../../../src/contracts/views.js';

/** Text cut at the marks of a hit: what was looked for, and what stands around it. */
export interface Piece {
  text: string;
  isFound: boolean;
}

/** Marks may touch, overlap or reach past the end: what is shown is the text, whatever they say. */
export function piecesOf(text: string, marks: readonly (readonly [number, number])[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of [...marks].sort((a, b) => a[0] - b[0])) {
    const [begin, end] = [Math.max(at, from), Math.min(text.length, to)];
    if (end <= begin) continue;
    if (begin > at) pieces.push({ text: text.slice(at, begin), isFound: false });
    pieces.push({ text: text.slice(begin, end), isFound: true });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isFound: false });
  return pieces;
}

/** Where the words of a query stand in a short text. */
export function marksOf(text: string, query: string): [number, number][] {
  const lower = text.toLowerCase();
  // Lower case of another length (İ): places would not fit.
  if (lower.length !== text.length) return [];
  return wordsOf(query).flatMap((word): [number, number][] => {
    const at = lower.indexOf(word);
    return at < 0 ? [] : [[at, at + word.length]];
  });
}

const wordsOf = (query: string): string[] => query.toLowerCase().split(/\s+/).filter(Boolean);

/** All words of the query somewhere in one of the texts. */
export function fits(query: string, texts: readonly (string | null | undefined)[]): boolean {
  const all = texts.filter(Boolean).join('\n').toLowerCase();
  return wordsOf(query).every((word) => all.includes(word));
}

/** Conversations on this screen whose customer or subject has the words; open ones first, then the latest. */
export function conversationsFor(query: string, known: Iterable<ConversationView>): ConversationView[] {
  const latest = (one: ConversationView): string => one.lastInboundAt ?? one.openedAt;
  return [...known]
    .filter((one) => fits(query, [one.customerName, one.subject, ...one.tags]))
    .sort(
      (a, b) =>
        Number(a.status === 'closed') - Number(b.status === 'closed') ||
        latest(b).localeCompare(latest(a)) ||
        a.id.localeCompare(b.id),
    );
}

/** A customer is one row, however many of their names and addresses fit. */
export function oncePerCustomer(hits: readonly SearchHitView[]): SearchHitView[] {
  const seen = new Set<string>();
  return hits.filter(({ customer }) => !seen.has(customer.id) && seen.add(customer.id));
}

/** The row after or before this one, round the ends. */
export function step(count: number, from: number, by: number): number {
  return count === 0 ? 0 : (((from + by) % count) + count) % count;
}
