const over = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

/** Whether a call in this status goes on no more. */
export const isOver = (status: string): boolean => over.has(status);

// eslint-disable-next-line no-control-regex -- control characters are exactly what must not get in
const control = /[\u0000-\u001f\u007f]/g;

/** Fields without what no database stores and nobody reads; signatures are checked before. */
export function readable(fields: URLSearchParams): URLSearchParams {
  const read = new URLSearchParams();
  for (const [name, value] of fields) read.append(name, value.replace(control, ' ').toWellFormed());
  return read;
}

/** An id of the vendor's, by its two letters; '' where it is none. */
export function sidIn(fields: URLSearchParams, name: string, letters: 'CA' | 'CF' | 'RE'): string {
  const sid = fields.get(name) ?? '';
  return sid.startsWith(letters) && /^[A-Z]{2}[0-9a-f]{32}$/.test(sid) ? sid : '';
}
