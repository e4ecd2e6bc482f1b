/** Where a long text may be cut, the best place first: between paragraphs, lines, sentences, words. */
const seams = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["'”’)]*\s*/g, /[,;:，；：、]\s*/g, /\s+/g];
/** A cut that leaves less than this behind is no sensible one. */
const leastShare = 0.4;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units, in order, and of at most `maxBytes` of UTF-8 where the vendor
 * counts those. Nothing but white space at the cuts is lost, and no letter with its marks, no emoji and no pair of
 * surrogates is cut apart (unless a single one is longer than the limit).
 */
export function splitText(text: string, limit: number, maxBytes = Infinity): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  for (let most = unitsWithin(rest, limit, maxBytes); rest.length > most; most = unitsWithin(rest, limit, maxBytes)) {
    const cut = cutOf(rest, most);
    const piece = rest.slice(0, cut).trimEnd();
    if (piece) pieces.push(piece);
    rest = rest.slice(cut).trimStart();
  }
  if (rest) pieces.push(rest);
  return pieces;
}

/** How much of the text stays within both limits: at least one letter, even where that alone is too long. */
function unitsWithin(text: string, limit: number, maxBytes: number): number {
  let [units, bytes] = [0, 0];
  for (const letter of text) {
    bytes += Buffer.byteLength(letter);
    if (units > 0 && (bytes > maxBytes || units + letter.length > limit)) return units;
    units += letter.length;
    if (units >= limit) return limit;
  }
  return limit;
}

function cutOf(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  for (const seam of seams) {
    let best = 0;
    // The white space of a seam may lie beyond the limit: it is not sent.
    for (const match of head.matchAll(seam)) {
      const end = match.index + match[0].length;
      if (match.index + match[0].trimEnd().length <= limit && end > best) best = end;
    }
    if (best >= limit * leastShare) return best;
  }
  return wholeGraphemes(text, limit);
}

function wholeGraphemes(text: string, limit: number): number {
  let end = 0;
  // A little more than the limit, so that the last one is seen whole.
  for (const { index, segment } of graphemes.segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit) break;
    end = index + segment.length;
  }
  if (end > 0) return end;
  const high = text.charCodeAt(limit - 1);
  return high >= 0xd800 && high <= 0xdbff && limit > 1 ? limit - 1 : limit;
}
