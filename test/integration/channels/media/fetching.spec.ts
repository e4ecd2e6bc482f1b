import { DrawerShelf } from '../../../../src/channels/drawers/drawer-shelf.js';
import {
  type Connection,
  type Drawer,
  type FetchedMedia,
  MediaGone,
  MediaRefused,
  type MediaReference,
} from '../../../../src/channels/drawers/drawer.js';
import { VendorSilent } from '../../../../src/channels/drawers/vendor-http.js';
import { FetchMediaOfMessage } from '../../../../src/channels/media/fetch-media.service.js';
import type { MessageView } from '../../../../src/contracts/views.js';
import { ExpectMedia } from '../../../../src/conversations/attachments/expect-media.service.js';
import { ReadAttachment } from '../../../../src/conversations/attachments/read-attachment.service.js';
import { ReceiveMessage } from '../../../../src/conversations/receive-message.service.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { anInbox } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { type FakeS3, startFakeS3 } from '../../../support/vendors/s3.js';
import { aSignedIn, type Caller } from '../deliveries/signed-in.js';
import { type FilesApp, picture, startFilesApp } from '../../conversations/attachments-app.js';

/** What the vendor has, by reference; an error is what asking for it comes to. */
const held = new Map<string, FetchedMedia | Error>();
const asked: { reference: string; maxBytes: number; token: unknown }[] = [];

/** A drawer of which only the files matter. */
class Pictures {
  static settings = class {};
  readonly channel = 'line';
  readonly provider = 'pictures';
  readonly settings = Pictures.settings;
  readonly secrets = Pictures.settings;
  open(): never {
    throw new Error('no webhook here');
  }
  translate(): never {
    throw new Error('no webhook here');
  }
  send(): never {
    throw new Error('nothing leaves here');
  }
  fetchMedia(media: MediaReference, { secrets }: Connection, _http: unknown, maxBytes: number): Promise<FetchedMedia> {
    asked.push({ reference: media.reference, maxBytes, token: (secrets as { token?: string }).token });
    const answer = held.get(media.reference) ?? new MediaGone('never heard of it');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }
}

let files: FilesApp;
let s3: FakeS3;
let inboxId: string;
let caller: Caller;
beforeAll(async () => {
  s3 = await startFakeS3();
  files = await startFilesApp({ env: s3.env });
  files.app.get(DrawerShelf).add(new Pictures() as unknown as Drawer);
  inboxId = await anInbox(files.app.db, { queueId: files.queueId, key: 'pictures', channel: 'line' });
  await files.app.db.run(`UPDATE inboxes SET provider = 'pictures' WHERE id = $1`, [inboxId]);
  caller = await aSignedIn(files.app, 'agent');
});
afterAll(async () => {
  await files.stop();
  await s3.stop();
});

/** A customer's message that brings these along. */
async function message(...references: MediaReference[]): Promise<{ id: string; view: () => Promise<MessageView> }> {
  const { app } = files;
  const received = await app.db.transaction(async (tx) => {
    const got = await app.get(ReceiveMessage).receiveIn(
      { tx, actor: { type: 'customer', id: null } },
      {
        inboxId,
        channel: 'line',
        from: { kind: 'line', value: `U${newId()}`, level: 'verified', joins: true },
        text: '',
        externalId: newId(),
      },
    );
    await app.get(ExpectMedia).expect(tx, { messageId: got!.messageId, inboxId, references });
    return got!;
  });
  const view = async (): Promise<MessageView> => {
    const { body } = await caller.call<{ data: MessageView[] }>(`/v1/conversations/${received.conversationId}/messages`);
    return body.data.find((one) => one.id === received.messageId)!;
  };
  return { id: received.messageId, view };
}

const settled = (one: { view: () => Promise<MessageView> }): Promise<MessageView> =>
  until('its files to be settled', async () => {
    const shown = await one.view();
    return shown.attachments.every(({ state }) => state !== 'pending') ? shown : undefined;
  });

