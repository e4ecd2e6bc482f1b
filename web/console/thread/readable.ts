/** Signs that force a direction on what follows them, without being seen: they make `exe.txt` of "txt.exe". */
const FORCES = /[\u202a-\u202e]/g;
const ISOLATES = /[\u2066-\u2069]/;
/** Accents over accents: no writing has so many on one letter, and more of them run over the lines above. */
const PILED = /(\p{M}{8})\p{M}+/gu;

/**
 * A text by anybody as it is shown: nothing unseen turns it around, and nothing grows out of its line. Isolates that are closed stay:
 * texts that run from right to left need them, and they change nothing beyond themselves.
 */
export function readable(text: string): string {
  const calm = text.replace(FORCES, (_, at: number) => (isInAddress(text, at) ? ' ' : '')).replace(PILED, '$1');
  return ISOLATES.test(calm) ? calm.split('\n').map(balanced).join('\n') : calm;
}

/** Without the isolates of a line that nothing closes, and without ends of none. */
function balanced(line: string): string {
  const open: number[] = [];
  const lone = new Set<number>();
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '\u2069' && open.pop() === undefined) lone.add(at);
    else if (/[\u2066-\u2068]/.test(line[at] ?? '')) open.push(at);
  }
  for (const at of open) lone.add(at);
  return lone.size === 0
    ? line
    : line
        .split('')
        .filter((_, at) => !lone.has(at))
        .join('');
}

/** An address ends where such a sign stands: without it what follows would become part of it. */
function isInAddress(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 200), at);
  return /:\/\/\S*$/.test(before);
}
