import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '../contracts/words.js';
import { Refusal } from '../platform/http/refusal.js';
import { ALLOW_INTEGRATION, type AuthenticatedRequest, hasRole, ROLES } from './principal.js';

/** After `AuthGuard`: may this caller use this door? */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (!principal) return true;
    const targets = [context.getHandler(), context.getClass()];
    if (principal.type === 'integration') {
      if (this.reflector.getAllAndOverride<boolean>(ALLOW_INTEGRATION, targets)) return true;
      throw new Refusal('forbidden', 'API keys may not be used here; sign in as an agent.');
    }
    const allowed = this.reflector.getAllAndOverride<Role[] | undefined>(ROLES, targets);
    if (!allowed || allowed.some((role) => hasRole(principal, role))) return true;
    throw new Refusal('forbidden', `This needs the role ${allowed.join(' or ')}.`);
  }
}
