import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MergeCustomers } from '../../../src/conversations/merge-customers.service.js';
import { ExpectMedia } from '../../../src/conversations/attachments/expect-media.service.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { Forgetters } from '../../../src/customers/forgetters.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { sha256 } from '../../../src/platform/secrets/secrets.js';
import { BlobStore } from '../../../src/platform/storage/blob-store.js';
import { type TestApp, startApp } from '../../support/app.js';
import { aQueue, anInbox } from '../../support/builders.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { atTheDoorOf } from './at-the-door.js';

let database: TestDatabase;
let app: TestApp;
let inboxId: string;
let admin: string;
let ana: string;
let { call, signedIn, write } = {} as ReturnType<typeof atTheDoorOf>;

beforeAll(async () => {
  database = await createDatabase();
  app = await startApp({ database });
  const queueId = await aQueue(app.db);
  inboxId = await anInbox(app.db, { queueId, channel: 'api' });
  ({ call, signedIn, write } = atTheDoorOf(() => app, inboxId));
  admin = await signedIn('admin');
  ana = await signedIn('agent');
});
afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** Everywhere in the database where a word is found: `table.column`. */
async function findEverywhere(word: string): Promise<string[]> {
  const columns = await app.db.query<{ t: string; c: string }>(
    `SELECT table_name AS t, column_name AS c FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND (data_type IN ('text', 'jsonb', 'ARRAY', 'tsvector', 'bytea'))`,
  );
  const found: string[] = [];
  for (const { t, c } of columns) {
    const rows = await app.db.query(`SELECT 1 FROM "${t}" WHERE strpos(lower("${c}"::text), lower($1)) > 0 LIMIT 1`, [word]);
    if (rows.length > 0) found.push(`${t}.${c}`);
  }
  return found;
}

describe('consent', () => {
  it('is refused until it is given, holds at once, and is kept in the audit log', async () => {
    const { customerId } = await write('consent@shop.test', 'hello');
    const at = `/customers/${customerId}/consents`;
    const refused = await call('GET', `${at}/marketing`, ana);
    expect(refused).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', purpose: 'marketing', reason: 'never_given' },
    });
    const audited = await app.db.query(`SELECT data FROM audit_log WHERE action = 'consent.missing' AND subject_id = $1`, [
      customerId,
    ]);
    expect(audited).toEqual([{ data: { purpose: 'marketing', reason: 'never_given' } }]);
    expect((await call('POST', at, ana, { purpose: 'marketing', granted: true, source: 'form 3' })).status).toBe(201);
    expect((await call('GET', `${at}/marketing`, ana)).body).toEqual({ purpose: 'marketing', granted: true });
    await call('POST', at, ana, { purpose: 'marketing', granted: false });
    expect((await call('GET', `${at}/marketing`, ana)).body).toMatchObject({ reason: 'withdrawn' });
    expect((await call('GET', at, ana)).body.history).toHaveLength(2);
    expect((await call('POST', at, ana, { purpose: 'Mark eting', granted: true })).status).toBe(422);
  });

  it('is stated by the page that opens a widget session, once', async () => {
    const key = `web-${randomUUID()}`;
    await anInbox(app.db, { queueId: await aQueue(app.db), key });
    const open = (visitorToken?: string) =>
      call('POST', '/widget/sessions', '', { inboxKey: key, visitorToken, consent: { pages: true, marketing: false } });
    const first = await open();
    expect(first.status).toBe(201);
    await open(first.body.visitorToken);
    const said = await app.db.query('SELECT purpose, granted, source FROM consents WHERE customer_id = $1 ORDER BY purpose', [
      first.body.customer.id,
    ]);
    expect(said).toEqual([
      { purpose: 'marketing', granted: false, source: 'widget' },
      { purpose: 'pages', granted: true, source: 'widget' },
    ]);
  });

  it('the stricter word holds after a merge, until something is said anew; an undo gives both back', async () => {
    const [one, other] = [await write('yes@shop.test', 'a'), await write('no@shop.test', 'b')];
    const granted = async (id: string): Promise<boolean> =>
      (await call('GET', `/customers/${id}/consents`, ana)).body.granted.profiling;
    const say = (id: string, yes: boolean) =>
      call('POST', `/customers/${id}/consents`, ana, { purpose: 'profiling', granted: yes });
    await say(one.customerId, true);
    await say(other.customerId, false);
    const merge = await call('POST', `/customers/${one.customerId}/merge`, admin, { from: other.customerId, reason: 'same' });
    expect(await granted(one.customerId)).toBe(false);
    await call('POST', `/merges/${merge.body.mergeId}/undo`, admin);
    expect([await granted(one.customerId), await granted(other.customerId)]).toEqual([true, false]);
    await call('POST', `/customers/${one.customerId}/merge`, admin, { from: other.customerId, reason: 'same' });
    await say(other.customerId, true);
    expect(await granted(one.customerId)).toBe(true);
  });
});

