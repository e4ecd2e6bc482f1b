import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Schema } from '../../src/contracts/schema.js';
import { demoApiKey, demoPassword } from '../../src/seed/demo-data.js';
import { seedDemo } from '../../src/seed/seed-demo.js';
import type { Foundation } from '../../src/platform/platform.module.js';
import { startApp, type TestApp, type TestAppOptions } from '../support/app.js';
import { testSecret } from '../support/test-secret.js';
import { type Check, type Described, shapesOf } from './shapes.js';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, unknown>[];
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: { 'application/json'?: { schema: Schema } } };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export type Document = Described & {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
};

/** One documented route. */
export interface Route extends Operation {
  name: string;
  method: string;
  path: string;
  public: boolean;
  body: Schema | undefined;
}

export interface Answer<T = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Ask {
  body?: unknown;
  /** Sent as it is instead of `body`. */
  raw?: string | Buffer;
  token?: string | null;
  headers?: Record<string, string>;
}

/** The running application with its own description at hand: every answer is checked against it on the way. */
export interface Surface {
  app: TestApp;
  document: Document;
  routes: Route[];
  check: Check;
  /** Routes that answered with success so far. */
  answered: Set<string>;
  tokens: { admin: string; agent: string; widget: string; integration: string };
  /** The token that opens this route. */
  tokenFor(route: Route): string;
  call<T = Record<string, unknown>>(method: string, path: string, ask?: Ask): Promise<Answer<T>>;
  stop(): Promise<void>;
}

export async function startSurface(options: TestAppOptions = {}): Promise<Surface> {
  const app = await startApp({ ...options, env: { RATE_LIMIT_SCALE: '10000', ...options.env } });
  return describedBy(app).catch(async (error: unknown) => {
    await app.stop();
    throw error;
  });
}

async function describedBy(app: TestApp): Promise<Surface> {
  await seedDemo({ dataSource: app.db.dataSource, secretKey: testSecret } as Foundation, () => undefined);
  const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as Document;
  const routes = routesOf(document);
  const check = shapesOf(document);
  const answered = new Set<string>();
  const send = sender(app.url);
  const call: Surface['call'] = async (method, path, ask = {}) => {
    const answer = await send(method, path, ask);
    const route = routeOf(routes, method, path);
    conforms({ check, document }, route, answer, `${method} ${path}`);
    if (route && answer.status < 300) answered.add(route.name);
    return answer as never;
  };
  const signIn = async (name: string): Promise<string> => {
    const asked = { body: { email: `${name}@demo.test`, password: demoPassword } };
    return (await call<{ accessToken: string }>('POST', '/v1/auth/login', asked)).body.accessToken;
  };
  const widget = await call<{ token: string }>('POST', '/v1/widget/sessions', { body: { inboxKey: 'demo-web' } });
  const tokens = {
    admin: await signIn('admin'),
    agent: await signIn('ana'),
    widget: widget.body.token,
    integration: demoApiKey,
  };
  return {
    app,
    document,
    routes,
    check,
    answered,
    tokens,
    tokenFor: (route) => ('widget' in (route.security[0] ?? {}) ? tokens.widget : tokens.admin),
    call,
    stop: () => app.stop(),
  };
}

function routesOf(document: Document): Route[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      public: operation.security.length === 0,
      body: bodyOf(document, operation),
    })),
  );
}

function bodyOf(document: Document, { requestBody }: Operation): Schema | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  return schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!] : schema;
}

/** The route a path belongs to; one with fewer parameters wins, as in the router. */
export function routeOf(routes: Route[], method: string, path: string): Route | undefined {
  const [bare] = path.split('?');
  return routes
    .filter((route) => route.method === method && pattern(route.path).test(bare!))
    .sort((one, other) => one.path.split('{').length - other.path.split('{').length)[0];
}

const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);

/** The path with every parameter filled in; ids nobody has where none are given. */
export const filled = (route: Route, value: string = randomUUID()): string =>
  route.path.replace(/\{[^}]+\}/g, encodeURIComponent(value));

function sender(url: string) {
  return async (method: string, path: string, { body, raw, token, headers }: Ask): Promise<Answer<unknown>> => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload as NonNullable<RequestInit['body']> }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
  };
}

/** An answer is what the description says: the success it names, or a problem document that is complete. */
function conforms(
  { check, document }: { check: Check; document: Document },
  route: Route | undefined,
  { status, headers, body }: Answer<unknown>,
  asked: string,
): void {
  const told = { asked, status, body };
  // Whoever asks whether we are ready wants the checks in either case.
  if (status >= 400 && !(route?.name === 'GET /health/ready' && status === 503)) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = body as Record<string, unknown>;
    expect(problem).toMatchObject({
      type: `/problems/${problem['code'] as string}`,
      title: expect.stringMatching(/./) as unknown,
      status,
      detail: expect.stringMatching(/./) as unknown,
      instance: expect.stringMatching(/^\//) as unknown,
      requestId: headers.get('x-request-id'),
    });
    const { type, title, detail, instance, code, errors, requestId } = problem;
    const known = JSON.parse(JSON.stringify({ type, title, status, detail, instance, code, errors, requestId })) as unknown;
    expect({ ...told, faults: check(document.components.schemas['Problem']!, known) }).toEqual({ ...told, faults: [] });
    return;
  }
  const described = route?.responses[String(status)];
  expect({ ...told, described: described !== undefined }).toEqual({ ...told, described: true });
  const schema = described?.content?.['application/json']?.schema;
  if (schema) expect({ ...told, faults: check(schema, body) }).toEqual({ ...told, faults: [] });
  else if (!described?.content) expect({ ...told, body }).toEqual({ ...told, body: '' });
}
