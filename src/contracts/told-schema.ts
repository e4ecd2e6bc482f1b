import type { Told } from '../core/matching/told.js';
import * as s from './schema.js';

/** A sentence in every language of the pages. */
export const told = {
  sentence: s.text,
  translations: s.described(s.object<Told['translations']>({ zh: s.text }), 'The same sentence in other languages.'),
};
