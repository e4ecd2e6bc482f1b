import type { LoggerService } from '@nestjs/common';
import { type LevelWithSilent, type Logger, pino } from 'pino';

export type Log = Logger;

/** Nest token of the process's structured log. */
export const LOG = Symbol('log');

/** Anything under these names is never written, wherever it stands in a logged object. */
const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'token',
  'accessToken',
  'identityToken',
  'visitorToken',
  'secret',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Structured logs as JSON lines. Logs carry ids, never texts of customers. */
export function createLog(level: LevelWithSilent, base: Record<string, unknown> = {}): Log {
  return pino({ level, base, redact: { paths: secretPaths, censor: '[hidden]' }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Nest's own lines, told through the same log. */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  log(message: unknown, context?: string): void {
    this.to.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.to.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.to.error({ context, stack }, String(message));
  }

  fatal(message: unknown, context?: string): void {
    this.to.fatal({ context }, String(message));
  }
}
