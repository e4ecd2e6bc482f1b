import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type LevelWithSilent, type Logger, pino, stdSerializers } from 'pino';

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
export function createLog(level: LevelWithSilent, base: Record<string, unknown> = {}, to?: DestinationStream): Log {
  const options = {
    level,
    base,
    redact: { paths: secretPaths, censor: '[hidden]' },
    serializers: { err: withoutRows },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return to ? pino(options, to) : pino(options);
}

/** What PostgreSQL tells of a refused row are the values of its columns: texts, addresses, hashes. */
function withoutRows(error: Error): object {
  const {
    detail: _detail,
    where: _where,
    parameters: _parameters,
    ...told
  } = stdSerializers.err(error) as unknown as Record<string, unknown>;
  return told;
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
