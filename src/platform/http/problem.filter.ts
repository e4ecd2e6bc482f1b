import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Log } from '../logging/log.js';
import { tellRetry } from './limit-headers.js';
import { surprise, toRefusal } from './to-problem.js';

/** Every error of every HTTP door as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request & { id?: string }>();
    const response = host.switchToHttp().getResponse<Response>();
    const requestId = request.id;
    const instance = request.originalUrl?.split('?')[0];
    const refusal = toRefusal(error, request.body);
    if (!refusal) this.log.error({ err: error, requestId, path: instance }, 'an unexpected error');
    if (response.headersSent) return void response.end();
    const problem = refusal ? refusal.toProblem({ requestId, instance }) : surprise(requestId, instance);
    if (refusal) tellRetry(response, refusal);
    // What is wrong now may be right in a moment: nobody between us keeps it.
    response.setHeader('Cache-Control', 'no-store').removeHeader('ETag');
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
