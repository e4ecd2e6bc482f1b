import type { Role } from '../../../src/contracts/words.js';
import { Tokens } from '../../../src/accounts/tokens.service.js';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import type { Received } from '../../../src/conversations/inbound-message.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Relay } from '../../../src/platform/outbox/relay.js';
import { startApp, type TestApp } from '../../support/app.js';
import type { Backend } from '../../support/backends.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { connect, type TestSocket } from '../../support/sockets.js';

export interface Person {
  id: string;
  token: string;
  sessionId: string;
  /** A connected socket of theirs; closed with the centre. */
  screen(): Promise<TestSocket>;
  /** An HTTP call of theirs: status and body. */
  call<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<{ status: number; body: T }>;
}

export interface Customer {
  identityId: string;
  says(text: string, more?: { facts?: { kind: string; value: string }[] }): Promise<Received>;
}

export interface Centre {
  app: TestApp;
  queueId: string;
  inboxId: string;
  person(name: string, role?: Role, state?: 'available' | 'offline'): Promise<Person>;
  customer(name?: string): Customer;
  /** Resolves when everything committed so far has been announced. */
  announced(): Promise<void>;
  stop(): Promise<void>;
}

/** The whole application with one queue and one web inbox, and people who are signed in without a password. */
export async function startCentre(
  offerMode: 'offer' | 'assign' = 'offer',
  backend: Backend = 'postgres',
  env: Record<string, string> = {},
): Promise<Centre> {
  const app = await startApp({ backend, env });
  const queueId = await aQueue(app.db, { key: 'support', offerMode });
  const inboxId = await anInbox(app.db, { queueId, key: 'web' });
  const screens: TestSocket[] = [];
  return {
    app,
    queueId,
    inboxId,
    async person(name, role = 'agent', state = 'offline') {
      const id = await anAgent(app.db, {
        name,
        role,
        languages: ['en'],
        queueIds: role === 'agent' ? [queueId] : [],
        ...(state === 'offline' ? {} : { state }),
      });
      const session = await signIn(app, id, name, role);
      const screen = async () => {
        const socket = await connect(app.url, '/console', session.token);
        screens.push(socket);
        return socket;
      };
      return { id, ...session, screen, call: (method, path, body) => call(app.url + path, method, session.token, body) };
    },
    customer(name) {
      const identityId = newId();
      const from = {
        kind: 'visitor' as const,
        value: identityId,
        name,
        level: 'anonymous' as const,
        joins: true,
        customerId: newId(),
        identityId,
      };
      const says: Customer['says'] = async (text, more = {}) =>
        (await app.get(ReceiveMessage).receive({ inboxId, channel: 'webchat', from, text, clientId: newId(), ...more }))!;
      return { identityId, says };
    },
    announced: () => announced(app),
    async stop() {
      for (const screen of screens) screen.close();
      await app.stop();
    },
  };
}

export async function announced(app: TestApp): Promise<void> {
  app.get(Relay).poke();
  await app.get(Relay).settled();
}

export async function signIn(
  app: TestApp,
  agentId: string,
  name: string,
  role: Role,
): Promise<{ token: string; sessionId: string }> {
  const sessionId = newId();
  await app.db.run(
    `INSERT INTO sign_in_sessions (id, agent_id, token_hash, expires_at) VALUES ($1, $2, 'no refresh', app_now() + interval '1 day')`,
    [sessionId, agentId],
  );
  return { token: await app.get(Tokens).issueAccess({ agentId, sessionId, name, role }), sessionId };
}

async function call<T>(url: string, method: string, token: string, body?: object): Promise<{ status: number; body: T }> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T };
}

/** The offer that this screen was shown, or will be. */
export const offerOn = (screen: TestSocket): Promise<OfferView & { position: number }> => screen.next('offer.made');

/** Accepts the offer on the screen: the conversation that is theirs now. */
export async function accept(screen: TestSocket): Promise<ConversationView> {
  const { id: offerId } = await offerOn(screen);
  const answer = await screen.ask<{ conversation: ConversationView }>('offer.accept', { offerId });
  if (!answer.ok) throw new Error(`not accepted: ${JSON.stringify(answer.problem)}`);
  return answer.conversation;
}
