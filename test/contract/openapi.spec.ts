import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/contracts/errors.js';
import { operations } from '../../src/contracts/operations.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { refsIn, target } from './shapes.js';
import { startSurface, type Surface } from './surface.js';

describe('the description of the HTTP surface', () => {
  let surface: Surface;
  beforeAll(async () => {
    surface = await startSurface();
  });
  afterAll(() => surface.stop());

  it('is OpenAPI 3.1 whose references all lead somewhere', () => {
    const { document } = surface;
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Throughline', version: expect.any(String) });
    const broken = refsIn(document).filter(({ ref }) => target(document, ref) === undefined);
    expect(broken).toEqual([]);
    expect(refsIn(document).length).toBeGreaterThan(100);
  });

  it('has schemas that are valid JSON Schema', () => {
    const { document, check } = surface;
    for (const schema of Object.values(document.components.schemas)) expect(() => check(schema, {})).not.toThrow();
  });

  it('names every route that the running server has, and no other but pages for people', () => {
    const served = servedRoutes(surface)
      .filter((name) => !/^GET \/($|docs|openapi|problems)/.test(name))
      .sort();
    expect(surface.routes.map((route) => route.name).sort()).toEqual(served);
    expect(served.length).toBeGreaterThan(80);
  });

  it('has one row of contracts/operations for each route', () => {
    const described = new Set(surface.routes.map((route) => route.name));
    expect([...described].filter((name) => !operations[name])).toEqual([]);
    // Rows of routes that another build has are told apart from mistakes here.
    expect(Object.keys(operations).filter((name) => !described.has(name))).toEqual([]);
  });

  it('says of each route what a caller needs: tag, summary, security, parameters, answers', () => {
    const ids = new Set<string>();
    for (const route of surface.routes) {
      expect(route).toMatchObject({ tags: [expect.any(String)], security: expect.any(Array) });
      expect(route.summary.length).toBeGreaterThan(3);
      expect(ids.has(route.operationId)).toBe(false);
      ids.add(route.operationId);
      const inPath = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      expect(route.parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
      for (const parameter of route.parameters) expect(parameter.schema).toMatchObject({ type: expect.any(String) });
      const success = Object.keys(route.responses).filter((status) => status.startsWith('2'));
      expect(success.length).toBeGreaterThan(0);
      expect(route.responses['default']?.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('marks as public exactly the doors that need no token', async () => {
    const open = surface.routes.filter((route) => route.public).map((route) => route.name);
    expect(open.sort()).toEqual([
      'GET /asyncapi.json',
      'GET /health/live',
      'GET /health/ready',
      'GET /metrics',
      'GET /v1/attachments/{id}',
      'GET /v1/attachments/{id}/thumbnail',
      'GET /v1/exports/{exportId}/archive',
      'GET /v1/inboxes/{inbox}/webhook',
      'POST /v1/auth/login',
      'POST /v1/auth/logout',
      'POST /v1/inboxes/{inbox}/voice',
      'POST /v1/inboxes/{inbox}/voice/{what}',
      'POST /v1/inboxes/{inbox}/webhook',
      'POST /v1/widget/sessions',
    ]);
  });

  it('describes bodies and queries by the rules that check them', () => {
    const schema = (name: string) => surface.document.components.schemas[name]!;
    expect(schema('PostMessageBody')).toMatchObject({
      required: ['externalId', 'from', 'text'],
      additionalProperties: false,
      properties: {
        text: { type: 'string', maxLength: 100_000 },
        from: { $ref: '#/components/schemas/PostMessageFrom' },
        occurredAt: { type: ['string', 'null'], format: 'date-time' },
      },
    });
    expect(schema('NewQueueBody')).toMatchObject({
      required: ['key', 'name'],
      properties: { firstReplyTargetMs: { type: ['integer', 'null'] }, offerMode: { enum: ['offer', 'assign', 'broadcast'] } },
    });
    const list = surface.routes.find((route) => route.name === 'GET /v1/conversations')!;
    expect(Object.fromEntries(list.parameters.map((one) => [one.name, one.schema.type]))).toMatchObject({
      status: 'string',
      assignee: 'string',
      queue: 'string',
      customer: 'string',
      cursor: 'string',
      limit: 'integer',
    });
    expect(list.parameters.find((one) => one.name === 'limit')!.schema).toMatchObject({ minimum: 1, maximum: 100, default: 50 });
  });

  it('names every error code', () => {
    const { code } = surface.document.components.schemas['Problem']!.properties!;
    expect(code!.enum).toEqual(Object.keys(errorCodes));
  });

  it('is shown at /docs under the content security policy', async () => {
    const page = await fetch(`${surface.app.url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    // No script in the page itself: the policy would refuse it.
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>\s*\S/);
    for (const [, source] of html.matchAll(/<script[^>]*src="([^"]+)"/g))
      expect((await fetch(new URL(source!, page.url))).status).toBe(200);
  });

  it('speaks of the version that package.json has', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
    expect(surface.document.info.version).toBe(version);
  });
});

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
}

/** What the router itself knows. */
function servedRoutes(surface: Surface): string[] {
  const express = surface.app.app.nest.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return express.router.stack.flatMap(({ route }) =>
    route
      ? [route.path]
          .flat()
          .flatMap((path) =>
            Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${path.replace(/:(\w+)/g, '{$1}')}`),
          )
      : [],
  );
}
