import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { BeforeBody } from '../../../platform/http/before-body.js';
import { WidgetOrigins } from './widget-origins.js';

const allowedHeaders = 'Authorization, Content-Type, Idempotency-Key';
const exposedHeaders = 'ETag, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id';

/**
 * CORS of the widget doors. The origin is named back only if some inbox allows it: a preflight cannot say which inbox
 * it is about, so the request itself is checked against its own inbox again.
 */
@Injectable()
export class WidgetCors implements OnModuleInit {
  constructor(
    private readonly origins: WidgetOrigins,
    private readonly beforeBody: BeforeBody,
  ) {}

  onModuleInit(): void {
    this.beforeBody.use('/v1/widget/', (request, response, next) => this.use(request, response, next));
  }

  private use(request: Request, response: Response, next: NextFunction): void {
    this.answer(request, response).then((answered) => {
      if (!answered) next();
    }, next);
  }

  private async answer(request: Request, response: Response): Promise<boolean> {
    response.vary('Origin');
    const { origin } = request.headers;
    const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    const allowed = origin !== undefined && (await this.origins.mayAsk(origin, request.headers.host));
    if (allowed) {
      response.setHeader('Access-Control-Allow-Origin', origin);
      response.setHeader('Access-Control-Expose-Headers', exposedHeaders);
    }
    if (!preflight) return false;
    if (allowed) {
      response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
      response.setHeader('Access-Control-Allow-Headers', allowedHeaders);
      response.setHeader('Access-Control-Max-Age', '600');
    }
    response.status(204).end();
    return true;
  }
}
