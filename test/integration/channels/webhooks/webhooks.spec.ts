import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DrawerShelf } from '../../../../src/channels/drawers/drawer-shelf.js';
import { carried, pigeon, ring } from '../../../contract/drawers/pigeon.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { createDatabase, type TestDatabase } from '../../../support/database.js';
import { until } from '../../../support/until.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';

interface Cable {
  url: string;
  cut(): void;
}

/** The way to the database, to be cut. */
async function aCable(url: string): Promise<Cable> {
  const to = new URL(url);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => [near, far].forEach((one) => one.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const through = new URL(url);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: through.href,
    cut() {
      server.close();
      for (const end of ends) end.destroy();
    },
  };
}

describe('the door of vendors', () => {
  let app: TestApp;
  let admin: Caller;
  let inboxId: string;
  let database: TestDatabase;
  let cable: Cable;

  beforeAll(async () => {
    database = await createDatabase();
    cable = await aCable(database.url);
    app = await startApp({ database: { ...database, url: cable.url } });
    app.get(DrawerShelf).add(pigeon);
    admin = await aSignedIn(app, 'admin');
    inboxId = await anInboxOf('loft');
  });
  afterAll(async () => {
    await app.stop();
    cable.cut();
    await database.drop();
  });

  const anInboxOf = async (key: string): Promise<string> => {
    const connection = { provider: 'pigeon', settings: { loft: 'http://127.0.0.1:1' }, secrets: { ring } };
    const { body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
      ...{ key, name: key, channel: 'line', queueId: await aQueue(app.db), ...connection },
    });
    return body.id;
  };
  const at = (path = `/v1/inboxes/${inboxId}/webhook`) => app.url + path;
  const note = (id: string, more: object = {}) => carried([{ id, kind: 'says', from: 'dove', text: id, ...more }]);
  const stored = async (): Promise<number> => (await app.db.query('SELECT 1 FROM inbound_deliveries')).length;

  it('answers the vendor’s question, and nobody else’s', async () => {
    const asked = await fetch(at(`/v1/inboxes/loft/webhook?ring=${ring}&echo=a%20b`));
    expect([asked.status, await asked.text()]).toEqual([200, 'a b']);
    const wrong = await fetch(at(`/v1/inboxes/loft/webhook?ring=other&echo=x`));
    expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([401, 'not_verified']);
  });

  it('says yes after commit, to the bytes and not to what they call themselves', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense']) {
      const { headers, ...call } = note(`as ${type}`);
      const answer = await fetch(at(), { ...call, headers: { ...headers, 'content-type': type } });
      expect([type, answer.status, await answer.text()]).toEqual([type, 200, '']);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await app.db.query('SELECT 1 AS found FROM inbound_deliveries WHERE external_id = $1', [`as ${type}`])).toHaveLength(
        1,
      );
    }
  });

  it('stores what came sealed', async () => {
    await fetch(at(), note('sealed', { text: 'the secret words' }));
    const [row] = await app.db.query<{ raw_sealed: Buffer; order_key: string }>(
      `SELECT raw_sealed, order_key FROM inbound_deliveries WHERE external_id = 'sealed'`,
    );
    expect([row!.raw_sealed.includes('secret'), row!.order_key]).toEqual([false, 'dove']);
  });

  it('keeps no answers: an Idempotency-Key is the vendor’s own business', async () => {
    for (const id of ['k1', 'k2']) {
      const { headers, ...call } = note(id);
      const answer = await fetch(at(), { ...call, headers: { ...headers, 'idempotency-key': 'same' } });
      expect(answer.status).toBe(200);
    }
    expect(await app.db.query('SELECT 1 FROM idempotency_keys')).toEqual([]);
  });

  it('bounds ids, and what no column can hold', async () => {
    const answer = await fetch(
      at(),
      carried([{ id: `x\0${'y'.repeat(5_000)}`, kind: 'says', from: 'dove\0', text: 'nul \0 inside' }]),
    );
    expect(answer.status).toBe(200);
    await until('the message', async () => {
      const rows = await app.db.query(
        `SELECT 1 FROM inbound_deliveries WHERE external_id LIKE 'sha256:%' AND state <> 'received'`,
      );
      return rows.length === 1;
    });
  });

  it('takes many calls at once, whole', async () => {
    const before = await stored();
    const calls = Array.from({ length: 150 }, (_none, n) =>
      fetch(at(), carried([{ id: `c${n}a`, kind: 'says', from: `f${n}`, text: 'x' }, { id: `c${n}b` }])),
    );
    const answers = await Promise.all(calls);
    expect(answers.every((one) => one.status === 200)).toBe(true);
    expect((await stored()) - before).toBe(300);
  });

  it('is closed where the inbox is, has no drawer, or is none', async () => {
    const closed = await anInboxOf('closed');
    await admin.call(`/v1/inboxes/${closed}`, 'DELETE');
    const chat = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
      key: 'chat',
      name: 'Chat',
      channel: 'webchat',
      queueId: await aQueue(app.db),
    });
    for (const inbox of [closed, chat.body.id, 'no-such-inbox']) {
      expect((await fetch(at(`/v1/inboxes/${inbox}/webhook`), note('nowhere'))).status).toBe(404);
      expect((await fetch(at(`/v1/inboxes/${inbox}/webhook`))).status).toBe(404);
    }
  });

  it('lets nobody guess without end; the vendor still comes in', async () => {
    const forged = () => fetch(at(), carried([{ id: 'forged' }], 'another-ring'));
    const statuses = new Set<number>();
    let last: Response | undefined;
    for (let n = 0; n < 40; n++) statuses.add((last = await forged()).status);
    expect(statuses).toEqual(new Set([401, 429]));
    expect([last!.status, last!.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect((await fetch(at(), note('genuine'))).status).toBe(200);
  });

  it('says no while the database is away: nothing is promised that is not kept', async () => {
    expect((await fetch(at(), note('before'))).status).toBe(200);
    cable.cut();
    const answer = await fetch(at(), note('lost'));
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, 'unavailable']);
  });
});
