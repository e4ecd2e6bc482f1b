import type { Problem } from '../../../src/contracts/errors.js';
import { words } from '../words.js';

/** An answer that refuses. `problem` is null when there was no answer at all. */
export class Refusal extends Error {
  constructor(readonly problem: Partial<Problem> | null) {
    super(problemLine(problem));
  }
}

/** A problem document as one line a person can read. */
export function problemLine(problem: Partial<Problem> | null | undefined): string {
  if (!problem) return words.t('live:noAnswer');
  const field = problem.errors?.[0];
  const title = problem.title ?? words.t('live:wentWrong');
  // The detail is a sentence that says it all; the title is only its heading.
  const line = problem.detail ?? (field ? `${title}: ${field.pointer} ${field.detail}` : title);
  return problem.status && problem.status >= 500 && problem.requestId ? `${line} (${problem.requestId})` : line;
}

/** What went wrong, whatever was thrown, as one line. */
export function errorLine(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
