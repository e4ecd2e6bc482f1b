import { type ErrorCode, errorCodes, type FieldError, type Problem } from '../../contracts/errors.js';

/**
 * An expected "no": a code, a sentence, named data. Thrown where a caller asked for something that cannot be done,
 * so that the open transaction rolls back; every door turns it into the same problem document.
 */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly data: { errors?: FieldError[]; retryAfterS?: number; [name: string]: unknown } = {},
  ) {
    super(detail);
  }

  get status(): number {
    return errorCodes[this.code][0];
  }

  toProblem(extra: Pick<Problem, 'instance' | 'requestId'> = {}): Problem {
    const [status, title] = errorCodes[this.code];
    // Data first: whatever it is called, it never replaces what every problem has.
    return { ...this.data, type: `/problems/${this.code}`, title, status, detail: this.message, code: this.code, ...extra };
  }
}

export const notFound = (what: string): Refusal => new Refusal('not_found', `There is no such ${what}.`);
