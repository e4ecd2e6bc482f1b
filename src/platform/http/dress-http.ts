import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import cookieParser from 'cookie-parser';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { newId } from '../ids/new-id.js';
import type { Log } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { Foundation } from '../platform.module.js';
import { projectRoot } from '../project-root.js';
import { BeforeBody } from './before-body.js';
import { describeApi } from './describe-api.js';
import { Idempotency } from './idempotency.js';
import { ProblemFilter } from './problem.filter.js';
import { ValidationPipe } from './validation.pipe.js';

const bodyLimit = '256kb';

/** Everything that holds for every HTTP door: ids, logs, headers, body limits, validation, problems, the pages. */
export function dressHttp(nest: NestExpressApplication, { config, log }: Foundation): void {
  nest.set('trust proxy', config.trustedProxies);
  nest.disable('x-powered-by');
  nest.set('query parser', 'simple');
  nest.use(requestLog(log), timing(nest.get(Metrics)));
  nest.use(
    helmet({
      contentSecurityPolicy: {
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'", 'ws:', 'wss:'],
          frameAncestors: ["'self'"],
          upgradeInsecureRequests: null,
        },
      },
      crossOriginResourcePolicy: { policy: 'cross-origin' },
      strictTransportSecurity: config.publicUrl.startsWith('https:') ? undefined : false,
    }),
  );
  nest.use(cookieParser());
  nest.use(nest.get(BeforeBody).middleware);
  nest.use(express.json({ limit: bodyLimit, strict: true, verify: keepRaw }));
  nest.useGlobalFilters(new ProblemFilter(log));
  nest.useGlobalPipes(new ValidationPipe());
  nest.useGlobalInterceptors(nest.get(Idempotency));
  servePages(nest);
  describeApi(nest);
}

/** Signatures of webhooks are checked over the bytes as they came. */
function keepRaw(request: Request & { rawBody?: Buffer }, _response: Response, buffer: Buffer): void {
  request.rawBody = buffer;
}

function requestLog(log: Log) {
  return pinoHttp({
    logger: log,
    genReqId: (_request, response) => {
      const id = newId();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    // The path alone: query strings and headers may carry tokens and addresses.
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  });
}

function timing(metrics: Metrics) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const end = metrics.httpSeconds.startTimer();
    response.on('finish', () => {
      // The route pattern, never the path: ids would make a series each.
      const route = (request.route as { path?: string } | undefined)?.path ?? 'other';
      end({ method: request.method, route, status: String(response.statusCode) });
    });
    next();
  };
}

/**
 * The pages, as the build put them. What has a hash in its name never changes; all else is asked for again each time. The
 * widget is a script for other sites' pages, at an address that stays: so it may be read from anywhere.
 */
function servePages(nest: NestExpressApplication): void {
  const options = { dotfiles: 'ignore', setHeaders: cacheByName } as const;
  const folder = (name: string): string => join(projectRoot, 'dist-web', name);
  nest.use('/demo', express.static(folder('demo'), options));
  nest.use('/console', express.static(folder('console'), options));
  nest.use('/console', (request: Request, response: Response, next: NextFunction) => {
    // Addresses within the console (a conversation, a queue) are the console's own to read; a missing file stays missing.
    const isAddress = ['GET', 'HEAD'].includes(request.method) && !/\.\w+$/.test(request.path);
    if (isAddress) response.set('Cache-Control', 'no-cache').sendFile(join(folder('console'), 'index.html'));
    else next();
  });
  nest.use('/widget', express.static(folder('widget'), { ...options, index: false, setHeaders: forOtherSites }));
}

function cacheByName(response: Response, path: string): void {
  const isHashed = /-[\w-]{8}\.\w+$/.test(path);
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function forOtherSites(response: Response, path: string): void {
  cacheByName(response, path);
  response.setHeader('Access-Control-Allow-Origin', '*');
}
