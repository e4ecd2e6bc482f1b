/** PostgreSQL stores no NUL and no half of a surrogate pair; what people paste is kept all the same. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD').toWellFormed();
