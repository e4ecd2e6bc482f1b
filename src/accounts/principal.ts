import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Request } from 'express';
import type { Role } from '../contracts/words.js';
import type { Actor } from '../platform/database/tx.js';

/** Who calls: an agent with a live session, or another system with an API key. */
export interface Principal {
  type: 'agent' | 'integration';
  /** The agent's id, or the API key's. */
  id: string;
  name: string;
  role: Role | 'integration';
  /** Inboxes the caller may speak for; null means all. */
  inboxIds: string[] | null;
}

/** An agent by access token: with the session it hangs on and when the token ends (milliseconds since the epoch). */
export interface SignedIn extends Principal {
  type: 'agent';
  role: Role;
  sessionId: string;
  expiresAt: number;
}

/** What the guard leaves on the request; `actorKey` scopes idempotency keys to the caller. */
export type AuthenticatedRequest = Request & { principal?: Principal | SignedIn; actorKey?: string };

export const ROLES = 'throughline:roles';
export const ALLOW_INTEGRATION = 'throughline:allow-integration';

/** The lowest of the roles named is enough: admin may what supervisor may, supervisor what agent may. */
export const Roles = (...roles: Role[]): MethodDecorator & ClassDecorator => SetMetadata(ROLES, roles);

/** API keys are refused everywhere but at doors marked so; `@Roles` speaks of people and does not bind them. */
export const AllowIntegration = (): MethodDecorator & ClassDecorator => SetMetadata(ALLOW_INTEGRATION, true);

/** The caller, at every door that is not public. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<AuthenticatedRequest>().principal;
});

export const actorOf = (principal: Principal): Actor => ({ type: principal.type, id: principal.id });

const rank: Record<Role | 'integration', number> = { integration: 0, agent: 1, supervisor: 2, admin: 3 };

/** True where the caller is a person of at least `role`. */
export const hasRole = (principal: Principal, role: Role): boolean => rank[principal.role] >= rank[role];
