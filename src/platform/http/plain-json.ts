import { plainName } from '../../core/identity/plain-name.js';
import type { FieldError } from '../../contracts/errors.js';

/** Deeper than anything we define; what follows the value down (validation, storing) may therefore recurse. */
const maxDepth = 32;
/** Names that class-transformer leaves out without a word, because objects have them already. */
const swallowed = new Set(['__proto__', 'constructor']);

export const pointerStep = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/**
 * What no class can check: nesting that would exhaust the stack, and names that would vanish silently. Walks without
 * recursion, since the value is a stranger's.
 */
export function jsonFaults(value: object): FieldError[] {
  const faults: FieldError[] = [];
  const open: { at: object; pointer: string; depth: number }[] = [{ at: value, pointer: '', depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { at, pointer, depth } = next;
    if (depth > maxDepth) return [{ pointer: '', detail: `must not be nested deeper than ${maxDepth} levels` }];
    for (const [key, inner] of Object.entries(at) as [string, unknown][]) {
      if (swallowed.has(key)) faults.push({ pointer: pointer + pointerStep(key), detail: 'is not a known field' });
      else if (typeof inner === 'object' && inner !== null)
        open.push({ at: inner, pointer: pointer + pointerStep(key), depth: depth + 1 });
    }
  }
  return faults;
}

/** Where a text or a name in what was sent has a NUL, which no PostgreSQL text and no jsonb can hold. */
export function unstorableTexts(sent: unknown): FieldError[] {
  const faults: FieldError[] = [];
  const open: [at: unknown, pointer: string][] = [[sent, '']];
  for (let next = open.pop(); next && faults.length < 50; next = open.pop()) {
    const [at, pointer] = next;
    if (typeof at === 'string' && at.includes('\0'))
      faults.push({ pointer, detail: 'has a character that cannot be stored (NUL)' });
    if (typeof at !== 'object' || at === null) continue;
    for (const [key, inner] of Object.entries(at) as [string, unknown][]) {
      // A name with a NUL is told by what it is in: no pointer could show it.
      if (key.includes('\0')) faults.push({ pointer, detail: 'has a name with a character that cannot be stored (NUL)' });
      else open.push([inner, pointer + pointerStep(key)]);
    }
  }
  return faults;
}

/** Fields that hold what something is called; they are shown in the midst of other words. */
const callings = new Set(['name', 'title', 'label']);

/**
 * Replaces halves of surrogate pairs in every text and name inside a checked value, in place: no UTF-8 and no jsonb can
 * hold one, and what people paste is kept all the same. What something is called loses the signs that turn other texts around.
 */
export function makeWellFormed(value: object): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const name = key.toWellFormed();
    const plain = typeof inner === 'string' && callings.has(key) ? plainName(inner) : inner;
    const kept = typeof plain === 'string' ? plain.toWellFormed() : plain;
    if (typeof kept === 'object' && kept !== null && !(kept instanceof Date)) makeWellFormed(kept);
    if (name !== key) delete (value as Record<string, unknown>)[key];
    if (name !== key || kept !== inner) (value as Record<string, unknown>)[name] = kept;
  }
}
