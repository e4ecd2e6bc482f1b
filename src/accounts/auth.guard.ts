import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { PUBLIC } from '../platform/http/public.js';
import { Refusal } from '../platform/http/refusal.js';
import { API_KEY_PREFIX } from './api-keys/api-key.js';
import { ApiKeys } from './api-keys/api-keys.service.js';
import type { AuthenticatedRequest, Principal } from './principal.js';
import { Tokens } from './tokens.service.js';

/** Every door that is not `@Public()` needs `Authorization: Bearer` with an access token or an API key. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: Tokens,
    private readonly apiKeys: ApiKeys,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const principal = await this.identify(bearerOf(request.headers.authorization));
    request.principal = principal;
    request.actorKey = `${principal.type}:${principal.id}`;
    return true;
  }

  private identify(token: string | undefined): Promise<Principal> {
    if (!token) throw new Refusal('unauthenticated', 'Send an access token or an API key as Authorization: Bearer.');
    return token.startsWith(API_KEY_PREFIX) ? this.apiKeys.authenticate(token) : this.tokens.verifyAccess(token);
  }
}

/** The token of an `Authorization: Bearer` header; undefined where there is none. */
export const bearerOf = (header: string | undefined): string | undefined => /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
