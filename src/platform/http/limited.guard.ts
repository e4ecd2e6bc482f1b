import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { tellLimit } from './limit-headers.js';
import { type RateLimit, RateLimits } from './rate-limits.js';

const LIMIT = 'throughline:limit';

/** Limits a door per caller address. */
export const Limited = (limit: RateLimit): MethodDecorator & ClassDecorator => SetMetadata(LIMIT, limit);

/** Applied to the whole API; doors without `@Limited` pass. */
@Injectable()
export class LimitedGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.getAllAndOverride<RateLimit | undefined>(LIMIT, [context.getHandler(), context.getClass()]);
    if (!limit) return true;
    const request = context.switchToHttp().getRequest<Request>();
    const spent = await this.limits.spend(limit, request.ip ?? 'unknown');
    tellLimit(context.switchToHttp().getResponse<Response>(), spent);
    return true;
  }
}
