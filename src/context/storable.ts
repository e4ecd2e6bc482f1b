import { storedText } from '../customers/stored-text.js';

/** PostgreSQL stores no NUL and no half of a surrogate pair; what people paste is kept all the same, but for card numbers and secrets. */
export const storable = (text: string): string => storedText(text.replaceAll('\u0000', '\uFFFD').toWellFormed());
