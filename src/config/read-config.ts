import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type MaskedKind, MASKED_KINDS, USUALLY_MASKED } from '../core/privacy/findings.js';
import type { Config } from './config.js';
import { iceServersOf, turnOf } from './read-ice.js';
import { type VendorApi, vendorApis } from './vendor-apis.js';

/** A setting that cannot be used: one clear line that names the variable. */
export class ConfigError extends Error {
  constructor(
    readonly variable: string,
    detail: string,
  ) {
    super(`${variable}: ${detail}`);
  }
}

const fail = (variable: string, detail: string): never => {
  throw new ConfigError(variable, detail);
};

type Env = Record<string, string | undefined>;

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const secretNames = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'SECRET_KEY',
  'SMTP_URL',
  'TURN_SECRET',
  'ICE_SERVERS',
  'S3_SECRET_ACCESS_KEY',
  'DIGEST_SECRET',
]);

/** Reads, checks and freezes the environment. Throws ConfigError for the first setting that cannot be used. */
export function readConfig(env: Env, root: string): Readonly<Config> {
  const read = (name: string): string | undefined => fromFile(env, name) ?? (env[name]?.trim() || undefined);
  const databaseUrl = url('DATABASE_URL', read('DATABASE_URL'), ['postgres:', 'postgresql:']);
  const redisUrl = url('REDIS_URL', read('REDIS_URL'), ['redis:', 'rediss:']);
  const role = oneOf('ROLE', read('ROLE') ?? 'all', ['api', 'worker', 'all'] as const);
  if (role !== 'all' && !redisUrl)
    throw new ConfigError('REDIS_URL', `is needed with ROLE=${role}: several processes meet in Redis`);
  if (role !== 'all' && !databaseUrl)
    throw new ConfigError('DATABASE_URL', `is needed with ROLE=${role}: several processes share one PostgreSQL`);
  if (redisUrl && !databaseUrl)
    throw new ConfigError('DATABASE_URL', 'is needed with REDIS_URL: the scaled-out profile brings its own PostgreSQL');
  const secretKey = read('SECRET_KEY');
  if (secretKey && secretKey.length < 32) throw new ConfigError('SECRET_KEY', 'needs at least 32 characters');
  if (databaseUrl && !secretKey)
    throw new ConfigError('SECRET_KEY', 'is needed with DATABASE_URL: all processes share it (32 random characters or more)');
  const smtpUrl = url('SMTP_URL', read('SMTP_URL'), ['smtp:', 'smtps:']);
  const seedDemo = flag('SEED_DEMO', read('SEED_DEMO'), !databaseUrl);
  const dataDir = resolve(root, read('DATA_DIR') ?? '.data');
  const port = integer('PORT', read('PORT') ?? '3000', 0, 65_535);
  return Object.freeze({
    role,
    port,
    host: read('HOST') ?? '0.0.0.0',
    publicUrl: (url('PUBLIC_URL', read('PUBLIC_URL'), ['http:', 'https:']) ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    healthPort: read('HEALTH_PORT') === undefined ? undefined : integer('HEALTH_PORT', read('HEALTH_PORT')!, 0, 65_535),
    smtpPort: integer('SMTP_PORT', read('SMTP_PORT') ?? '2525', 0, 65_535),
    smtpHost: read('SMTP_HOST') ?? '0.0.0.0',
    databaseUrl,
    redisUrl,
    databasePoolSize: integer('DATABASE_POOL_SIZE', read('DATABASE_POOL_SIZE') ?? '20', 4, 500),
    dataDir,
    secretKey,
    smtpUrl,
    // Only where nobody can mistake it for a real server: with customers, unsent mail must fail loudly.
    mailDropDir: seedDemo && !databaseUrl && !smtpUrl ? join(dataDir, 'sent-mail') : undefined,
    mailMaxBytes: integer('MAIL_MAX_BYTES', read('MAIL_MAX_BYTES') ?? String(25 * 1024 * 1024), 10_000, 200 * 1024 * 1024),
    mailAuthservId: read('MAIL_AUTHSERV_ID'),
    mediaMaxBytes: integer('MEDIA_MAX_BYTES', read('MEDIA_MAX_BYTES') ?? String(25 * 1024 * 1024), 10_000, 200 * 1024 * 1024),
    s3: s3Of(read),
    iceServers: iceServersOf(read('ICE_SERVERS'), fail),
    turn: turnOf(read, fail),
    seedDemo,
    logLevel: oneOf('LOG_LEVEL', read('LOG_LEVEL')?.toLowerCase() ?? 'info', levels),
    rawRetentionDays: integer('RAW_RETENTION_DAYS', read('RAW_RETENTION_DAYS') ?? '30', 1, 3650),
    maskedKinds: maskedKindsOf(read('MASKED_KINDS')),
    rateLimitScale: integer('RATE_LIMIT_SCALE', read('RATE_LIMIT_SCALE') ?? '1', 1, 1_000_000),
    vendorUrls: vendorUrls(read),
    vendorTimeoutMs: integer('VENDOR_TIMEOUT_MS', read('VENDOR_TIMEOUT_MS') ?? '20000', 100, 30_000),
    digestWriter: digestWriterOf(read),
    panelAllowPrivate: flag('PANEL_ALLOW_PRIVATE', read('PANEL_ALLOW_PRIVATE'), false),
    trustedProxies: integer('TRUSTED_PROXIES', read('TRUSTED_PROXIES') ?? '0', 0, 10),
  });
}

function digestWriterOf(read: (name: string) => string | undefined): Config['digestWriter'] {
  const to = url('DIGEST_URL', read('DIGEST_URL'), ['http:', 'https:']);
  if (!to) return undefined;
  const secret = read('DIGEST_SECRET');
  if (!secret || secret.length < 16)
    throw new ConfigError('DIGEST_SECRET', 'is needed with DIGEST_URL: what requests are signed with (16 characters or more)');
  return { url: to, secret, timeoutMs: integer('DIGEST_TIMEOUT_MS', read('DIGEST_TIMEOUT_MS') ?? '3000', 100, 20_000) };
}

/** All of it or nothing: half a configuration would keep files where nobody looks for them. */
function s3Of(read: (name: string) => string | undefined): Config['s3'] {
  const names = ['S3_BUCKET', 'S3_ENDPOINT', 'S3_REGION', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  const given = names.filter((name) => read(name) !== undefined);
  if (given.length === 0) return undefined;
  const need = (name: (typeof names)[number]): string => {
    const value = read(name);
    if (value === undefined) throw new ConfigError(name, `is needed with ${given[0]}: files are kept in the bucket it names`);
    return value;
  };
  const bucket = need('S3_BUCKET');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new ConfigError('S3_BUCKET', 'is no name of a bucket');
  return Object.freeze({
    bucket,
    endpoint: url('S3_ENDPOINT', need('S3_ENDPOINT'), ['http:', 'https:'])!.replace(/\/+$/, ''),
    region: read('S3_REGION') ?? 'us-east-1',
    accessKeyId: need('S3_ACCESS_KEY_ID'),
    secretAccessKey: need('S3_SECRET_ACCESS_KEY'),
  });
}

/** `NAME_FILE` names a file that holds the secret, as container platforms mount them. */
function fromFile(env: Env, name: string): string | undefined {
  const path = env[`${name}_FILE`]?.trim();
  if (!path || !secretNames.has(name)) return undefined;
  if (!existsSync(path)) throw new ConfigError(`${name}_FILE`, `no file at ${path}`);
  return readFileSync(path, 'utf8').trim() || undefined;
}

function url(name: string, value: string | undefined, protocols: string[]): string | undefined {
  if (!value) return undefined;
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  // The value itself is never repeated: it may hold a password.
  if (!parsed || !protocols.includes(parsed.protocol))
    throw new ConfigError(name, `must be a URL that starts with ${protocols.join(' or ')}//`);
  return value;
}

function vendorUrls(read: (name: string) => string | undefined): Config['vendorUrls'] {
  const entries = Object.entries(vendorApis).map(([api, { variable, url: usual }]) => {
    const chosen = url(variable, read(variable), ['http:', 'https:']) ?? usual;
    return [api, chosen.replace(/\/+$/, '')] as const;
  });
  return Object.freeze(Object.fromEntries(entries) as Record<VendorApi, string>);
}

function integer(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max)
    throw new ConfigError(name, `must be a whole number from ${min} to ${max}, not "${value}"`);
  return number;
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (!found) throw new ConfigError(name, `must be one of ${allowed.join(', ')}, not "${value}"`);
  return found;
}

/** A list with commas; `none` for a deployment that may keep such things. */
function maskedKindsOf(value: string | undefined): readonly MaskedKind[] {
  if (value === undefined) return USUALLY_MASKED;
  if (value === 'none') return Object.freeze([]);
  return Object.freeze(value.split(',').map((one) => oneOf('MASKED_KINDS', one.trim(), MASKED_KINDS)));
}

function flag(name: string, value: string | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (['1', 'true', 'yes'].includes(value)) return true;
  if (['0', 'false', 'no'].includes(value)) return false;
  throw new ConfigError(name, `must be true or false, not "${value}"`);
}
