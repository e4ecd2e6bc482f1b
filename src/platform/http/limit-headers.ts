import type { Response } from 'express';
import type { Refusal } from './refusal.js';
import type { Spent } from './rate-limits.js';

/** The `RateLimit` headers of an answer: what the door allows and what is left of it. */
export function tellLimit(response: Response, { name, limit, seconds, remaining, resetS }: Spent): void {
  response.setHeader('RateLimit-Policy', `"${name}";q=${limit};w=${seconds}`);
  response.setHeader('RateLimit', `"${name}";r=${remaining};t=${resetS}`);
}

/** `Retry-After`, and for a spent limit the same headers as on answers that passed. */
export function tellRetry(response: Response, { data }: Refusal): void {
  const { retryAfterS, policy, limit, windowS } = data;
  if (typeof retryAfterS !== 'number') return;
  const waitS = Math.max(1, Math.ceil(retryAfterS));
  response.setHeader('Retry-After', String(waitS));
  if (typeof policy === 'string' && typeof limit === 'number' && typeof windowS === 'number')
    tellLimit(response, { name: policy, limit, seconds: windowS, remaining: 0, resetS: waitS });
}
