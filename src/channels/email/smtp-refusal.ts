import { isDatabaseAway } from '../../platform/database/errors.js';
import { Refusal } from '../../platform/http/refusal.js';

/** An expected "no" to a mail server: `responseCode` 4xx asks it to try again, 5xx to give up. */
export class SmtpRefusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Whatever went wrong, as an answer. Undefined for a surprise: the caller logs it and answers `tryLater`, because a fault
 * of ours must never make a sender give a mail up.
 */
export function toSmtpRefusal(error: unknown): SmtpRefusal | undefined {
  if (error instanceof SmtpRefusal) return error;
  if (error instanceof Refusal && error.code === 'rate_limited') return new SmtpRefusal(450, 'Too much at once; try again later');
  if (isDatabaseAway(error)) return tryLater();
  return undefined;
}

export const tryLater = (): SmtpRefusal => new SmtpRefusal(451, 'Not stored: temporary trouble here; try again later');
