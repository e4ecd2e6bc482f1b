import { HttpException } from '@nestjs/common';
import type { ErrorCode, Problem } from '../../contracts/errors.js';
import { isAboutErased, isBrokenReference, isDatabaseAway, isUnstorableText } from '../database/errors.js';
import { unstorableTexts } from './plain-json.js';
import { Refusal } from './refusal.js';

interface BodyParserError {
  type?: string;
  status?: number;
}

const byStatus: Record<number, ErrorCode> = {
  400: 'malformed_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  406: 'not_acceptable',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

/**
 * Whatever was thrown, as a refusal; undefined for a surprise, which becomes a 500 with an id found in the log. `sent` is
 * what the caller sent, for faults that only the database finds.
 */
export function toRefusal(error: unknown, sent?: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (isDatabaseAway(error))
    return new Refusal('unavailable', 'The database is out of reach; nothing was stored. Try again shortly.', { retryAfterS: 2 });
  // Rooms that take what people paste clean it; everywhere else such a text is a mistake of the caller.
  if (isUnstorableText(error))
    return new Refusal('invalid_request', 'A text has a character that cannot be stored (NUL).', {
      errors: unstorableTexts(sent),
    });
  if (isAboutErased(error))
    return new Refusal('customer_erased', 'The customer was erased: nothing is written about them any more.');
  // Where nothing else removed what is named in the same moment, the doors have found it missing and said so.
  if (isBrokenReference(error))
    return new Refusal('conflict', 'Something else was changed or removed at the same moment, and this needs it. Look again.', {
      translations: { zh: '同时有人改动或删除了相关内容，请重新查看。' },
    });
  // Nest wraps what Express and its body parser throw, and keeps the original as the cause.
  const parser = (error instanceof HttpException ? (error.cause ?? error) : error) as BodyParserError | undefined;
  if (parser?.type === 'entity.too.large')
    return new Refusal('payload_too_large', 'The body is larger than this address accepts.');
  if (parser?.type === 'entity.parse.failed') return new Refusal('malformed_json', 'The body is not valid JSON.');
  if (parser?.type?.startsWith('charset.') || parser?.type?.startsWith('encoding.'))
    return new Refusal('unsupported_media_type', 'The charset or encoding of the body is not supported.');
  if (error instanceof HttpException) {
    const code = byStatus[error.getStatus()];
    if (code) return new Refusal(code, error.message);
  }
  if (parser?.status === 400) return new Refusal('malformed_request', 'The request could not be read.');
  return undefined;
}

export function surprise(requestId: string | undefined, instance?: string): Problem {
  const detail = requestId ? `An unexpected error was logged under the id ${requestId}.` : 'An unexpected error was logged.';
  return new Refusal('internal', detail).toProblem({ requestId, instance });
}
