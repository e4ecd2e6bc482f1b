import {
  type Connection,
  type Drawer,
  type MediaReference,
  MediaGone,
  MediaRefused,
  MediaTooLarge,
  type OutgoingMedia,
  type OutgoingPart,
} from '../../../../src/channels/drawers/drawer.js';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import { InstagramDrawer } from '../../../../src/channels/meta/instagram.drawer.js';
import { MessengerDrawer } from '../../../../src/channels/meta/messenger.drawer.js';
import { WhatsappDrawer } from '../../../../src/channels/meta/whatsapp.drawer.js';
import { readConfig } from '../../../../src/config/read-config.js';
import { FakeMeta, type MetaChannel } from '../../../support/vendors/meta.js';

const now = new Date('2026-11-22T10:00:00Z');
const dayMs = 86_400_000;
const drawers = { whatsapp: new WhatsappDrawer(), messenger: new MessengerDrawer(), instagram: new InstagramDrawer() };
const people = { whatsapp: '8613800138000', messenger: '5275811702471834', instagram: '883211547823301' };

interface Line {
  fake: FakeMeta;
  drawer: Drawer;
  connection: Connection;
  http: VendorHttpClient;
  send(fields: Partial<OutgoingPart>): ReturnType<Drawer['send']>;
}

const running: FakeMeta[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((fake) => fake.stop()));
});

async function startFake(channel: MetaChannel): Promise<FakeMeta> {
  const fake = await FakeMeta.start(channel);
  running.push(fake);
  return fake;
}

/** A drawer with a Graph API of its own to speak to. */
async function startLine(channel: MetaChannel, settings: object = {}): Promise<Line> {
  const fake = await startFake(channel);
  const known = fake.connection();
  const connection = { inboxId: 'inbox', channel, settings: { ...known.settings, ...settings }, secrets: known.secrets };
  const drawer = drawers[channel] as Drawer;
  const http = new VendorHttpClient(readConfig({ META_GRAPH_URL: fake.url, VENDOR_TIMEOUT_MS: '700' }, '/'));
  let count = 0;
  return {
    fake,
    drawer,
    connection,
    http,
    send: (fields) =>
      drawer.send(
        {
          messageId: 'message',
          index: 0,
          idempotencyKey: `key-${(count += 1)}`,
          to: { kind: channel, value: people[channel] },
          now,
          last: { externalId: 'theirs', receivedAt: new Date(now.getTime() - 1000), extra: {} },
          ...fields,
        },
        connection,
        http,
      ),
  };
}

const picture = (url = ''): OutgoingMedia => ({
  kind: 'image',
  name: 'shoe.png',
  contentType: 'image/png',
  sizeBytes: 7,
  url,
  read: () => Promise.resolve(Buffer.from('picture')),
});

describe.each<MetaChannel>(['whatsapp', 'messenger', 'instagram'])('sending by %s', (channel) => {
  let line: Line;
  beforeEach(async () => {
    line = await startLine(channel);
  });

  it('tells the id that the text was taken over under', async () => {
    const outcome = await line.send({ text: 'Hello 🙏' });
    expect(line.fake.sent).toMatchObject([{ to: people[channel], text: 'Hello 🙏' }]);
    expect(outcome).toEqual({ state: 'sent', externalId: line.fake.sent[0]!.id });
  });

  it('carries a file', async () => {
    const url = line.fake.holdFile({ contentType: 'image/png', body: Buffer.from('picture') });
    expect(await line.send({ media: picture(url) })).toMatchObject({ state: 'sent' });
    expect(line.fake.sent[0]!.file).toMatchObject({ contentType: 'image/png', body: Buffer.from('picture') });
  });

  it('fails for good outside the window, and says why', async () => {
    line.fake.customers.set(people[channel], 'after-a-day');
    const outcome = await line.send({ text: 'Still there?' });
    expect(outcome).toEqual({
      state: 'failed',
      reason: expect.stringMatching(/^The reply window is closed: more than 24 hours/),
    });
    expect(line.fake.sent).toEqual([]);
  });

  it('fails for good where the customer is gone', async () => {
    line.fake.customers.set(people[channel], 'gone');
    expect(await line.send({ text: 'Hello' })).toEqual({ state: 'failed', reason: expect.stringMatching(/cannot/) });
  });

  it('waits as it is told while it is too fast, and gets through then', async () => {
    line.fake.throttle();
    expect(await line.send({ text: 'one' })).toMatchObject({ state: 'later', afterMs: expect.any(Number) });
    expect(await line.send({ text: 'one' })).toMatchObject({ state: 'sent' });
  });

  it('waits for a new token', async () => {
    line.fake.accessToken = 'another-token-than-the-inbox-has';
    const outcome = await line.send({ text: 'Hello' });
    expect(outcome).toEqual({ state: 'later', reason: expect.stringMatching(/give the inbox a new one.*\(190\)/) });
    expect(JSON.stringify(outcome)).not.toContain(line.connection.secrets['accessToken']);
  });

  it.each([
    ['an outage', { status: 500, body: 'down' }],
    ['a page of HTML for an answer', { status: 200, body: '<html></html>' }],
    ['an answer without an id', { status: 200, body: {} }],
    ['an answer that breaks off', 'half'],
    ['a connection that breaks', 'drop'],
    ['silence', 'silence'],
  ] as const)('tries again after %s', async (_what, mishap) => {
    line.fake.next(mishap);
    expect(await line.send({ text: 'one' })).toMatchObject({ state: 'later' });
    expect(await line.send({ text: 'one' })).toMatchObject({ state: 'sent' });
  });
});

