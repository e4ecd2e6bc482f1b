/** JSON Pointers (RFC 6901): how a form names its fields, and how a refusal names what is wrong. */

const parts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

export const pointerOf = (...names: (string | number)[]): string =>
  names.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export function valueAt(value: unknown, pointer: string): unknown {
  return parts(pointer).reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], value);
}

/** A copy in which one place is another; what does not change is the same object as before. Undefined takes a key away. */
export function withValue<T>(value: T, pointer: string, to: unknown): T {
  return put(value, parts(pointer), to) as T;
}

function put(value: unknown, [name, ...rest]: string[], to: unknown): unknown {
  if (name === undefined) return to;
  if (Array.isArray(value)) return value.map((each: unknown, index) => (String(index) === name ? put(each, rest, to) : each));
  const before = (value ?? {}) as Record<string, unknown>;
  const next = put(before[name], rest, to);
  if (next !== undefined) return { ...before, [name]: next };
  return Object.fromEntries(Object.entries(before).filter(([key]) => key !== name));
}

/** The field at which a pointer's error is shown: itself, or the nearest that holds it. Null: no field of this form. */
export function fieldOf(pointer: string, fields: Iterable<string>): string | null {
  let nearest: string | null = null;
  for (const field of fields) {
    const holds = pointer === field || pointer.startsWith(`${field}/`);
    if (holds && field.length > (nearest?.length ?? 0)) nearest = field;
  }
  return nearest;
}

/** The first name of a pointer: the part of a record that is sent as a whole. */
export const headOf = (pointer: string): string => parts(pointer)[0] ?? '';
