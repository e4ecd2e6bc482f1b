import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Schema } from '../../src/contracts/schema.js';
import { filled, type Route, startSurface, type Surface } from './surface.js';
import { validBodies } from './valid-bodies.js';

interface Problem {
  code: string;
  errors?: { pointer: string; detail: string }[];
}

/** Every answer here is also checked by `surface.call`: a complete problem document with the media type of one. */
describe('refusals, on every route that the description names', () => {
  let surface: Surface;
  beforeAll(async () => {
    surface = await startSurface();
  });
  afterAll(() => surface.stop());

  /** Asks each route and gathers what differs from what is expected, so that one run shows all of it. */
  const each = async (routes: Route[], ask: (route: Route) => Promise<unknown>, expected: unknown): Promise<void> => {
    const wrong: unknown[] = [];
    for (const route of routes) {
      const got = await ask(route);
      if (JSON.stringify(got) !== JSON.stringify(expected)) wrong.push([route.name, got]);
    }
    expect(wrong).toEqual([]);
    expect(routes.length).toBeGreaterThan(0);
  };
  const withBody = (): Route[] => surface.routes.filter((route) => route.body);
  // Without their signature, links of files answer 403 whatever the id: nobody learns which there are.
  const signedLink = (path: string): boolean => path.startsWith('/v1/attachments/') || path.endsWith('/archive');
  const withId = (): Route[] => surface.routes.filter((route) => route.path.includes('{') && !signedLink(route.path));
  /** The parameters that must be there, as ids nobody has. */
  const asks = ({ parameters }: Route): string => {
    const needed = parameters.filter((one) => one.in === 'query' && one.required);
    return needed.length > 0 ? `?${needed.map(({ name }) => `${name}=${randomUUID()}`).join('&')}` : '';
  };
  const said = async (route: Route, path: string, ask: object): Promise<[number, string]> => {
    const { status, body } = await surface.call<Problem>(route.method, path, ask);
    return [status, body.code];
  };

  it('asks for a token', async () => {
    const guarded = surface.routes.filter((route) => !route.public && route.name !== 'POST /v1/auth/refresh');
    await each(guarded, (route) => said(route, filled(route), {}), [401, 'unauthenticated']);
    await each(guarded, (route) => said(route, filled(route), { token: 'not.a.token' }), [401, 'token_invalid']);
    expect((await surface.call('POST', '/v1/auth/refresh')).status).toBe(401);
  });

  it('refuses what is no JSON', async () => {
    for (const raw of ['{', '{"a":', 'hello', '"text"', '{"a":1}}', "{'a':1}"])
      await each(withBody(), (route) => said(route, filled(route), { raw, token: surface.tokenFor(route) }), [
        400,
        'malformed_json',
      ]);
  });

  it('refuses a body over 256 KB', async () => {
    const raw = JSON.stringify({ text: 'x'.repeat(257 * 1024) });
    // A journey's steps come ten thousand at a time.
    const small = withBody().filter((route) => route.path !== '/v1/touchpoints');
    await each(small, (route) => said(route, filled(route), { raw, token: surface.tokenFor(route) }), [413, 'payload_too_large']);
  });

  it('refuses a body that is no object', async () => {
    await each(withBody(), (route) => said(route, filled(route), { raw: '[]', token: surface.tokenFor(route) }), [
      422,
      'invalid_request',
    ]);
  });

  it('refuses unknown fields by a JSON Pointer, also names that objects have by themselves', async () => {
    for (const name of ['no/such~field', '__proto__', 'constructor']) {
      const pointer = `/${name.replace('~', '~0').replace('/', '~1')}`;
      const ask = async (route: Route): Promise<unknown> => {
        const raw = `{${JSON.stringify(name)}:{"polluted":true}}`;
        const { status, body } = await surface.call<Problem>(route.method, filled(route), {
          raw,
          token: surface.tokenFor(route),
        });
        return [status, body.errors?.some((one) => one.pointer === pointer)];
      };
      await each(withBody(), ask, [422, true]);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('refuses every field of a wrong type by a JSON Pointer', async () => {
    const wrong: unknown[] = [];
    for (const route of withBody())
      for (const [name, schema] of Object.entries(route.body!.properties ?? {})) {
        const asked = { body: { [name]: ofWrongType(schema) }, token: surface.tokenFor(route) };
        const { status, body } = await surface.call<Problem>(route.method, filled(route), asked);
        if (status !== 422 || !body.errors?.some((one) => one.pointer.startsWith(`/${name}`)))
          wrong.push([route.name, name, status]);
      }
    expect(wrong).toEqual([]);
  });

  it('refuses a body without a field that is required', async () => {
    const wrong: unknown[] = [];
    for (const route of withBody())
      for (const name of route.body!.required ?? []) {
        const { [name]: _left, ...rest } = (validBodies[route.name] ?? {}) as Record<string, unknown>;
        const { status, body } = await surface.call<Problem>(route.method, filled(route), {
          body: rest,
          token: surface.tokenFor(route),
        });
        if (status !== 422 || !body.errors?.some((one) => one.pointer === `/${name}`)) wrong.push([route.name, name, status]);
      }
    expect(wrong).toEqual([]);
  });

  it('refuses query parameters that are unknown or of a wrong type', async () => {
    const wrong: unknown[] = [];
    for (const route of surface.routes) {
      const queries = route.parameters.filter((one) => one.in === 'query');
      if (queries.length === 0) continue;
      const tries = [
        ['nosuch', 'nosuch=1'],
        ...queries
          .filter((one) => one.schema.type === 'integer')
          .flatMap(({ name }) => [
            [name, `${name}=x`],
            [name, `${name}=1.5`],
            [name, `${name}=-1`],
            [name, `${name}=1&${name}=2`],
          ]),
        ...queries.filter((one) => one.schema.format === 'uuid' || one.schema.enum).map(({ name }) => [name, `${name}=what`]),
      ];
      for (const [name, query] of tries) {
        const { status, body } = await surface.call<Problem>(route.method, `${filled(route)}?${query}`, {
          token: surface.tokenFor(route),
          ...(validBodies[route.name] ? { body: validBodies[route.name] } : {}),
        });
        if (status !== 422 || !body.errors?.some((one) => one.pointer === `?${name}`)) wrong.push([route.name, query, status]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('answers 404 for an id that nobody has, and for what is no id', async () => {
    for (const id of [randomUUID(), 'garbage', '0', "' OR 1=1 --", '\u0000', '🙂', '%', 'x'.repeat(2_000)])
      await each(
        withId(),
        (route) =>
          said(route, filled(route, id) + asks(route), {
            body: validBodies[route.name] ?? (route.body ? {} : undefined),
            token: surface.tokenFor(route),
          }),
        [404, 'not_found'],
      );
  });

  it('answers unknown routes and methods like everything else', async () => {
    for (const [method, path] of [
      ['GET', '/v1'],
      ['GET', '/v1/nothing'],
      ['POST', '/nothing/at/all'],
    ] as const)
      expect([path, (await surface.call(method, path)).status]).toEqual([path, 404]);
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    const wrong: unknown[] = [];
    for (const route of surface.routes)
      for (const method of methods) {
        const path = filled(route);
        if (surface.routes.some((one) => one.method === method && one.path === route.path)) continue;
        const { status } = await surface.call(method, path, { token: surface.tokens.admin });
        if (status !== 404 && status !== 405) wrong.push([method, path, status]);
      }
    expect(wrong).toEqual([]);
  });

  it('answers a path that cannot be decoded', async () => {
    expect(await surface.call('GET', '/v1/customers/%ED%A0%80', { token: surface.tokens.admin })).toMatchObject({
      status: 400,
      body: { code: 'malformed_request' },
    });
  });
});

function ofWrongType(schema: Schema): unknown {
  const types = [schema, ...(schema.anyOf ?? [])].flatMap((one) => one.type ?? []);
  // Text is the one thing that numbers, flags, lists and objects never are; an object is what texts and times never are.
  return types.includes('string') || schema.enum ? { wrong: true } : schema.anyOf || schema.$ref ? 42 : 'wrong';
}
