// eslint-disable-next-line no-control-regex -- control characters are exactly what must not get in
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const halfCharacter = /\p{Surrogate}/gu;

/** One line that PostgreSQL can store anywhere, jsonb included: no control characters, no halves of characters. */
export const oneLine = (text: string, maxLength: number): string =>
  text.replace(control, ' ').slice(0, maxLength).replace(halfCharacter, '\uFFFD').trim();

/** Several lines of plain text; HTML stays the characters it is. */
export const plainText = (text: string): string => text.replaceAll('\u0000', '\uFFFD').replace(halfCharacter, '\uFFFD');
