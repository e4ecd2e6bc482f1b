/** Of these a person has one that is right; two that differ contradict each other. Of the others there may be many. */
const SINGLE: ReadonlySet<string> = new Set(['name', 'email', 'phone', 'address', 'birth_date']);

/** Facts of one kind that cannot all be right, in the order they came. */
export interface Conflict<F> {
  kind: string;
  facts: F[];
}

/**
 * Which of the facts in force contradict each other. Pure.
 * @param single kinds beyond the built-in ones of which there is one.
 */
export function conflictsAmong<F extends { kind: string; value: string }>(
  facts: readonly F[],
  single: ReadonlySet<string> = new Set(),
): Conflict<F>[] {
  const byKind = new Map<string, F[]>();
  for (const fact of facts)
    if (SINGLE.has(fact.kind) || single.has(fact.kind)) byKind.set(fact.kind, [...(byKind.get(fact.kind) ?? []), fact]);
  return [...byKind]
    .filter(([, all]) => new Set(all.map(({ value }) => value.trim().toLowerCase())).size > 1)
    .map(([kind, all]) => ({ kind, facts: all }));
}
