import * as s from './schema.js';
import type { Schema } from './schema.js';

/** What is said of a route beside what its code says: one sentence, and the shape of its answer (left out: no body). */
export interface Operation {
  summary: string;
  answer?: Schema;
  /** Another status with the same answer, for a repeat of what was done already. */
  repeat?: 200;
  /** Media type of an answer that is no JSON. */
  mediaType?: string;
  /** The body is a table, as text/csv. */
  csv?: boolean;
  /** The body is one file, in the field `file` of multipart/form-data. */
  upload?: boolean;
}

export const does = (summary: string, answer?: Schema | string, more: Partial<Operation> = {}): Operation => ({
  summary,
  ...(answer === undefined ? {} : { answer: typeof answer === 'string' ? s.refTo(answer) : answer }),
  ...more,
});
