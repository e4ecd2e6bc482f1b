import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { AuthenticatedRequest } from '../accounts/principal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Presence } from './presence.service.js';

/** Any authenticated call of an agent is a sign of life. */
@Injectable()
export class LeaseInterceptor implements NestInterceptor {
  constructor(
    private readonly presence: Presence,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal?.type === 'agent') {
      // Before the call, so that its answer shows the lease it has; a failure must not cost the call.
      await this.presence
        .renew(principal.id)
        .catch((error: unknown) => this.log.warn({ err: error, agentId: principal.id }, 'a lease was not renewed'));
    }
    return next.handle();
  }
}
