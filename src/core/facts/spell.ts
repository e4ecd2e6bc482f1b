import { normalise } from '../identity/normalise.js';

/** The spelling that facts read from messages have, so that one fact is not kept twice; undefined where it is none of its kind. */
export function spellFact(kind: string, value: string): string | undefined {
  if (kind === 'order_number' || kind === 'invoice_number') return value.trim().replace(/^#\s*/, '').toUpperCase();
  if (kind !== 'email' && kind !== 'phone') return value.trim();
  const normal = normalise(kind, value);
  return normal.ok ? normal.value : undefined;
}
