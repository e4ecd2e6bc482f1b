import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import type { ConversationView, MessageView, Page as ListPage } from '../../src/contracts/views.js';
import { demoPassword } from '../../src/seed/demo-data.js';
import { identityToken } from './people.js';
import type { Screen, Stage } from './stage.js';

/** These screens hold long threads; a machine may be busy with other tests. */
const PATIENCE_MS = 60_000;

/** A message as a test puts it into a thread: whatever it leaves out is a customer's chat message of now. */
export interface Planted {
  text?: string;
  channel?: string;
  inboxId?: string;
  identityId?: string | null;
  direction?: 'in' | 'out' | 'internal';
  kind?: 'text' | 'note' | 'event' | 'call';
  content?: object | null;
  delivery?: [state: string, reason?: string];
  agoMs?: number;
}

/** Asks the server as somebody; for what a story needs before its screens are opened. */
export async function asked<T>(stage: Stage, method: string, path: string, token: string, body?: object | FormData): Promise<T> {
  const isForm = body instanceof FormData;
  const answer = await fetch(`${stage.app.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && !isForm ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

export async function signInAs(stage: Stage, name: string): Promise<string> {
  const body = { email: `${name}@demo.test`, password: demoPassword };
  return (await asked<{ accessToken: string }>(stage, 'POST', '/v1/auth/login', '', body)).accessToken;
}

/** In the agent's hands, whether it waited or was offered to them meanwhile. */
async function takenBy(stage: Stage, token: string, customerName: string): Promise<ConversationView> {
  await asked(stage, 'PUT', '/v1/me/presence', token, { state: 'available' });
  // Signs that turn text around are taken out of names at the door.
  const kept = customerName.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
  for (let tries = 0; tries < 100; tries += 1) {
    const open = '/v1/conversations?status=waiting,offered,assigned';
    const { data } = await asked<ListPage<ConversationView>>(stage, 'GET', open, token);
    const found = data.find((one) => one.customerName === kept);
    if (found?.status === 'assigned') return found;
    const offers = await asked<{ data: { id: string; conversationId: string }[] }>(stage, 'GET', '/v1/me/offers', token);
    const offer = offers.data.find((one) => one.conversationId === found?.id);
    const path = offer ? `/v1/offers/${offer.id}/accept` : `/v1/conversations/${found?.id}/claim`;
    // What moved on between looking and acting is looked at again.
    if (found) await asked(stage, 'POST', path, token, {}).catch(() => pause(100));
  }
  throw new Error(`the conversation of ${customerName} could not be taken`);
}

/** A customer who writes through the web chat's own door, and the conversation that an agent has taken by hand. */
export class Talk {
  private constructor(
    readonly stage: Stage,
    readonly widgetToken: string,
    readonly conversation: ConversationView,
  ) {}

  static async with(stage: Stage, agent: string, sub: string, name: string, text = 'Hello'): Promise<Talk> {
    const opening = { inboxKey: 'demo-web', identityToken: identityToken({ sub, name }) };
    const { token } = await asked<{ token: string }>(stage, 'POST', '/v1/widget/sessions', '', opening);
    await asked(stage, 'POST', '/v1/widget/messages', token, { clientId: randomUUID(), text });
    const agentToken = await signInAs(stage, agent);
    const conversation = await takenBy(stage, agentToken, name);
    // Nobody is offered anything while the story runs.
    await asked(stage, 'PUT', '/v1/me/presence', agentToken, { state: 'away' });
    return new Talk(stage, token, conversation);
  }

  async say(text: string, attachments: string[] = []): Promise<void> {
    await asked(this.stage, 'POST', '/v1/widget/messages', this.widgetToken, { clientId: randomUUID(), text, attachments });
  }

  async upload(name: string, type: string, bytes: Buffer): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
    return (await asked<{ id: string }>(this.stage, 'POST', '/v1/widget/attachments', this.widgetToken, form)).id;
  }

  /** As a colleague would see it through the API. */
  async messages(agent: string): Promise<MessageView[]> {
    const token = await signInAs(this.stage, agent);
    const path = `/v1/conversations/${this.conversation.id}/messages?limit=100`;
    return (await asked<ListPage<MessageView>>(this.stage, 'GET', path, token)).data;
  }

  /** Puts messages into the thread as if they had come and gone by the channels' own doors. */
  async plant(all: readonly Planted[]): Promise<void> {
    const { db } = this.stage.app;
    const { id, customerId, inboxId } = this.conversation;
    const [thread] = await db.query<{ last_seq: string }>('SELECT last_seq FROM customers WHERE id = $1', [customerId]);
    const first = Number(thread!.last_seq) + 1;
    const rows = all.map((one, index) => ({
      id: randomUUID(),
      seq: first + index,
      text: one.text ?? '',
      channel: one.channel ?? 'webchat',
      inbox: one.inboxId ?? inboxId,
      identity: one.identityId ?? null,
      direction: one.direction ?? 'in',
      kind: one.kind ?? 'text',
      author: { in: 'customer', out: 'agent', internal: 'system' }[one.direction ?? 'in'],
      content: one.content ?? null,
      state: one.delivery?.[0] ?? 'sent',
      reason: one.delivery?.[1] ?? null,
      ago: `${one.agoMs ?? 0} milliseconds`,
    }));
    await db.run(
      `INSERT INTO messages (id, customer_id, seq, rev, conversation_id, identity_id, inbox_id, channel, direction, kind, author_type,
         text, content, delivery_state, delivery_reason, created_at)
       SELECT r.id, $2, r.seq, r.seq, $3, r.identity, r.inbox, r.channel, r.direction, r.kind, r.author,
         r.text, r.content, r.state, r.reason, app_now() - r.ago::interval
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, seq bigint, identity uuid, inbox uuid, channel text, direction text,
         kind text, author text, text text, content jsonb, state text, reason text, ago text)`,
      [JSON.stringify(rows), customerId, id],
    );
    await db.run('UPDATE customers SET last_seq = $2, last_rev = greatest(last_rev, $2) WHERE id = $1', [
      customerId,
      first + rows.length - 1,
    ]);
  }
}

/** An agent's screen with one conversation in the middle. */
export class WritingDesk {
  private constructor(readonly screen: Screen) {}

  static async open(stage: Stage, agent: string, talk: Talk, hash = ''): Promise<WritingDesk> {
    const screen = await stage.open();
    const { page } = screen;
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`/console/c/${talk.conversation.id}${hash}`);
    await page.getByLabel('E-mail').fill(`${agent}@demo.test`);
    const password = page.getByRole('textbox', { name: 'Password' });
    await password.fill(demoPassword);
    await password.press('Enter');
    await page.locator('#link-state').waitFor({ state: 'hidden' });
    const desk = new WritingDesk(screen);
    await desk.thread.waitFor().catch((error: Error) => {
      throw new Error([error.message, ...screen.troubles].join('\n'));
    });
    return desk;
  }

  get page(): Page {
    return this.screen.page;
  }

  get thread(): Locator {
    return this.page.getByRole('log', { name: 'Thread' });
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Your message' });
  }

  said(text: string): Locator {
    return this.thread.getByRole('article').filter({ hasText: text });
  }

  async goTo(talk: Talk, hash = ''): Promise<void> {
    await this.page.goto(`/console/c/${talk.conversation.id}${hash}`);
    await this.thread.waitFor();
  }

  async send(text: string, mode: 'Reply' | 'Note' = 'Reply'): Promise<void> {
    await this.page.getByRole('group', { name: 'What to write' }).getByRole('button', { name: mode }).click();
    await this.text.fill(text);
    await this.text.press('Enter');
  }

  /** Waits until something in the page is so. */
  async until(what: string, script: string): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    while (!(await this.page.evaluate(script))) {
      if (Date.now() > until) throw new Error(`never came true: ${what}`);
      await pause(50);
    }
  }
}
