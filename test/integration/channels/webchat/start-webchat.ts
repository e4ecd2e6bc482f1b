import { createHmac } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InboxesModule } from '../../../../src/channels/inboxes/inboxes.module.js';
import { WebchatModule } from '../../../../src/channels/webchat/webchat.module.js';
import { readConfig } from '../../../../src/config/read-config.js';
import type { WidgetMessageView } from '../../../../src/contracts/views.js';
import { SendMessage } from '../../../../src/conversations/send-message.service.js';
import { layFoundation } from '../../../../src/foundation.js';
import { Clock } from '../../../../src/platform/clock/clock.js';
import { Database } from '../../../../src/platform/database/database.js';
import { dressHttp } from '../../../../src/platform/http/dress-http.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { createLog, NestLog } from '../../../../src/platform/logging/log.js';
import { Relay } from '../../../../src/platform/outbox/relay.js';
import { PlatformModule } from '../../../../src/platform/platform.module.js';
import { projectRoot } from '../../../../src/platform/project-root.js';
import { Realtime } from '../../../../src/platform/realtime/realtime.js';
import { Secrets } from '../../../../src/platform/secrets/secrets.js';
import { createDatabase, type TestDatabase } from '../../../support/database.js';
import { connect, type TestSocket } from '../../../support/sockets.js';

export const identitySecret = 'shop-identity-secret-0123456789-0123456789';
const secretKey = 'webchat-test-secret-webchat-test-secret';

export interface Answer<T = Record<string, never>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Session {
  token: string;
  visitorToken: string;
  customer: { id: string; name: string | null; level: string };
  conversation: { id: string; status: string } | null;
  closed: { opensAt: string | null; text: string } | null;
  head: number;
  epoch: number;
}

export interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

/** The web chat drawer with everything below it: real HTTP, real sockets, a database of its own. No routing. */
export class Webchat {
  private constructor(
    readonly nest: NestExpressApplication,
    readonly url: string,
    readonly database: TestDatabase,
  ) {}

  static async start(database?: TestDatabase): Promise<Webchat> {
    const on = database ?? (await createDatabase());
    const env = {
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
      DATABASE_URL: on.url,
      SECRET_KEY: secretKey,
      PUBLIC_URL: 'https://chat.own.test',
    };
    const config = readConfig(env, projectRoot);
    const foundation = await layFoundation({ config, log: createLog(config.logLevel), databaseUrl: on.url, secretKey });
    @Module({ imports: [PlatformModule.on(foundation), InboxesModule, WebchatModule] })
    class OnlyWebchat {}
    const nest = await NestFactory.create<NestExpressApplication>(OnlyWebchat, {
      bodyParser: false,
      logger: new NestLog(foundation.log),
      abortOnError: false,
    });
    dressHttp(nest, foundation);
    await nest.init();
    await nest.get(Relay).start();
    nest.get(Realtime).attach(nest.getHttpServer());
    await nest.listen(0, '127.0.0.1');
    const { port } = nest.getHttpServer().address() as { port: number };
    return new Webchat(nest, `http://127.0.0.1:${port}`, on);
  }

  /** Stops the process; the database stays unless `drop`. */
  async stop({ drop = true } = {}): Promise<void> {
    await this.nest.get(Realtime).stop();
    await this.nest.get(Relay).stop();
    await this.nest.close();
    await this.db.dataSource.destroy();
    if (drop) await this.database.drop();
  }

  get db(): Database {
    return this.nest.get(Database);
  }

  /** A web chat inbox with its queue. */
  async inbox(key: string, { origins = [] as string[], settings = {} as object } = {}): Promise<string> {
    const [queueId, id] = [newId(), newId()];
    await this.db.run('INSERT INTO queues (id, key, name) VALUES ($1, $2, $2)', [queueId, `queue-${key}`]);
    await this.db.run(
      `INSERT INTO inboxes (id, key, name, channel, queue_id, secret_sealed, allowed_origins, settings) VALUES ($1, $2, $2, 'webchat', $3, $4, $5, $6)`,
      [
        id,
        key,
        queueId,
        this.nest.get(Secrets).seal(identitySecret),
        origins,
        { limits: { sessionsPerMinute: 10_000, connectionsPerMinute: 10_000 }, ...settings },
      ],
    );
    return id;
  }

  async agent(name: string, email: string): Promise<string> {
    const id = newId();
    await this.db.run(`INSERT INTO agents (id, email, name, role, password_hash) VALUES ($1, $2, $3, 'agent', 'none')`, [
      id,
      email,
      name,
    ]);
    return id;
  }

  async call<T = Record<string, never>>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as T };
  }

  async open(body: Record<string, unknown>): Promise<Session> {
    const { status, body: session } = await this.call<Session>('POST', '/v1/widget/sessions', { inboxKey: 'web', ...body });
    if (status !== 201) throw new Error(`session refused: ${JSON.stringify(session)}`);
    return session;
  }

  say(session: Session, text: string, clientId = newId()): Promise<Answer<WidgetMessageView>> {
    return this.call('POST', '/v1/widget/messages', { clientId, text }, session.token);
  }

  async read(session: Session, query = 'after=0'): Promise<WidgetMessageView[]> {
    const { status, body } = await this.call<{ data: WidgetMessageView[] }>(
      'GET',
      `/v1/widget/messages?${query}`,
      undefined,
      session.token,
    );
    if (status !== 200) throw new Error(`messages refused: ${JSON.stringify(body)}`);
    return body.data;
  }

  async texts(session: Session): Promise<string[]> {
    return (await this.read(session)).map((message) => message.text);
  }

  socket(session: Session): Promise<TestSocket> {
    return connect(this.url, '/widget', session.token);
  }

  /** What an agent writes, by the same service as the console's. */
  async reply(
    agentId: string,
    conversationId: string,
    text: string,
    kind: 'reply' | 'note' | 'system' = 'reply',
  ): Promise<string> {
    const actor = kind === 'system' ? { type: 'system' as const, id: null } : { type: 'agent' as const, id: agentId };
    const sent = await this.db.transaction((tx) =>
      this.nest.get(SendMessage).send({ tx, actor }, { conversationId, kind, text }),
    );
    return sent.messageId;
  }

  async openConversation(): Promise<string> {
    const [row] = await this.db.query<{ id: string }>(
      `SELECT id FROM conversations WHERE status <> 'closed' ORDER BY opened_at DESC LIMIT 1`,
    );
    return row!.id;
  }

  async count(table: string): Promise<number> {
    const [row] = await this.db.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(row!.count);
  }

  /** An identity token as the shop's server signs it; claims and header can be bent. */
  identityToken(claims: Record<string, unknown>, { secret = identitySecret, alg = 'HS256' } = {}): string {
    const now = Math.floor(this.nest.get(Clock).now() / 1000);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg, typ: 'JWT' })}.${part({ iat: now, exp: now + 600, ...claims })}`;
    return `${signed}.${alg === 'none' ? '' : createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }
}
