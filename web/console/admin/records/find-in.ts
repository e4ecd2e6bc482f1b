interface Named<T> {
  nameOf: (record: T) => string;
  aboutOf?: (record: T) => string | null | undefined;
}

/** The records whose name or second line has every word that is sought, in any order. */
export function findIn<T>(records: readonly T[], sought: string, { nameOf, aboutOf }: Named<T>): readonly T[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return records;
  const textOf = (record: T): string => `${nameOf(record)} ${aboutOf?.(record) ?? ''}`.toLowerCase();
  return records.filter((record) => words.every((word) => textOf(record).includes(word)));
}
