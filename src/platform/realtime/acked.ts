import type { ClassConstructor } from 'class-transformer';
import type { Problem } from '../../contracts/errors.js';
import { newId } from '../ids/new-id.js';
import { surprise, toRefusal } from '../http/to-problem.js';
import { validate } from '../http/validate.js';
import type { Log } from '../logging/log.js';

type Answer = { ok: true } | { ok: false; problem: Problem };

/**
 * Wraps a socket command: the body is checked by its class, the answer goes out by the acknowledgement only after
 * `run` resolved (that is, after commit), and any error becomes the same problem document as over HTTP.
 */
export function acked<Body extends object>(type: ClassConstructor<Body>, log: Log, run: (body: Body) => Promise<object | void>) {
  return async (raw: unknown, maybeAck: unknown): Promise<void> => {
    // A client may leave the body out of a command that has none, and the acknowledgement always.
    const [input, ack] = typeof raw === 'function' ? [{}, raw] : [raw, maybeAck];
    const answer = await settle(() => run(validate(type, input ?? {})), log, input);
    if (typeof ack === 'function') (ack as (answer: Answer) => void)(answer);
  };
}

async function settle(run: () => Promise<object | void>, log: Log, sent: unknown): Promise<Answer> {
  try {
    return { ok: true, ...(await run()) };
  } catch (error) {
    return { ok: false, problem: toSocketProblem(error, log, sent) };
  }
}

export function toSocketProblem(error: unknown, log: Log, sent?: unknown): Problem {
  const refusal = toRefusal(error, sent);
  if (refusal) return refusal.toProblem();
  const requestId = newId();
  log.error({ err: error, requestId }, 'an unexpected error in a socket command');
  return surprise(requestId);
}
