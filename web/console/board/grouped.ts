/** As `Map.groupBy`, which the Node that runs the specs does not know. */
export function grouped<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const theirs = groups.get(keyOf(one));
    if (theirs) theirs.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