describe('sending by WhatsApp', () => {
  let line: Line;
  beforeEach(async () => {
    line = await startLine('whatsapp');
  });

  it('carries a template at any time, and only one that was approved', async () => {
    line.fake.customers.set(people.whatsapp, 'after-a-week');
    line.fake.templates.add('order_news en_US');
    const template = { name: 'order_news', language: 'en-US', variables: ['Mei'] };
    expect(await line.send({ template })).toMatchObject({ state: 'sent' });
    expect(await line.send({ template: { ...template, name: 'unknown' } })).toEqual({
      state: 'failed',
      reason: expect.stringMatching(/no template of this name/),
    });
  });

  it('fails where the file is refused, without sending anything', async () => {
    const program = { ...picture(), kind: 'file' as const, name: 'setup.exe', contentType: 'application/x-msdownload' };
    expect(await line.send({ media: program })).toEqual({
      state: 'failed',
      reason: expect.stringMatching(/could not take the file/),
    });
    expect(line.fake.calls).toEqual([`POST ${line.fake.phoneNumberId}/media`]);
  });

  it('shows that an answer is being written beside the last message', async () => {
    const to = { kind: 'whatsapp' as const, value: people.whatsapp };
    await line.drawer.typing!(to, line.connection, line.http, { externalId: 'wamid.THEIRS' });
    await line.drawer.typing!(to, line.connection, line.http);
    expect(line.fake.typing).toEqual(['wamid.THEIRS']);
  });
});

describe.each<'messenger' | 'instagram'>(['messenger', 'instagram'])('sending by %s, later than a day', (channel) => {
  it('is marked as a human answer where the inbox has the feature, for a week', async () => {
    const line = await startLine(channel, { humanAgentTag: true });
    const last = { externalId: 'theirs', receivedAt: new Date(now.getTime() - 2 * dayMs), extra: {} };
    line.fake.customers.set(people[channel], 'after-a-day');
    expect(await line.send({ text: 'Found it', last })).toMatchObject({ state: 'sent' });
    line.fake.customers.set(people[channel], 'after-a-week');
    expect(await line.send({ text: 'Found it', last })).toMatchObject({ state: 'failed' });
  });

  it('shows that an answer is being written', async () => {
    const line = await startLine(channel);
    await line.drawer.typing!({ kind: channel, value: people[channel] }, line.connection, line.http);
    expect(line.fake.typing).toEqual([people[channel]]);
  });
});

it('Instagram is spared a text that is too long in bytes', async () => {
  const line = await startLine('instagram');
  expect(await line.send({ text: '好'.repeat(333) })).toMatchObject({ state: 'sent' });
  expect(await line.send({ text: '好'.repeat(334) })).toMatchObject({ state: 'failed', reason: expect.stringMatching(/1002/) });
  expect(line.fake.calls).toHaveLength(1);
});

