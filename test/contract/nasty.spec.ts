import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filled, type Route, startSurface, type Surface } from './surface.js';
import { validBodies } from './valid-bodies.js';

/** As JSON text, so that what JavaScript would tidy up on the way out arrives as it is. */
const nasty = [
  'null',
  'true',
  '-1',
  '0',
  '1e308',
  '9007199254740993',
  '2147483648',
  '1.5',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u202eRTL \\u0627\\u0644"',
  '"👩‍👩‍👧‍👦"',
  '"\'; DROP TABLE customers; --"',
  '"\\\\u0000"',
  '"%s%n{{7*7}}${1+1}"',
  '"2100-01-01T00:00:00Z"',
  '"99999-99-99"',
  '"+275760-09-13T00:00:00.001Z"',
  '"00000000-0000-0000-0000-000000000000"',
  '"me"',
  `"${'x'.repeat(100_000)}"`,
  `"${'🙂'.repeat(20_000)}"`,
  '[]',
  '[null]',
  '[[[]]]',
  '["a","a"]',
  '[{"a":1}]',
  '{}',
  '{"a":{"b":null}}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"x":1}}}',
  '{"toString":1,"valueOf":null,"hasOwnProperty":false,"length":-1}',
  '{"\\u0000":"\\u0000","\\ud800":"\\ud800"}',
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
];

const inPlaces = [
  '%00',
  '%0d%0a',
  '..%2f..%2fetc',
  "'%20OR%201=1",
  '%F0%9F%99%82',
  '%E2%80%AE',
  '-1',
  '1e999',
  'null',
  '__proto__',
  'constructor',
  '%ED%A0%80',
  '%',
  'x'.repeat(5_000),
];

/** The answers only have to be answers: never a 5xx, and whatever is refused is a complete problem document. */
describe('nasty values, at every route', () => {
  let surface: Surface;
  let wrong: unknown[];
  /** Ids that exist, so that values get past the look-ups and reach the statements. */
  let known: Record<string, string>;

  beforeAll(async () => {
    surface = await startSurface();
    known = await stand(surface);
  });
  afterAll(() => surface.stop());

  const send = async (route: Route, path: string, raw?: string): Promise<void> => {
    const { status } = await surface
      .call(route.method, path, { raw, token: route.public ? null : surface.tokenFor(route) })
      .catch((error: Error) => ({ status: error.message }));
    if (typeof status !== 'number' || status >= 500) wrong.push([route.name, path.slice(0, 100), raw?.slice(0, 120), status]);
  };
  const standing = (route: Route): string => filled(route, known[route.path.split('/')[2]!]);

  it('in every field of a body', async () => {
    wrong = [];
    for (const route of surface.routes.filter((one) => one.body))
      for (const name of Object.keys(route.body!.properties ?? {}))
        // Together: they meet each other in the statements too.
        await Promise.all(
          nasty.map(async (value) => {
            const rest = Object.entries(validBodies[route.name] ?? {}).filter(([key]) => key !== name);
            const fields = [
              ...rest.map(([key, one]) => `${JSON.stringify(key)}:${JSON.stringify(one)}`),
              `${JSON.stringify(name)}:${value}`,
            ];
            await send(route, standing(route), `{${fields.join(',')}}`);
          }),
        );
    expect(wrong).toEqual([]);
  }, 600_000);

  it('instead of a body', async () => {
    wrong = [];
    for (const route of surface.routes.filter((one) => one.method !== 'GET' && one.method !== 'DELETE'))
      for (const value of nasty) await send(route, standing(route), value);
    expect(wrong).toEqual([]);
  }, 300_000);

  it('in every query parameter', async () => {
    wrong = [];
    for (const route of surface.routes.filter((one) => one.method === 'GET'))
      for (const name of [...route.parameters.filter((one) => one.in === 'query').map((one) => one.name), 'nosuch', '__proto__'])
        for (const value of [...inPlaces, '9007199254740993', '2147483648', '1e300', ...forgedCursors])
          await send(route, `${standing(route)}?${name}=${value}`);
    expect(wrong).toEqual([]);
  }, 300_000);

  it('in the path', async () => {
    wrong = [];
    for (const route of surface.routes.filter((one) => one.path.includes('{')))
      for (const value of inPlaces)
        await send(route, route.path.replace(/\{[^}]+\}/g, value), route.body && JSON.stringify(validBodies[route.name] ?? {}));
    expect(wrong).toEqual([]);
  }, 300_000);

  it('leaves a server that works', async () => {
    expect((await surface.call('GET', '/health/ready')).body).toMatchObject({ status: 'ok' });
    expect((await surface.call('GET', '/v1/me', { token: surface.tokens.admin })).body).toMatchObject({ role: 'admin' });
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });
});

const forgedCursors = [
  ['x'],
  ['\u0000'],
  [1e300],
  ['99999999999999999999'],
  ['00000000-0000-0000-0000-000000000000'],
  [{}],
  ['a', 'b'],
].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));

/** One of each thing, so that the ids in paths exist. */
async function stand({ call, tokens }: Surface): Promise<Record<string, string>> {
  const { body } = await call<{ message: { conversationId: string; customerId: string } }>(
    'POST',
    '/v1/inboxes/demo-api/messages',
    {
      body: { externalId: 'standing', from: { kind: 'email', value: 'standing@shop.test' }, text: 'hello' },
      token: tokens.integration,
    },
  );
  const admin = { token: tokens.admin };
  const first = async (path: string): Promise<string> =>
    (await call<{ data: { id: string }[] }>('GET', path, admin)).body.data[0]!.id;
  const reply = await call<{ id: string }>('POST', '/v1/canned-replies', {
    ...admin,
    body: { key: 'nasty', title: 'Nasty', text: 'text' },
  });
  const key = await call<{ id: string }>('POST', '/v1/api-keys', { ...admin, body: { name: 'Nasty' } });
  const agent = await call<{ id: string }>('POST', '/v1/agents', {
    ...admin,
    body: { email: 'nasty@demo.test', name: 'Nasty', role: 'agent', password: 'nasty-nasty-nasty' },
  });
  return {
    conversations: body.message.conversationId,
    customers: body.message.customerId,
    agents: agent.body.id,
    skills: await first('/v1/skills'),
    queues: await first('/v1/queues'),
    inboxes: await first('/v1/inboxes'),
    'canned-replies': reply.body.id,
    'api-keys': key.body.id,
  };
}
