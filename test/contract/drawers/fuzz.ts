import type { Connection, Drawer } from '../../../src/channels/drawers/drawer.js';

/** The same numbers for the same seed, on every machine (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Roll = () => number;
const below = (roll: Roll, n: number): number => Math.floor(roll() * n);
const pick = <T>(roll: Roll, from: readonly T[]): T => from[below(roll, from.length)]!;

/** What a field may suddenly hold. */
const strange: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e308,
    1.5,
    '',
    ' ',
    '0',
    'NaN',
    '\0',
    '\ud800',
    '𝔘𝔫𝔦',
    'x'.repeat(70_000),
    [],
    {},
    [[]],
    [null],
    { a: null },
  ],
  ...[
    '__proto__',
    '2026-13-45T99:99:99Z',
    '-9999999999999',
    9_999_999_999_999,
    { toString: 1 },
    { length: 5 },
    ['a', 1, null, {}],
  ],
];

/** One mutation of a payload: of its JSON where it is JSON, of its bytes otherwise (and sometimes anyway). */
export function mutated(payload: string | Buffer, roll: Roll): Buffer {
  const bytes = Buffer.from(payload);
  if (roll() < 0.6) {
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      let changed = value;
      for (let times = 1 + below(roll, 3); times > 0; times--) changed = mutateValue(changed, roll);
      return Buffer.from(JSON.stringify(changed) ?? 'null');
    } catch {
      // No JSON (a form, XML): its bytes it is.
    }
  }
  return mutateBytes(bytes, roll);
}

function mutateValue(value: unknown, roll: Roll): unknown {
  if (typeof value !== 'object' || value === null || roll() < 0.05) return pick(roll, strange);
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys.length ? pick(roll, keys) : 'x';
  const way = roll();
  if (way < 0.6) copy[key] = mutateValue(copy[key], roll);
  else if (way < 0.75) delete copy[key];
  else if (way < 0.9) copy[key] = pick(roll, strange);
  else
    copy[
      Array.isArray(value) ? String(value.length) : pick(roll, ['text', 'type', 'id', 'from', '__proto__', 'constructor', 'x'])
    ] = copy[key];
  return copy;
}

function mutateBytes(bytes: Buffer, roll: Roll): Buffer {
  let changed = Buffer.from(bytes);
  for (let times = 1 + below(roll, 5); times > 0 && changed.length > 0; times--) {
    const at = below(roll, changed.length);
    const end = Math.min(changed.length, at + 1 + below(roll, 40));
    const way = below(roll, 5);
    if (way === 0) changed[at]! ^= 1 << below(roll, 8);
    else if (way === 1) changed = changed.subarray(0, at);
    else if (way === 2) changed = Buffer.concat([changed.subarray(0, at), changed.subarray(end)]);
    else if (way === 3) changed = Buffer.concat([changed.subarray(0, end), changed.subarray(at)]);
    else changed = Buffer.concat([changed.subarray(0, at), Buffer.from([below(roll, 256), 0, 255]), changed.subarray(at)]);
  }
  return changed;
}

const outcomes = new Set(['message', 'receipts', 'read', 'change', 'echo', 'ignored', 'unsupported', 'unrecognised']);

export interface FuzzTally {
  [outcome: string]: number;
}

/**
 * Feeds a drawer's translator mutated payloads; throws with seed and input for the first that makes it throw, or answer with
 * something that is no outcome. The tally says what became of them.
 */
export function fuzzTranslator(
  drawer: Drawer,
  connection: Connection,
  payloads: readonly (string | Buffer)[],
  { count, seed }: { count: number; seed: number },
): FuzzTally {
  const roll = dice(seed);
  const tally: FuzzTally = {};
  for (let n = 0; n < count; n++) {
    const raw = mutated(pick(roll, payloads), roll);
    const told = (why: string): Error =>
      new Error(
        `${drawer.channel} by ${drawer.provider}, seed ${seed}, input ${n}: ${why}\n${raw.toString('latin1').slice(0, 2_000)}`,
      );
    let outcome: string;
    try {
      const event = drawer.translate(raw, connection);
      outcome = event.outcome;
      if (['ignored', 'unsupported', 'unrecognised'].includes(outcome) && !(event as { detail?: string }).detail)
        throw new Error(`${outcome} without a reason`);
    } catch (error) {
      throw told((error as Error).stack ?? String(error));
    }
    if (!outcomes.has(outcome)) throw told(`answered ${outcome}`);
    tally[outcome] = (tally[outcome] ?? 0) + 1;
  }
  return tally;
}
