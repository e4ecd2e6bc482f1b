import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { Database } from '../database/database.js';
import { Sweep } from '../jobs/sweep.js';
import { LOG, type Log } from '../logging/log.js';
import { sha256 } from '../secrets/secrets.js';
import { Refusal } from './refusal.js';

interface Stored {
  request_hash: string;
  status: number | null;
  body: unknown;
}

export const NEVER_STORED = 'throughline:never-stored';

/** For doors whose answer holds a secret (tokens, keys): an Idempotency-Key is ignored there, and nothing is kept. */
export const NeverStored = (): MethodDecorator & ClassDecorator => SetMetadata(NEVER_STORED, true);

/** How long a first request may run before its key may be taken over (its process died). */
const abandonedAfter = '60 seconds';

/**
 * `Idempotency-Key` on POST: the first request stores its answer, a repeat with the same body gets it again,
 * another body is refused, a repeat while the first runs gets 409. Answers that are errors are not stored.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly reflector: Reflector,
    @Inject(LOG) private readonly log: Log,
    sweep: Sweep,
  ) {
    sweep.register('forget-idempotency-keys', () => this.forget(), 3_600_000);
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request & { actorKey?: string; rawBody?: Buffer }>();
    const key = request.headers['idempotency-key'];
    const secret = this.reflector.getAllAndOverride<boolean | undefined>(NEVER_STORED, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (request.method !== 'POST' || key === undefined || secret) return next.handle();
    if (typeof key !== 'string' || key.length > 255 || key.length === 0)
      throw new Refusal('invalid_request', 'Idempotency-Key must be 1 to 255 characters.');
    // Public doors have no signed-in actor: the bearer they show stands for it, so that keys never cross callers.
    const actorKey = request.actorKey ?? sha256(`${request.ip}|${request.headers.authorization ?? ''}`);
    // The bytes as they came: they cost nothing to follow down, however deep the value is.
    const hash = sha256(`${request.method} ${request.originalUrl}\n${request.rawBody?.toString('base64') ?? ''}`);
    const stored = await this.begin(actorKey, key, hash);
    const response = context.switchToHttp().getResponse<Response>();
    if (stored) {
      response.status(stored.status!).setHeader('Idempotent-Replayed', 'true');
      return from([stored.body]);
    }
    return from(this.run(actorKey, key, next, response));
  }

  private async forget(): Promise<void> {
    await this.db.run(`DELETE FROM idempotency_keys WHERE created_at < app_now() - interval '24 hours'`);
  }

  private async begin(actorKey: string, key: string, hash: string): Promise<Stored | undefined> {
    const taken = await this.db.run(
      `INSERT INTO idempotency_keys AS k (actor_key, key, request_hash) VALUES ($1, $2, $3)
       ON CONFLICT (actor_key, key) DO UPDATE SET created_at = app_now()
       WHERE k.status IS NULL AND k.request_hash = $3 AND k.created_at < app_now() - interval '${abandonedAfter}'`,
      [actorKey, key, hash],
    );
    if (taken === 1) return undefined;
    const [stored] = await this.db.query<Stored>(
      'SELECT request_hash, status, body FROM idempotency_keys WHERE actor_key = $1 AND key = $2',
      [actorKey, key],
    );
    if (!stored) return this.begin(actorKey, key, hash);
    if (stored.request_hash !== hash)
      throw new Refusal('idempotency_mismatch', 'This Idempotency-Key was used with another request.');
    if (stored.status === null)
      throw new Refusal('idempotency_running', 'The first request with this Idempotency-Key is still running.', {
        retryAfterS: 1,
      });
    return stored;
  }

  private async run(actorKey: string, key: string, next: CallHandler, response: Response): Promise<unknown> {
    const body = await lastValueFrom(next.handle() as Observable<unknown>, { defaultValue: undefined }).catch(
      async (error: unknown) => {
        await this.db
          .run('DELETE FROM idempotency_keys WHERE actor_key = $1 AND key = $2 AND status IS NULL', [actorKey, key])
          .catch(() => 0);
        throw error;
      },
    );
    // What was done is done: where its answer cannot be stored the caller still gets it, and a repeat finds the key in use.
    await this.db
      .run('UPDATE idempotency_keys SET status = $3, body = $4 WHERE actor_key = $1 AND key = $2', [
        actorKey,
        key,
        response.statusCode,
        JSON.stringify(body ?? null),
      ])
      .catch((error: unknown) => this.log.warn({ err: error }, 'the answer to an Idempotency-Key was not stored'));
    return body;
  }
}
