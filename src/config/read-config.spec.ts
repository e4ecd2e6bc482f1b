import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from './read-config.js';

const database = 'postgres://user:hunter2@db.example.test/throughline';
const secret = 'x'.repeat(32);
const bucket = {
  S3_BUCKET: 'files',
  S3_ENDPOINT: 'https://store.example.test/',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'hunter2',
};
const read = (env: Record<string, string>) => readConfig(env, '/srv/throughline');
const trouble = (env: Record<string, string>): ConfigError => {
  try {
    read(env);
  } catch (error) {
    return error as ConfigError;
  }
  throw new Error('was accepted');
};

describe('the environment', () => {
  it('needs nothing on a bare machine', () => {
    expect(read({})).toMatchObject({
      role: 'all',
      port: 3000,
      smtpPort: 2525,
      databaseUrl: undefined,
      redisUrl: undefined,
      seedDemo: true,
      dataDir: '/srv/throughline/.data',
    });
  });

  it('knows where each vendor is, unless a gateway stands before it', () => {
    const { vendorUrls } = read({ LINE_API_URL: 'http://127.0.0.1:9000/line/' });
    expect(vendorUrls).toMatchObject({ line: 'http://127.0.0.1:9000/line', lineData: 'https://api-data.line.me' });
  });

  it('keeps files in the data folder, or in the bucket it is told of', () => {
    expect(read({}).s3).toBeUndefined();
    expect(read(bucket).s3).toEqual({
      ...{ bucket: 'files', endpoint: 'https://store.example.test', region: 'us-east-1' },
      ...{ accessKeyId: 'key', secretAccessKey: 'hunter2' },
    });
  });

  it('never seeds demo data into a database of your own unless asked to', () => {
    expect(read({ DATABASE_URL: database, SECRET_KEY: secret }).seedDemo).toBe(false);
    expect(read({ DATABASE_URL: database, SECRET_KEY: secret, SEED_DEMO: 'true' }).seedDemo).toBe(true);
  });

  it('is frozen', () => {
    expect(Object.isFrozen(read({}))).toBe(true);
  });

  it.each<[string, Record<string, string>]>([
    ['PORT', { PORT: 'http' }],
    ['PORT', { PORT: '70000' }],
    ['PORT', { PORT: '1.5' }],
    ['SMTP_PORT', { SMTP_PORT: '-1' }],
    ['ROLE', { ROLE: 'boss' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://db/x' }],
    ['DATABASE_URL', { DATABASE_URL: 'not a url' }],
    ['REDIS_URL', { REDIS_URL: 'http://redis' }],
    ['REDIS_URL', { ROLE: 'api', DATABASE_URL: database, SECRET_KEY: secret }],
    ['REDIS_URL', { ROLE: 'worker', DATABASE_URL: database, SECRET_KEY: secret }],
    ['DATABASE_URL', { REDIS_URL: 'redis://localhost' }],
    ['SECRET_KEY', { DATABASE_URL: database }],
    ['SECRET_KEY', { SECRET_KEY: 'short' }],
    ['SEED_DEMO', { SEED_DEMO: 'perhaps' }],
    ['PANEL_ALLOW_PRIVATE', { PANEL_ALLOW_PRIVATE: 'perhaps' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['ICE_SERVERS', { ICE_SERVERS: 'stun:stun.example.test' }],
    ['ICE_SERVERS', { ICE_SERVERS: '[{"urls": "http://stun.example.test"}]' }],
    ['TURN_SECRET', { TURN_URL: 'turn:turn.example.test' }],
    ['TURN_URL', { TURN_URL: 'turn.example.test', TURN_SECRET: 'x' }],
    ['TURN_TTL_S', { TURN_URL: 'turn:turn.example.test', TURN_SECRET: 'x', TURN_TTL_S: '5' }],
    ['META_GRAPH_URL', { META_GRAPH_URL: 'ftp://graph' }],
    ['TELEGRAM_API_URL', { TELEGRAM_API_URL: 'api.telegram.org' }],
    ['VENDOR_TIMEOUT_MS', { VENDOR_TIMEOUT_MS: '60000' }],
    ['MAIL_MAX_BYTES', { MAIL_MAX_BYTES: '10' }],
    ['MEDIA_MAX_BYTES', { MEDIA_MAX_BYTES: '1' }],
    ['S3_ENDPOINT', { S3_BUCKET: 'files' }],
    ['S3_BUCKET', { S3_SECRET_ACCESS_KEY: 'hunter2' }],
    ['S3_BUCKET', { ...bucket, S3_BUCKET: 'no/bucket' }],
    ['S3_ENDPOINT', { ...bucket, S3_ENDPOINT: 'ftp://store' }],
    ['S3_SECRET_ACCESS_KEY', { ...bucket, S3_SECRET_ACCESS_KEY: '' }],
    ['SECRET_KEY_FILE', { SECRET_KEY_FILE: '/nowhere/at/all' }],
  ])('names %s when it cannot be used: %j', (variable, env) => {
    const error = trouble(env);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.variable).toBe(variable);
    expect(error.message.split('\n')).toHaveLength(1);
  });

  it('never repeats a secret in its complaint', () => {
    expect(trouble({ DATABASE_URL: 'postgers://user:hunter2@db/x' }).message).not.toContain('hunter2');
    expect(trouble({ SECRET_KEY: 'hunter2' }).message).not.toContain('hunter2');
  });

  it('reads secrets from files', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    writeFileSync(join(folder, 'key'), `${secret}\n`);
    expect(read({ SECRET_KEY_FILE: join(folder, 'key') }).secretKey).toBe(secret);
    rmSync(folder, { recursive: true });
  });
});
