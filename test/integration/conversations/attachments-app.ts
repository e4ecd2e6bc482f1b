import sharp from 'sharp';
import type { AttachmentView, MessageView, WidgetMessageView } from '../../../src/contracts/views.js';
import type { Problem } from '../../../src/contracts/errors.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { startApp, type TestApp, type TestAppOptions } from '../../support/app.js';
import { anApiKey, anInbox, aQueue } from '../../support/builders.js';
import { aSignedIn, type Caller } from '../channels/deliveries/signed-in.js';

export type Uploaded = AttachmentView & Partial<Problem> & { id: string };
type Answer<T> = { status: number; body: T & Partial<Problem> };

export interface FilesApp {
  app: TestApp;
  queueId: string;
  webId: string;
  /** The key of another system. */
  key: string;
  /** Sends a file as a browser does; `token` opens the door. */
  upload(
    token: string,
    file: Buffer,
    named: { name: string; type?: string; door?: string; field?: string },
  ): Promise<Answer<Uploaded>>;
  visitor(): Promise<Visitor>;
  agent(role?: 'agent' | 'supervisor'): Promise<Caller>;
  /** What a signed link opens. */
  open(url: string, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export interface Visitor {
  token: string;
  say(text: string, attachments?: string[]): Promise<Answer<WidgetMessageView>>;
  read(): Promise<WidgetMessageView[]>;
}

export async function startFilesApp(options: TestAppOptions = {}): Promise<FilesApp> {
  const app = await startApp({ ...options, env: { MEDIA_MAX_BYTES: '200000', ...options.env } });
  const queueId = await aQueue(app.db, { offerMode: 'offer' });
  const webId = await anInbox(app.db, {
    queueId,
    key: 'web',
    channel: 'webchat',
    secret: 'a-secret-of-the-shop-0123456789-0123456789',
  });
  await anInbox(app.db, { queueId, key: 'shop', channel: 'api' });
  await anApiKey(app.db, { key: 'tl_shop' });
  return {
    app,
    queueId,
    webId,
    key: 'tl_shop',
    async upload(token, file, { name, type = '', door = '/v1/attachments', field = 'file' }) {
      const form = new FormData();
      form.append(field, new Blob([new Uint8Array(file)], { type }), name);
      const response = await fetch(app.url + door, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
      return { status: response.status, body: (await response.json()) as Uploaded };
    },
    visitor: () => aVisitor(app),
    agent: (role = 'agent') => aSignedIn(app, role),
    open: (url, headers = {}) => fetch(app.url + url, { headers, redirect: 'manual' }),
    stop: () => app.stop(),
  };
}

async function aVisitor(app: TestApp): Promise<Visitor> {
  const ask = async <T>(method: string, path: string, body?: object, token?: string): Promise<Answer<T>> => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(app.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    return { status: response.status, body: (await response.json()) as T & Partial<Problem> };
  };
  const { body: session } = await ask<{ token: string }>('POST', '/v1/widget/sessions', { inboxKey: 'web' });
  return {
    token: session.token,
    say: (text, attachments) =>
      ask('POST', '/v1/widget/messages', { clientId: newId(), text, ...(attachments ? { attachments } : {}) }, session.token),
    read: async () =>
      (await ask<{ data: WidgetMessageView[] }>('GET', '/v1/widget/messages', undefined, session.token)).body.data,
  };
}

/** The one message of a conversation that has this text, as an agent sees it. */
export async function messageWith(call: Caller['call'], conversationId: string, text: string): Promise<MessageView> {
  const { body } = await call<{ data: MessageView[] }>(`/v1/conversations/${conversationId}/messages?limit=100`);
  const found = body.data.find((one) => one.text === text);
  if (!found) throw new Error(`no message says ${text}`);
  return found;
}

export const conversationOf = async (app: TestApp, text: string): Promise<string> =>
  (await app.db.query<{ id: string }>('SELECT conversation_id AS id FROM messages WHERE text = $1', [text]))[0]!.id;

export const picture = (width = 640, height = 480, colour = '#3366cc'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
