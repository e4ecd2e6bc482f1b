import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { accountsEntities } from '../../../src/accounts/accounts.entities.js';
import { AccountsModule } from '../../../src/accounts/accounts.module.js';
import { hashPassword } from '../../../src/accounts/passwords.js';
import { agentsEntities } from '../../../src/agents/agents.entities.js';
import { AgentsModule } from '../../../src/agents/agents.module.js';
import { CreateAgent } from '../../../src/agents/create-agent.service.js';
import { readConfig } from '../../../src/config/read-config.js';
import type { SignInView } from '../../../src/contracts/views.js';
import type { Role } from '../../../src/contracts/words.js';
import { Clock } from '../../../src/platform/clock/clock.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { Database } from '../../../src/platform/database/database.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { dressHttp } from '../../../src/platform/http/dress-http.js';
import { RateLimits } from '../../../src/platform/http/rate-limits.js';
import { Sweep } from '../../../src/platform/jobs/sweep.js';
import { createLog } from '../../../src/platform/logging/log.js';
import { type Foundation, PlatformModule } from '../../../src/platform/platform.module.js';
import { projectRoot } from '../../../src/platform/project-root.js';
import { Realtime } from '../../../src/platform/realtime/realtime.js';
import { createDatabase, moveDatabaseClock } from '../../support/database.js';

@Module({})
class PeopleRooms {
  static on(foundation: Foundation): DynamicModule {
    return { module: PeopleRooms, imports: [PlatformModule.on(foundation), AccountsModule, AgentsModule] };
  }
}

export const password = 'correct horse battery';

export interface PeopleApp {
  nest: NestExpressApplication;
  db: Database;
  http: ReturnType<typeof request>;
  /** A new agent with `password`. */
  addAgent(name: string, role?: Role): Promise<{ id: string; email: string }>;
  signIn(email: string): Promise<SignInView & { cookie: string }>;
  /** Adds an agent and signs them in: the headers of their calls. */
  as(name: string, role?: Role): Promise<{ id: string; headers: Record<string, string> }>;
  /** Moves the clocks of database and process forward together. */
  moveClock(ms: number): Promise<void>;
  sweep(): Promise<void>;
  stop(): Promise<void>;
}

/** Sign-in and agents with everything below them, on a database of their own: no job and no relay runs. */
export async function startPeople(env: Record<string, string> = {}): Promise<PeopleApp> {
  const made = await createDatabase();
  const secretKey = 'test-secret-test-secret-test-secret-0123';
  const config = readConfig(
    { PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: made.url, SECRET_KEY: secretKey, ...env },
    projectRoot,
  );
  const log = createLog('silent');
  const dataSource = createDataSource({ url: made.url, poolSize: 12, entities: [...accountsEntities, ...agentsEntities] });
  await dataSource.initialize();
  const foundation = { config, log, dataSource, databaseUrl: made.url, secretKey };
  const nest = await NestFactory.create<NestExpressApplication>(PeopleRooms.on(foundation), { bodyParser: false, logger: false });
  dressHttp(nest, foundation);
  nest.get(Realtime).attach(nest.getHttpServer());
  await nest.listen(0, '127.0.0.1');
  const db = nest.get(Database);
  const http = request(await nest.getUrl());
  let offset = 0;

  const addAgent: PeopleApp['addAgent'] = async (name, role = 'agent') => {
    const email = `${name}@people.test`;
    const wish = { email, name, role, passwordHash: await hashPassword(password) };
    const { id } = await db.transaction((tx) => nest.get(CreateAgent).execute({ actor: systemActor, tx }, wish));
    return { id, email };
  };
  const signIn: PeopleApp['signIn'] = async (email) => {
    const answer = await http.post('/v1/auth/login').send({ email, password }).expect(200);
    return { ...(answer.body as SignInView), cookie: cookieOf(answer)! };
  };
  return {
    nest,
    db,
    http,
    addAgent,
    signIn,
    async as(name, role) {
      const { id, email } = await addAgent(name, role);
      return { id, headers: { authorization: `Bearer ${(await signIn(email)).accessToken}` } };
    },
    async moveClock(ms) {
      offset += ms;
      await moveDatabaseClock(db, offset);
      nest.get(Clock).shift(ms);
    },
    sweep: () => nest.get(Sweep).runNow(),
    async stop() {
      await nest.get(Realtime).stop();
      await nest.close();
      nest.get(RateLimits).stop();
      await dataSource.destroy();
      await made.drop();
    },
  };
}

/** The refresh cookie an answer sets, as `name=value`; undefined where it sets none. */
export function cookieOf(answer: request.Response): string | undefined {
  return (answer.get('Set-Cookie') ?? []).find((line) => line.startsWith('tl_refresh='))?.split(';')[0];
}
