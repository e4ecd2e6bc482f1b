import { createHmac, randomUUID } from 'node:crypto';
import type { ContextView } from '../../src/contracts/context.js';
import type { OfferView } from '../../src/contracts/routing-views.js';
import type { ConversationView, MessageView, Page, WidgetMessageView } from '../../src/contracts/views.js';
import type { PresenceState } from '../../src/contracts/words.js';
import { demoIdentitySecret, demoPassword } from '../../src/seed/demo-data.js';
import { connect, type TestSocket } from './sockets.js';
import { until } from './until.js';

export interface Answer<T> {
  status: number;
  body: T;
}

/** One call of the public REST surface; never throws for a refusal. */
export async function call<T = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: object } = {},
): Promise<Answer<T>> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    signal: AbortSignal.timeout(15_000),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as T };
}

/** An agent of the demo company at a console, known by the outside alone: sign-in, REST and a socket. */
export class Agent {
  private constructor(
    readonly url: string,
    readonly id: string,
    readonly name: string,
    readonly token: string,
    public screen: TestSocket,
  ) {}

  /** @param name as in `ana@demo.test` */
  static async signIn(url: string, name: string): Promise<Agent> {
    const { body } = await call<{ accessToken: string; agent: { id: string; name: string } }>(url, 'POST', '/v1/auth/login', {
      body: { email: `${name}@demo.test`, password: demoPassword },
    });
    const screen = await connect(url, '/console', body.accessToken);
    return new Agent(url, body.agent.id, body.agent.name, body.accessToken, screen);
  }

  async do<T = Record<string, unknown>>(method: string, path: string, body?: object): Promise<T> {
    const answer = await call<T>(this.url, method, path, { token: this.token, ...(body ? { body } : {}) });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async ask<T = Record<string, unknown>>(command: string, body: object): Promise<T> {
    const answer = await this.screen.ask<T>(command, body);
    if (!answer.ok) throw new Error(`${command}: ${JSON.stringify(answer.problem)}`);
    return answer;
  }

  be(state: PresenceState): Promise<unknown> {
    return this.ask('presence.set', { state });
  }

  async accept(offer: { id: string }): Promise<ConversationView> {
    return (await this.ask<{ conversation: ConversationView }>('offer.accept', { offerId: offer.id })).conversation;
  }

  context(conversationId: string): Promise<ContextView> {
    return this.do('GET', `/v1/conversations/${conversationId}/context`);
  }

  conversation(id: string): Promise<ConversationView> {
    return this.do('GET', `/v1/conversations/${id}`);
  }

  async reply(conversationId: string, text: string, channel?: string): Promise<MessageView> {
    const body = { conversationId, kind: 'reply', text, clientId: randomUUID(), ...(channel ? { channel } : {}) };
    return (await this.ask<{ message: MessageView }>('message.send', body)).message;
  }

  close(conversationId: string): Promise<ConversationView> {
    return this.do('POST', `/v1/conversations/${conversationId}/close`, { outcome: 'solved' });
  }

  /** The browser is opened again; whoever was disconnected sees nothing of what happened meanwhile. */
  async reconnect(): Promise<TestSocket> {
    this.screen.close();
    this.screen = await connect(this.url, '/console', this.token);
    return this.screen;
  }

  leave(): void {
    this.screen.close();
  }
}

/** An offer to one of these agents, whoever it is, that fits. */
export function offerAmong(
  agents: readonly Agent[],
  fits: (offer: OfferView) => boolean,
): Promise<{ agent: Agent; offer: OfferView }> {
  const offersTo = (agent: Agent): { agent: Agent; offer: OfferView }[] =>
    agent.screen.events
      .filter(({ name, body }) => name === 'offer.made' && fits(body as OfferView))
      .map(({ body }) => ({ agent, offer: body as OfferView }));
  return until('an offer to one of the agents', () => agents.flatMap(offersTo)[0]);
}

interface WidgetSession {
  token: string;
  visitorToken: string;
  customer: { id: string; name: string | null; level: string };
  conversation: { id: string; status: string } | null;
  epoch: number;
}

/** A customer with the widget open. */
export class Visitor {
  private constructor(
    public url: string,
    readonly session: WidgetSession,
    public widget: TestSocket,
  ) {}

  /** With `claims` the shop has signed who they are; without, they are anonymous. */
  static async open(
    url: string,
    claims?: object,
    { inboxKey = 'demo-web', now = Date.now() }: { inboxKey?: string; now?: number } = {},
  ): Promise<Visitor> {
    const { status, body } = await call<WidgetSession>(url, 'POST', '/v1/widget/sessions', {
      body: { inboxKey, ...(claims ? { identityToken: identityToken(claims, now) } : {}) },
    });
    if (status !== 201) throw new Error(`session refused: ${JSON.stringify(body)}`);
    return new Visitor(url, body, await connect(url, '/widget', body.token));
  }

  /** Acknowledged, so committed; the same client id may be sent again. */
  async says(text: string, clientId: string = randomUUID()): Promise<WidgetMessageView> {
    const answer = await this.widget.ask<{ message: WidgetMessageView }>('message.send', { clientId, text });
    if (!answer.ok) throw new Error(`message.send: ${JSON.stringify(answer.problem)}`);
    return answer.message;
  }

  hears(text: string): Promise<WidgetMessageView> {
    return this.widget.next<WidgetMessageView>('message.created', (message) => message.text === text);
  }

  /** Everything this session may read, page by page; from any process. */
  async thread(url = this.url): Promise<WidgetMessageView[]> {
    const { token } = this.session;
    const found: WidgetMessageView[] = [];
    for (;;) {
      const path = `/v1/widget/messages?after=${found.at(-1)?.seq ?? 0}`;
      const { status, body } = await call<Page<WidgetMessageView>>(url, 'GET', path, { token });
      if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
      found.push(...body.data);
      if (!body.meta.hasMore) return found;
    }
  }

  /** Also to another process. */
  async reconnect(url = this.url): Promise<void> {
    this.widget.close();
    this.url = url;
    this.widget = await connect(url, '/widget', this.session.token);
  }

  leave(): void {
    this.widget.close();
  }
}

/** As the shop's server signs it for the demo inbox. */
export function identityToken(claims: object, nowMs = Date.now()): string {
  const now = Math.floor(nowMs / 1000);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat: now, exp: now + 600, ...claims })}`;
  return `${signed}.${createHmac('sha256', demoIdentitySecret).update(signed).digest('base64url')}`;
}
