import type { FactConflictView, FactView, PastFactView } from '../../../src/contracts/context.js';

export interface FactGroup {
  kind: string;
  label: string | null;
  facts: readonly FactView[];
  /** Of these the customer has one, and here they differ. */
  isConflict: boolean;
}

/** By kind, those that contradict each other first; otherwise in the order they came. */
export function groupFacts(facts: readonly FactView[], conflicts: readonly FactConflictView[]): FactGroup[] {
  const differing = new Set(conflicts.map(({ kind }) => kind));
  const groups = [...new Set(facts.map(({ kind }) => kind))].map((kind) => {
    const theirs = facts.filter((fact) => fact.kind === kind);
    return {
      kind,
      label: theirs.find(({ label }) => label)?.label ?? null,
      facts: theirs,
      isConflict: differing.has(kind),
    };
  });
  return groups.sort((a, b) => Number(b.isConflict) - Number(a.isConflict));
}

export interface EarlierFact {
  fact: PastFactView;
  /** The value that took its place, where it is known. */
  now: string | null;
}

/** What was put right since, the latest first. */
export function earlierFacts(all: readonly PastFactView[]): EarlierFact[] {
  const byId = new Map(all.map((fact) => [fact.id, fact]));
  return all
    .filter(({ supersededAt }) => supersededAt !== null)
    .sort((a, b) => (b.supersededAt ?? '').localeCompare(a.supersededAt ?? ''))
    .map((fact) => ({ fact, now: (fact.supersededBy && byId.get(fact.supersededBy)?.value) || null }));
}

/** `order_number` → "Order number". */
export function spelled(key: string): string {
  const spaced = key.replace(/[_.-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1).toLowerCase();
}

/** "Contract number" → `contract_number`: what the surface takes as a kind; empty where nothing of it is left. */
export function kindOf(written: string): string {
  return written
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 50);
}

/** Any value as short text. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${spelled(key)} ${plain(one)}`)
      .join(', ');
  return String(value);
}
