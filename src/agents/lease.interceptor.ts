import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { AuthenticatedRequest, SignedIn } from '../accounts/principal.js';
import { LOG, type Log } from '../platform/logging/log.js';
import { Devices } from './devices/devices.service.js';

/** Any authenticated call of an agent is a sign of life of the client that makes it. */
@Injectable()
export class LeaseInterceptor implements NestInterceptor {
  constructor(
    private readonly devices: Devices,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (principal?.type === 'agent') {
      const { id: agentId, sessionId } = principal as SignedIn;
      // Before the call, so that its answer shows the lease it has; a failure must not cost the call.
      await this.devices
        .called({ agentId, id: sessionId, kind: 'http', sessionId })
        .catch((error: unknown) => this.log.warn({ err: error, agentId }, 'a lease was not renewed'));
    }
    return next.handle();
  }
}