describe('card numbers and secrets', () => {
  it('are veiled in names of people and of files', async () => {
    const from = {
      kind: 'email',
      value: 'name@shop.test',
      name: 'Mei 4111 1111 1111 1111',
      display: 'Mei 4111111111111111',
      level: 'verified',
      joins: true,
    };
    const { customerId, messageId } = (await app
      .get(ReceiveMessage)
      .receive({ inboxId, channel: 'api', text: 'hello', externalId: randomUUID(), from: from as never }))!;
    const [row] = await app.db.query(
      'SELECT c.name, i.display FROM customers c JOIN identities i ON i.customer_id = c.id WHERE c.id = $1',
      [customerId],
    );
    expect(row).toEqual({ name: 'Mei •••• •••• •••• 1111', display: 'Mei ••••••••••••1111' });
    await call('PATCH', `/customers/${customerId}`, admin, { name: 'password: hunter22' });
    const references = [
      { kind: 'file' as const, reference: 'x', name: 'card 4111111111111111.pdf', contentType: 'application/pdf' },
    ];
    await app.db.transaction((tx) => app.get(ExpectMedia).expect(tx, { messageId, inboxId, references }));
    const kept = await app.db.query(
      'SELECT c.name, a.name AS file FROM customers c, attachments a WHERE c.id = $1 AND a.message_id = $2',
      [customerId, messageId],
    );
    expect(kept).toEqual([{ name: 'password: ••••••', file: 'card ••••••••••••1111.pdf' }]);
  });

  const card = '4111 1111 1111 1111';
  it('are stored by no door', async () => {
    const html = { html: '<p>4111 1111<b> 1111 1111</b></p>', quoted: 'my password is hunter22' };
    const first = await write('card@shop.test', `my card is ${card}`, { content: html, subject: `Card ${card}` });
    await write('card@shop.test', `again ${card}, cvv 737`);
    const at = `/conversations/${first.conversationId}`;
    const asked = { facts: [{ kind: 'order', value: card, label: 'card' }] };
    await write('card@shop.test', 'see the form', asked);
    for (const kind of ['reply', 'note'])
      expect((await call('POST', `${at}/messages`, admin, { kind, text: `${kind} ${card}` })).status).toBe(201);
    await call('POST', `${at}/promises`, admin, { text: `refund to ${card}` });
    await call('PATCH', at, admin, { subject: `About ${card}`, fields: { card } });
    await call('PATCH', `/customers/${first.customerId}`, admin, { attributes: { card } });
    await call('POST', `/customers/${first.customerId}/facts`, admin, { kind: 'contract', value: card });
    for (const word of [card, '4111', 'hunter22', 'cvv 737']) expect([word, await findEverywhere(word)]).toEqual([word, []]);
    const [message] = await app.db.query<{ text: string; content: object }>('SELECT text, content FROM messages WHERE id = $1', [
      first.messageId,
    ]);
    expect(message).toMatchObject({
      text: 'my card is •••• •••• •••• 1111',
      content: { masked: [{ kind: 'card', last4: '1111' }, { kind: 'password' }] },
    });
  });
});