it('brings files after their message, by content and in order, and tells everybody', async () => {
  const png = await picture();
  held.set('photo', { body: png, contentType: 'text/html' });
  held.set('contract', { body: Buffer.from('%PDF-1.7\nx'), name: '合同.pdf' });
  const one = await message(
    { kind: 'image', reference: 'photo' },
    { kind: 'file', reference: 'contract', name: 'c.pdf', sizeBytes: 10 },
  );
  const { rev: before } = (await files.app.db.query<{ rev: string }>('SELECT rev FROM messages WHERE id = $1', [one.id]))[0]!;
  const shown = await settled(one);
  expect(shown.attachments).toMatchObject([
    { kind: 'image', state: 'stored', name: 'image.png', contentType: 'image/png', width: 640, sizeBytes: png.length },
    { kind: 'file', state: 'stored', name: 'c.pdf', contentType: 'application/pdf' },
  ]);
  expect(shown.rev).toBeGreaterThanOrEqual(Number(before));
  const told = await files.app.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM outbox WHERE type = 'message.updated' AND payload->>'messageId' = $1`,
    [one.id],
  );
  expect(told[0]!.n).toBe(2);
  const opened = await files.open(shown.attachments[0]!.url!);
  expect([opened.status, Buffer.from(await opened.arrayBuffer()).equals(png)]).toEqual([200, true]);
  const part = await files.open(shown.attachments[0]!.url!, { range: 'bytes=0-3' });
  expect([part.status, Buffer.from(await part.arrayBuffer()).toString('hex')]).toEqual([206, '89504e47']);
  const [toSend] = await files.app.get(ReadAttachment).ofMessage(one.id);
  expect([toSend!.kind, (await toSend!.read()).equals(png), toSend!.url]).toEqual([
    'image',
    true,
    expect.stringMatching(/^http:\/\/localhost:\d+\/v1\/attachments\//),
  ]);
  expect([...s3.objects.values()].map(({ contentType }) => contentType).sort()).toEqual([
    'application/pdf',
    'image/png',
    'image/webp',
  ]);
});

it('shows what is still to come, what is refused and what is lost', async () => {
  held.set('virus', { body: Buffer.from('4d5a9000030000000400', 'hex'), name: 'holiday.jpg' });
  held.set('huge', { body: Buffer.alloc(200_001, 97) });
  held.set('inside', new MediaRefused('the address is one of our own'));
  held.set('slow', new VendorSilent('no whole answer in time'));
  const one = await message(
    { kind: 'image', reference: 'virus' },
    { kind: 'file', reference: 'huge' },
    { kind: 'file', reference: 'said-to-be-huge', sizeBytes: 300_000 },
    { kind: 'video', reference: 'deleted' },
    { kind: 'image', reference: 'inside' },
    { kind: 'audio', reference: 'slow', name: 'voice.amr' },
  );
  await until('all but one', async () => (await one.view()).attachments.filter(({ state }) => state === 'pending').length === 1);
  expect((await one.view()).attachments).toMatchObject([
    { state: 'refused', reason: 'The file is a program, and programs are not kept.' },
    { state: 'refused', reason: expect.stringContaining('larger than') as string },
    { state: 'refused', reason: expect.stringContaining('larger than') as string },
    { state: 'failed', reason: 'The file is no longer there to be fetched.' },
    { state: 'refused', reason: 'The file was not fetched: files are not taken from the address where it is.' },
    { state: 'pending', name: 'voice.amr' },
  ]);
  expect((await one.view()).attachments.every(({ url }) => url === undefined)).toBe(true);
  expect(asked.some(({ reference }) => reference === 'said-to-be-huge')).toBe(false);
  expect(asked.find(({ reference }) => reference === 'huge')?.maxBytes).toBe(200_001);
});

it('asks again for a day where a vendor is silent, and then says so', async () => {
  held.set('silent', new VendorSilent('nothing'));
  const one = await message({ kind: 'image', reference: 'silent' });
  const attempts = (): number => asked.filter(({ reference }) => reference === 'silent').length;
  await until('the first attempt', () => attempts() === 1);
  for (let tries = 0; (await one.view()).attachments[0]!.state === 'pending' && tries < 12; tries++) {
    const before = attempts();
    await files.app.moveClock(8 * 3_600_000 + 1000);
    caller = await aSignedIn(files.app, 'agent');
    await until('another attempt', async () => attempts() > before || (await one.view()).attachments[0]!.state !== 'pending');
  }
  expect([(await one.view()).attachments[0], attempts()]).toMatchObject([
    { state: 'failed', reason: 'The file could not be fetched in 10 attempts.' },
    10,
  ]);
  held.set('late', new VendorSilent('nothing'));
  const other = await message({ kind: 'image', reference: 'late' });
  await until('its first attempt', () => asked.some(({ reference }) => reference === 'late'));
  held.set('late', { body: await picture(5, 5), name: 'late.png' });
  await files.app.moveClock(6_000);
  expect((await settled(other)).attachments).toMatchObject([{ state: 'stored', name: 'late.png' }]);
});

it('waits for the store, however long it is away, and counts no attempt', async () => {
  held.set('patient', { body: Buffer.from('hello'), name: 'a.txt' });
  s3.failing = 503;
  const one = await message({ kind: 'file', reference: 'patient' });
  const attempts = (): number => asked.filter(({ reference }) => reference === 'patient').length;
  for (let n = 1; n <= 3; n++) {
    await until(`attempt ${n}`, () => attempts() >= n);
    await until(
      'its excuse',
      async () =>
        (await files.app.db.query('SELECT 1 FROM attachments WHERE message_id = $1 AND attempts = 0', [one.id])).length === 1,
    );
    await files.app.moveClock(21_000);
  }
  expect((await one.view()).attachments[0]).toMatchObject({ state: 'pending' });
  s3.failing = undefined;
  await files.app.moveClock(21_000);
  expect((await settled(one)).attachments).toMatchObject([{ state: 'stored', name: 'a.txt' }]);
});

it('brings each file once, however many workers are woken', async () => {
  held.set('once', { body: Buffer.from('once'), name: 'a.txt' });
  const one = await message({ kind: 'file', reference: 'once' });
  await Promise.all(Array.from({ length: 8 }, () => files.app.get(FetchMediaOfMessage).run(one.id)));
  await settled(one);
  expect(asked.filter(({ reference }) => reference === 'once')).toHaveLength(1);
});
