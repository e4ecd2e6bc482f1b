import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DrawerShelf } from '../../../../src/channels/drawers/drawer-shelf.js';
import { Connections } from '../../../../src/channels/inboxes/connections.service.js';
import { capabilitiesOf } from '../../../../src/contracts/channels.js';
import { pigeon } from '../../../contract/drawers/pigeon.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

interface Shown {
  id: string;
  provider: string | null;
  settings: Record<string, unknown>;
  secrets: string[];
  webhookUrl: string | null;
  version: number;
  code?: string;
  errors?: { pointer: string; detail: string }[];
}

describe('an inbox and its vendor', () => {
  let app: TestApp;
  let admin: Caller;
  let queueId: string;
  let made = 0;

  beforeAll(async () => {
    app = await startApp({ env: { PUBLIC_URL: 'https://desk.example' } });
    app.get(DrawerShelf).add(pigeon);
    queueId = await aQueue(app.db);
    admin = await aSignedIn(app, 'admin');
  });
  afterAll(() => app.stop());

  const good = { channel: 'line', provider: 'pigeon', settings: { loft: 'http://loft' }, secrets: { ring: 'a-ring-of-copper' } };
  const create = (more: object) =>
    admin.call<Shown>('/v1/inboxes', 'POST', { key: `box-${++made}`, name: 'Box', queueId, ...good, ...more });
  const change = (id: string, body: object) => admin.call<Shown>(`/v1/inboxes/${id}`, 'PATCH', body);
  const faults = async (more: object) => {
    const { status, body } = await create(more);
    return [status, body.errors?.map((one) => one.pointer)];
  };
  const secretsOf = async (id: string) => (await app.get(Connections).open(id))?.connection.secrets;

  it('keeps secrets sealed and shows their names alone', async () => {
    const { status, body } = await create({});
    expect([status, body.provider, body.secrets]).toEqual([201, 'pigeon', ['ring']]);
    expect(body.webhookUrl).toBe(`https://desk.example/v1/inboxes/${body.id}/webhook`);
    expect(JSON.stringify(body)).not.toContain('copper');
    const [row] = await app.db.query<{ connection_sealed: Buffer }>('SELECT connection_sealed FROM inboxes WHERE id = $1', [
      body.id,
    ]);
    expect(row!.connection_sealed.toString('latin1')).not.toContain('copper');
    expect(await secretsOf(body.id)).toEqual({ ring: 'a-ring-of-copper' });
    expect(JSON.stringify(await app.db.query('SELECT * FROM audit_log'))).not.toContain('copper');
  });

  it('lays single secrets over those that are kept, and takes one away by null', async () => {
    const { body } = await create({});
    expect((await change(body.id, { secrets: { spare: 'wire' } })).body.secrets).toEqual(['ring', 'spare']);
    expect(await secretsOf(body.id)).toEqual({ ring: 'a-ring-of-copper', spare: 'wire' });
    expect((await change(body.id, { settings: { loft: 'http://other' } })).body.settings).toEqual({ loft: 'http://other' });
    expect((await change(body.id, { secrets: { spare: null, ring: 'a-ring-of-silver' } })).body.secrets).toEqual(['ring']);
    expect(await secretsOf(body.id)).toEqual({ ring: 'a-ring-of-silver' });
  });

  it('changes nothing where a part of it is wrong', async () => {
    const { body } = await create({});
    const refused = await change(body.id, { name: 'New name', secrets: { ring: null } });
    expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, '/secrets/ring']);
    expect((await admin.call<Shown & { name: string }>(`/v1/inboxes/${body.id}`)).body).toMatchObject({
      name: 'Box',
      version: 1,
    });
    expect(await secretsOf(body.id)).toEqual({ ring: 'a-ring-of-copper' });
  });

  it('refuses what its drawer does not know, by field', async () => {
    expect(await faults({ settings: {} })).toEqual([422, expect.arrayContaining(['/settings/loft'])]);
    expect(await faults({ settings: { loft: 'x', wings: 2 } })).toEqual([422, ['/settings/wings']]);
    expect(await faults({ secrets: {} })).toEqual([422, expect.arrayContaining(['/secrets/ring'])]);
    expect(await faults({ secrets: { ring: 'short' } })).toEqual([422, ['/secrets/ring']]);
    expect(await faults({ secrets: { ring: 'a-ring-of-copper', claw: 'x' } })).toEqual([422, ['/secrets/claw']]);
    expect(await faults({ provider: 'crow' })).toEqual([422, ['/provider']]);
    expect(await faults({ channel: 'webchat', provider: undefined, settings: undefined })).toEqual([422, ['/secrets/ring']]);
    expect(await faults({ channel: 'webchat', provider: 'pigeon' })).toEqual([422, ['/provider']]);
  });

  it('has templates where its channel has a use for them, each numbered as it says', async () => {
    const template = { name: 'hello', language: 'en', body: 'Hello {{1}}, it is {{2}}', variables: 2 };
    const possible = capabilitiesOf('line', 'pigeon')!.templates;
    expect(await faults({ templates: [template] })).toEqual(possible ? [201, undefined] : [422, ['/templates']]);
    const { settings, secrets } = { settings: {}, secrets: {} };
    const box = await create({ channel: 'webchat', provider: undefined, settings, secrets });
    expect([box.status, box.body.webhookUrl]).toEqual([201, null]);
    expect((await change(box.body.id, { templates: [template] })).status).toBe(422);
    const { body } = await admin.call(`/v1/inboxes/${box.body.id}/templates`);
    expect(body).toEqual({ data: [] });
  });
});