/** The files of an archive as ustar holds them. */
function unpacked(tar: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; tar[at] !== 0 && at < tar.length;) {
    const name = tar
      .subarray(at, at + 100)
      .toString()
      .replace(/\0.*$/s, '');
    const size = parseInt(tar.subarray(at + 124, at + 135).toString(), 8);
    files.set(name, tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

describe('an export', () => {
  it('holds everything, says so in its manifest, goes on after an interruption, and expires', async () => {
    const { customerId, messageId } = await write('export@shop.test', 'Kangaroo boots, please');
    const body = Buffer.from('a picture of boots');
    await app.get(BlobStore).put('test/boots', body, 'image/png');
    await app.db.run(
      `INSERT INTO attachments (id, message_id, kind, state, name, content_type, size_bytes, sha256, storage_key) VALUES ($1, $2, 'image', 'stored', 'boots.png', 'image/png', $3, $4, 'test/boots')`,
      [randomUUID(), messageId, body.length, sha256(body)],
    );
    const at = `/customers/${customerId}/exports`;
    expect((await call('POST', at, ana)).status).toBe(403);
    // The process dies in the middle: the store takes the first pieces and no more.
    const store = app.get(BlobStore);
    const put = store.put.bind(store);
    let pieces = 0;
    store.put = (...given) => (++pieces > 4 ? Promise.reject(new Error('gone')) : put(...given));
    const asked = await call('POST', at, admin);
    expect(asked.status).toBe(202);
    const view = async () => (await call('GET', `${at}/${asked.body.id}`, admin)).body;
    await app.sweep();
    expect(await view()).toMatchObject({ state: 'running', url: null });
    store.put = put;
    await app.moveClock(200_000);
    admin = await signedIn('admin');
    await until('the archive', async () => (await app.sweep(), (await view()).state === 'done'));
    const done = await view();
    expect(done).toMatchObject({ progress: 1, counts: { messages: 1, files: 1, identities: 1 } });
    const download = await fetch(app.url + done.url);
    const bytes = Buffer.from(await download.arrayBuffer());
    expect([download.status, sha256(bytes)]).toEqual([200, done.sha256]);
    const files = unpacked(gunzipSync(bytes));
    const manifest = JSON.parse(files.get('manifest.json')!.toString()) as { files: { name: string; sha256: string }[] };
    expect(manifest.files.map((file) => sha256(files.get(file.name)!))).toEqual(manifest.files.map((file) => file.sha256));
    expect(files.get('messages.ndjson')!.toString()).toContain('Kangaroo boots');
    expect([...files].filter(([name]) => name.startsWith('files/')).map(([, file]) => file.toString())).toEqual([
      'a picture of boots',
    ]);
    expect((await fetch(`${app.url}/v1/exports/${asked.body.id}/archive?expires=1&signature=x`)).status).toBe(403);
    await app.db.run('UPDATE customer_exports SET expires_at = app_now() WHERE id = $1', [asked.body.id]);
    await app.sweep();
    expect(await view()).toMatchObject({ state: 'expired', url: null });
  });
});

describe('an erasure', () => {
  const words = ['Quokkaberg', 'zebulonia', 'erase@shop.test', 'other-erase@shop.test', 'A-77412'];
  let customerId: string;
  let otherId: string;

  it('counts first, survives an interruption, and leaves not a word', async () => {
    const first = await write('erase@shop.test', 'I live in Quokkaberg, my order is A-77412', {
      name: 'Zebulonia Quartz',
      subject: 'Quokkaberg',
      content: { html: '<p>Quokkaberg</p>' },
    });
    customerId = first.customerId;
    otherId = (await write('other-erase@shop.test', 'Quokkaberg again', { name: 'Zebulonia Quartz' })).customerId;
    const merge = await call('POST', `/customers/${customerId}/merge`, admin, { from: otherId, reason: 'both of Quokkaberg' });
    const at = `/conversations/${first.conversationId}`;
    await call('POST', `${at}/messages`, admin, { kind: 'note', text: 'Quokkaberg is far away' });
    await call('POST', `${at}/promises`, admin, { text: 'deliver to Quokkaberg' });
    await call('POST', `/customers/${customerId}/facts`, admin, { kind: 'contract', value: 'Quokkaberg' });
    await call('PATCH', `/customers/${customerId}`, admin, { attributes: { town: 'Quokkaberg' } });
    await call('POST', `/customers/${customerId}/consents`, admin, {
      purpose: 'marketing',
      granted: true,
      source: 'Quokkaberg fair',
    });
    await app.get(BlobStore).put('test/quokka', Buffer.from('Quokkaberg'), 'text/plain');
    await app.db.run(
      `INSERT INTO attachments (id, message_id, kind, state, name, content_type, size_bytes, sha256, storage_key) VALUES ($1, $2, 'file', 'stored', 'Quokkaberg.txt', 'text/plain', 10, 'x', 'test/quokka')`,
      [randomUUID(), first.messageId],
    );
    await app.sweep();
    expect((await findEverywhere('Quokkaberg')).length).toBeGreaterThan(5);

    expect((await call('POST', `/customers/${customerId}/erasure`, ana, { reason: 'no' })).status).toBe(403);
    const preview = await call('POST', `/customers/${customerId}/erasure?dryRun=true`, admin, { reason: 'asked' });
    expect(preview.body).toMatchObject({
      id: null,
      state: 'preview',
      counts: { messages: 3, attachments: 1, identities: 2, customers: 2 },
    });
    expect((await call('GET', `/customers/${customerId}`, admin)).body.name).toBe('Zebulonia Quartz');

    let times = 0;
    app.get(Forgetters).on('dies in the middle', () => (++times === 2 ? Promise.reject(new Error('killed')) : Promise.resolve()));
    const begun = await call('POST', `/customers/${customerId}/erasure`, admin, { reason: 'asked by letter' });
    expect(begun.status).toBe(202);
    await app.sweep();
    expect((await call('GET', `/erasures/${begun.body.id}`, admin)).body.state).toBe('running');
    // Another process takes over.
    await app.stop();
    app = await startApp({ database });
    await app.moveClock(400_000);
    admin = await signedIn('admin');
    await until(
      'the end',
      async () => (await app.sweep(), (await call('GET', `/erasures/${begun.body.id}`, admin)).body.state === 'done'),
    );

    const proof = (await call('GET', `/erasures/${begun.body.id}`, admin)).body;
    expect(proof).toMatchObject({
      reason: 'asked by letter',
      idsSha256: preview.body.idsSha256,
      counts: { messages: 3, attachments: 1, facts: 2, promises: 1, consents: 1, identities: 2, customers: 2 },
    });
    for (const word of words) expect([word, await findEverywhere(word)]).toEqual([word, []]);
    const messages = await app.db.query('SELECT text, content FROM messages WHERE customer_id = ANY($1)', [
      [customerId, otherId],
    ]);
    expect(messages).toEqual([1, 2, 3].map(() => ({ text: '', content: { erased: true } })));
    const [conversation] = await app.db.query('SELECT status, outcome FROM conversations WHERE id = $1', [first.conversationId]);
    expect(conversation).toEqual({ status: 'closed', outcome: 'erased' });
    expect((await call('POST', `/merges/${merge.body.mergeId}/undo`, admin)).body.code).toBe('customer_erased');
  }, 60_000);

  it('brings nobody back: the same address is somebody new, and whoever answers is told', async () => {
    const back = await write('erase@shop.test', 'hello again', { name: 'Zebulonia Quartz' });
    expect([customerId, otherId]).not.toContain(back.customerId);
    const notes = () =>
      app.db.query(`SELECT 1 FROM messages WHERE conversation_id = $1 AND content @> '{"returnedAfterErasure": true}'`, [
        back.conversationId,
      ]);
    await until('the note', async () => (await notes()).length === 1);
    await app.sweep();
    expect(await notes()).toHaveLength(1);
    const merging = app.db.transaction((tx) =>
      app.get(MergeCustomers).merge({ tx, actor: systemActor }, { fromId: back.customerId, intoId: customerId, reason: 'x' }),
    );
    await expect(merging).rejects.toMatchObject({ code: 'customer_erased' });
    expect((await call('POST', `/customers/${customerId}/exports`, admin)).body.code).toBe('customer_erased');
  });

  it('asked again is the one there is', async () => {
    const again = await call('POST', `/customers/${otherId}/erasure`, admin, { reason: 'once more' });
    expect(again.body).toMatchObject({ state: 'done', reason: 'asked by letter' });
  });
});

describe('retention', () => {
  it('keeps everything without a rule, counts before, and removes what is older', async () => {
    const { messageId, conversationId, customerId } = await write('old@shop.test', 'an old quodlibet, order A-90909');
    await app.sweep();
    const found = async (word: string): Promise<number> =>
      (await app.db.query('SELECT 1 FROM search_words WHERE word = $1', [word])).length;
    await until('it is found', async () => (await app.sweep(), (await found('quodlibet')) === 1));
    await app.db.run(`UPDATE conversations SET status = 'closed', waiting_since = NULL WHERE id = $1`, [conversationId]);
    const text = async () =>
      (await app.db.query<{ text: string }>('SELECT text FROM messages WHERE id = $1', [messageId]))[0]!.text;
    await app.moveClock(40 * 86_400_000);
    admin = await signedIn('admin');
    await app.sweep();
    expect(await text()).toBe('an old quodlibet, order A-90909');
    const dry = await call('PUT', '/retention-rules/message_texts?dryRun=true', admin, { days: 30 });
    expect([dry.status, dry.body.due > 0]).toEqual([200, true]);
    expect((await call('GET', '/retention-rules', admin)).body.data).toHaveLength(10);
    expect((await call('PUT', '/retention-rules/message_texts', admin, { days: 0 })).status).toBe(422);
    for (const kind of [
      'raw_deliveries',
      'message_texts',
      'attachments',
      'recordings',
      'page_visits',
      'facts',
      'touchpoints',
      'panel_answers',
      'decisions',
      'audit',
    ])
      expect([kind, (await call('PUT', `/retention-rules/${kind}`, admin, { days: 30 })).status]).toEqual([kind, 200]);
    await app.sweep();
    expect(await text()).toBe('');
    // In the same breath, not when the index comes by: nobody finds what is gone.
    expect(await found('quodlibet')).toBe(0);
    expect(await app.db.query('SELECT 1 FROM facts WHERE customer_id = $1', [customerId])).toEqual([]);
    const kept = await app.db.query<{ action: string }>(
      "SELECT DISTINCT action FROM audit_log WHERE at < app_now() - interval '30 days'",
    );
    expect(kept).toEqual([{ action: 'customer.erasure_requested' }]);
    expect((await call('DELETE', '/retention-rules/audit', admin)).status).toBe(204);
  });
});
