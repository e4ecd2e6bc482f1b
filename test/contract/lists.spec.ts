import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filled, type Route, startSurface, type Surface } from './surface.js';

interface Page {
  data: { id: string }[];
  meta: { hasMore: boolean; nextCursor: string | null };
}

const many = 23;

describe('lists', () => {
  let surface: Surface;
  let lists: Route[];
  let ids: Record<string, string>;

  beforeAll(async () => {
    surface = await startSurface();
    ids = await fill(surface);
    // The rows of an import are walked by the import's own test: nothing is imported here.
    const here = surface.routes.filter((route) => !route.path.startsWith('/v1/customers/imports/'));
    lists = here.filter((route) => route.parameters.some((one) => one.name === 'cursor'));
  });
  afterAll(() => surface.stop());

  const pathOf = (route: Route): string => {
    const path = filled(route, ids[route.path.split('/')[2]!]);
    const asked = { externalId: 'externalId=many-1&', q: 'q=nowhere&' };
    const needed = route.parameters.flatMap((one) =>
      one.required || one.name === 'externalId' ? (asked[one.name as 'q'] ?? []) : [],
    );
    return `${path}?${needed.join('')}`;
  };
  const get = async (path: string) => surface.call<Page>('GET', path, { token: surface.tokens.admin });

  async function walk(path: string, limit: number): Promise<{ ids: string[]; pages: number }> {
    const found: string[] = [];
    for (let pages = 1, cursor = ''; ; pages++) {
      const { status, body } = await get(`${path}limit=${limit}${cursor && `&cursor=${cursor}`}`);
      expect([path, status]).toEqual([path, 200]);
      expect(body.data.length).toBeLessThanOrEqual(limit);
      found.push(...body.data.map((one) => one.id));
      expect(body.meta.hasMore).toBe(body.meta.nextCursor !== null);
      if (!body.meta.nextCursor) return { ids: found, pages };
      cursor = body.meta.nextCursor;
    }
  }

  it('walks every list to its end, each thing exactly once', async () => {
    const walked: Record<string, number> = {};
    for (const route of lists) {
      const whole = await walk(pathOf(route), 100);
      const small = await walk(pathOf(route), 7);
      expect([route.name, small.ids]).toEqual([route.name, whole.ids]);
      expect(new Set(small.ids).size).toBe(small.ids.length);
      walked[route.name] = small.ids.length;
    }
    const long = ['conversations', 'customers', 'audit', 'skills', 'queues/{id}/waiting'];
    for (const name of [...long, 'customers/{id}/thread', 'conversations/{id}/messages'])
      expect([name, walked[`GET /v1/${name}`]! >= many]).toEqual([name, true]);
  });

  it('shows nothing twice and misses nothing old while new things come in', async () => {
    const before = (await walk('/v1/customers?', 100)).ids;
    const first = await get('/v1/customers?limit=10');
    await write(surface, 'meanwhile', 'meanwhile@shop.test');
    const seen = [...first.body.data.map((one) => one.id)];
    for (let { nextCursor } = first.body.meta; nextCursor;) {
      const { body } = await get(`/v1/customers?limit=10&cursor=${nextCursor}`);
      seen.push(...body.data.map((one) => one.id));
      nextCursor = body.meta.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
  });

  it('refuses pages over 100 and under 1', async () => {
    for (const route of lists)
      for (const limit of [101, 0, -1, 1_000_000_000])
        expect([route.name, (await get(`${pathOf(route)}limit=${limit}`)).status]).toEqual([route.name, 422]);
  });

  it('refuses cursors that it never gave', async () => {
    const forged = [
      'x',
      'bm90IGpzb24',
      encode(['not-an-id']),
      encode([]),
      encode(['a', 'b', 'c']),
      encode([null]),
      encode([ids['customers'], 'x']),
    ];
    for (const route of lists)
      for (const cursor of forged) {
        const { status, body } = await surface.call<{ code: string }>('GET', `${pathOf(route)}cursor=${cursor}`, {
          token: surface.tokens.admin,
        });
        expect([route.name, cursor, status, body.code]).toEqual([route.name, cursor, 400, 'bad_cursor']);
      }
  });
});

const encode = (parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

async function write({ call, tokens }: Surface, externalId: string, from: string) {
  const body = { externalId, from: { kind: 'email', value: from }, text: `message ${externalId}` };
  const posted = await call<{ message: { conversationId: string; customerId: string } }>(
    'POST',
    '/v1/inboxes/demo-api/messages',
    { body, token: tokens.integration },
  );
  return posted.body.message;
}

async function fill(surface: Surface): Promise<Record<string, string>> {
  const admin = { token: surface.tokens.admin };
  for (let n = 0; n < many; n++) {
    await write(surface, `many-${n}`, `many-${n}@shop.test`);
    await write(surface, `one-${n}`, 'one@shop.test');
    await surface.call('POST', '/v1/skills', { ...admin, body: { key: `skill-${n}`, name: `Skill ${n}` } });
  }
  const one = await write(surface, 'one-last', 'one@shop.test');
  const queues = await surface.call<Page>('GET', '/v1/queues', admin);
  return { conversations: one.conversationId, customers: one.customerId, queues: queues.body.data[0]!.id };
}
