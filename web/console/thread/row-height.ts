import type { Row } from './rows.js';

/** Heights in CSS pixels, as the style sheets of the rows make them. */
const LINE = 19.6;
const HEAD = 25.4;
const AROUND = 16;
const DELIVERY = 19;
/** Of a full line: what the styles of a bubble leave of the thread's width, and how wide a letter is on average. */
const [WIDEST, PART, BESIDE, LETTER] = [720, 0.86, 46, 6.7];
/** A text that is folded at first is never taller; of lines as they were written it shows fewer. */
const [MOST_LINES, MOST_WRITTEN] = [60, 40];

/**
 * How tall a row will nearly be, before it is drawn. The nearer the better: while somebody scrolls up, each pixel it is off
 * must be made good by moving the scroll bar, which costs the browser a layout.
 * @param width of the thread, CSS pixels
 * @returns CSS pixels
 */
export function heightOf(row: Row | undefined, width: number): number {
  if (!row || row.kind === 'day' || row.kind === 'start') return 37;
  if (row.kind === 'event' || row.kind === 'call') return 36;
  if (row.kind === 'pending') return 62;
  const { message, follows, showsDelivery } = row;
  const room = Math.max(12, (Math.min(WIDEST, PART * width) - BESIDE) / LETTER);
  let lines = 0;
  for (const line of message.text.slice(0, 3_000).split('\n', MOST_WRITTEN))
    lines += Math.max(1, Math.ceil(lettersOf(line) / room));
  const text = message.text === '' ? 0 : Math.min(MOST_LINES, lines) * LINE;
  return Math.round(AROUND + (follows ? 0 : HEAD) + text + message.attachments.length * 120 + (showsDelivery ? DELIVERY : 0));
}

/** Chinese, Japanese and Korean characters are as wide as two letters. */
function lettersOf(line: string): number {
  return line.length + (line.match(/[\u1100-\uffdc]/g)?.length ?? 0);
}
