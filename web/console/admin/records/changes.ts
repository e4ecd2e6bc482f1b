/** What of a record was changed, and what becomes of it when somebody else changed the record meanwhile. */

export type Draft = Record<string, unknown>;

export function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [mine, theirs] = [one as Draft, other as Draft];
  const names = Object.keys(mine);
  return names.length === Object.keys(theirs).length && names.every((name) => name in theirs && isSame(mine[name], theirs[name]));
}

/** The fields that are not as they were. */
export function changesOf(base: Draft, draft: Draft): Draft {
  return Object.fromEntries(Object.entries(draft).filter(([name, value]) => !isSame(value, base[name])));
}

export interface Merged {
  draft: Draft;
  /** Changed by the other alone: taken over. */
  taken: string[];
  /** Changed by both, and not to the same: kept as typed here until somebody chooses. */
  contested: string[];
}

/** Nothing typed is lost: what only one of both changed is theirs, what both changed stays as it was typed, and is named. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  const merged: Merged = { draft: { ...theirs }, taken: [], contested: [] };
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const isMine = !isSame(mine[name], base[name]);
    const isTheirs = !isSame(theirs[name], base[name]);
    if (isMine) merged.draft[name] = mine[name];
    if (isTheirs && !isMine) merged.taken.push(name);
    if (isTheirs && isMine && !isSame(mine[name], theirs[name])) merged.contested.push(name);
  }
  return merged;
}
