/** A key from a name: lower-case letters, digits and hyphens. Empty where the name has nothing of the kind. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}

/**
 * The key of a new record: its name as a slug. A name in another script has none, so that its kind is counted on (`queue-2`);
 * one that is in use gets a number too.
 */
export function keyFrom(name: string, word: string | undefined, taken: ReadonlySet<string>): string {
  if (name.trim() === '') return '';
  const slug = slugOf(name);
  // One sign alone is no key anywhere.
  const base = slug.length > 1 || word === undefined ? slug : word;
  if (base === '' || (base === slug && !taken.has(base))) return base;
  let n = 2;
  while (taken.has(`${base}-${n}`)) n += 1;
  return `${base}-${n}`;
}