describe('fetching what a customer sent', () => {
  const body = Buffer.from('a voice');
  const fetched = (line: Line, reference: string, maxBytes = 1000): Promise<unknown> => {
    const media: MediaReference = { kind: 'audio', reference, name: 'voice.ogg' };
    return line.drawer.fetchMedia!(media, line.connection, line.http, maxBytes);
  };
  const graph = (line: Line, url: string): void => line.fake.next({ status: 200, body: { url, mime_type: 'audio/ogg' } });

  it('WhatsApp: by its id, then with the token from where it is', async () => {
    const line = await startLine('whatsapp');
    const id = line.fake.holdMedia({ contentType: 'audio/ogg', body });
    expect(await fetched(line, id)).toEqual({ body, contentType: 'audio/ogg', name: 'voice.ogg' });
  });

  it('pages: from its address', async () => {
    const line = await startLine('messenger');
    const address = line.fake.holdFile({ contentType: 'audio/ogg', body });
    expect(await fetched(line, address)).toEqual({ body, contentType: 'audio/ogg', name: 'voice.ogg' });
  });

  it('is gone for good where Meta has it no longer', async () => {
    const line = await startLine('whatsapp');
    const id = line.fake.holdMedia({ contentType: 'audio/ogg', body });
    line.fake.forget(id);
    await expect(fetched(line, id)).rejects.toBeInstanceOf(MediaGone);
    const page = await startLine('messenger');
    await expect(fetched(page, `${new URL(page.fake.url).origin}/file?key=none`)).rejects.not.toBeInstanceOf(MediaGone);
    page.fake.next({ status: 404 });
    await expect(fetched(page, `${page.fake.url}/file`)).rejects.toBeInstanceOf(MediaGone);
  });

  it.each([
    ['an outage', { status: 503 }],
    ['an expired token', { status: 401, body: { error: { code: 190, message: 'expired' } } }],
    ['an answer that breaks off', 'half'],
    ['silence', 'silence'],
  ] as const)('is tried again after %s', async (_what, mishap) => {
    const line = await startLine('whatsapp');
    const id = line.fake.holdMedia({ contentType: 'audio/ogg', body });
    line.fake.next(mishap);
    await expect(fetched(line, id)).rejects.not.toBeInstanceOf(MediaGone);
    expect(await fetched(line, id)).toMatchObject({ body });
  });

  it('reads no more than it may', async () => {
    const line = await startLine('whatsapp');
    const id = line.fake.holdMedia({ contentType: 'audio/ogg', body });
    await expect(fetched(line, id, 3)).rejects.toBeInstanceOf(MediaTooLarge);
    expect(line.fake.calls).toEqual([`GET ${id}`]);
  });

  it("calls nobody but Meta, not even where Meta's own answer says so", async () => {
    const line = await startLine('whatsapp');
    const stranger = await startFake('whatsapp');
    const elsewhere = stranger.holdFile({ contentType: 'text/plain', body: Buffer.from('a secret of the house') });
    graph(line, elsewhere);
    await expect(fetched(line, '1')).rejects.toBeInstanceOf(MediaRefused);
    graph(line, 'http://169.254.169.254/latest/meta-data/');
    await expect(fetched(line, '1')).rejects.toBeInstanceOf(MediaRefused);
    expect(stranger.calls).toEqual([]);
  });

  it('follows no redirect out of the house, and none for ever', async () => {
    const line = await startLine('messenger');
    const stranger = await startFake('messenger');
    const at = `${new URL(line.fake.url).origin}/file`;
    line.fake.next({ status: 302, headers: { location: stranger.holdFile({ contentType: 'text/plain', body }) } });
    await expect(fetched(line, at)).rejects.toBeInstanceOf(MediaRefused);
    expect(stranger.calls).toEqual([]);
    line.fake.next({ status: 302, headers: { location: line.fake.holdFile({ contentType: 'audio/ogg', body }) } });
    expect(await fetched(line, at)).toMatchObject({ body });
    const circle = { status: 302, headers: { location: at } };
    line.fake.next(circle, circle, circle, circle, circle);
    await expect(fetched(line, at)).rejects.toBeInstanceOf(MediaGone);
  });
});
