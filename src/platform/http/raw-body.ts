import express, { type NextFunction, type Request, type Response } from 'express';

type Step = (request: Request, response: Response, next: NextFunction) => void;

/**
 * Reads what is posted to the paths that match as the bytes that came, whatever they call themselves, into `request.body`: vendors
 * sign bytes. Register it with `BeforeBody`, so that it is there before the JSON parser. More than `maxBytes` is 413.
 */
export function rawBodyOf(paths: RegExp, maxBytes: number): Step {
  const read = express.raw({ type: () => true, limit: maxBytes, inflate: false });
  return (request, response, next) =>
    request.method === 'POST' && paths.test(request.path) ? read(request, response, next) : next();
}

/** What `rawBodyOf` read; empty where nothing was sent. */
export const rawBody = (request: Request): Buffer => {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
};
