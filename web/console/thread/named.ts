export interface NamedPiece {
  text: string;
  isName: boolean;
}

/** Cuts a text where it says "@" and one of these names; of two that begin alike the longer. */
export function namedPieces(text: string, names: readonly string[]): NamedPiece[] {
  const marks = names.filter(Boolean).map((name) => `@${name}`);
  if (marks.length === 0) return [{ text, isName: false }];
  marks.sort((a, b) => b.length - a.length);
  const pieces: NamedPiece[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const mark = marks.find((one) => text.startsWith(one, at));
    if (!mark) continue;
    if (at > from) pieces.push({ text: text.slice(from, at), isName: false });
    pieces.push({ text: mark, isName: true });
    from = at + mark.length;
    at = from - 1;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isName: false });
  return pieces;
}
