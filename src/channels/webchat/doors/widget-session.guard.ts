import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { bearerOf } from '../../../accounts/auth.guard.js';
import { type Admitted, WidgetDoor } from './widget-door.js';

type WidgetRequest = Request & { widget?: Admitted; actorKey?: string };

/** The doors behind a session: `Authorization: Bearer` with the session's token. */
@Injectable()
export class WidgetSessionGuard implements CanActivate {
  constructor(private readonly door: WidgetDoor) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WidgetRequest>();
    const { origin, host, authorization } = request.headers;
    request.widget = await this.door.admit(bearerOf(authorization), { origin, host });
    // Idempotency keys belong to the author, whichever token they came with.
    request.actorKey = `widget:${request.widget.session.identity.id}`;
    return true;
  }
}

export const CurrentWidget = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<WidgetRequest>().widget,
);
