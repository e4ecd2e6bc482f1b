import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VendorEvent, VendorMessage } from '../drawers/drawer.js';
import type { LineConnection } from './line-connection.js';
import { openEvents } from './open-events.js';
import { translateEvent } from './translate-event.js';

const connection: LineConnection = {
  inboxId: 'i',
  channel: 'line',
  settings: { botUserId: `U${'b'.repeat(32)}` },
  secrets: { channelSecret: 'secret', channelAccessToken: 'token' },
  webhookUrl: 'https://desk.example/v1/inboxes/i/webhook',
};
const folder = join(import.meta.dirname, '../../../test/payloads/line');

/** Through the door, as every event comes: what is translated is what was cut out. */
function translated(name: string, settings = connection.settings): VendorEvent[] {
  const body = readFileSync(join(folder, `${name}.json`));
  const signature = createHmac('sha256', 'secret').update(body).digest('base64');
  const headers = { 'x-line-signature': signature };
  const result = openEvents({ method: 'POST', url: '', query: {}, headers, body }, connection);
  if (result.outcome === 'forged') throw new Error(result.reason);
  return result.deliveries.map(({ raw }) => translateEvent(raw, { ...connection, settings }));
}
const message = (name: string, at = 0): VendorMessage => {
  const event = translated(name)[at];
  if (event?.outcome !== 'message') throw new Error(JSON.stringify(event));
  return event.message;
};
const event = (given: object): VendorEvent =>
  translateEvent(Buffer.from(JSON.stringify({ destination: connection.settings.botUserId, event: given })), connection);
const customer = { kind: 'line', value: `U4af4980629${'0'.repeat(22)}`, name: null };

describe('a message', () => {
  it('brings its sender, its id, its time and what an answer may use', () => {
    expect(message('text')).toEqual({
      from: customer,
      externalId: '468789577898262530',
      text: '@Tea shop hello (hello) 茶壺はいつ届きますか',
      sentAt: new Date(1_795_000_001_000),
      extra: {
        emojis: [{ productId: '5ac1bfd5040ab15980c9b435', emojiId: '001', index: 16, length: 7 }],
        replyToken: 'reply000000000000000000000000001',
        quoteToken: 'q3Plxr4AgKd-1',
      },
    });
  });

  it('that quotes names what it quotes', () => {
    expect(message('quote').answers).toBe('468789577898262500');
  });

  it('of a set of pictures names the set', () => {
    const [first, second] = [message('image-set'), message('image-set', 1)];
    expect(first.media).toEqual([{ kind: 'image', reference: first.externalId }]);
    expect(second.group).toBe(first.group);
    expect(second.externalId).not.toBe(first.externalId);
  });

  it.each([
    ['video', { kind: 'video' }],
    ['audio', { kind: 'audio' }],
    ['file', { kind: 'file', name: '請求書.pdf', sizeBytes: 2138 }],
  ])('%s is one file, by the id of the message', (name, media) => {
    const { externalId, media: found } = message(name);
    expect(found).toEqual([{ ...media, reference: externalId }]);
  });

  it('with a file that lies elsewhere shows its address and fetches nothing', () => {
    expect(message('external-image')).toMatchObject({ text: 'https://pictures.example/pot.jpg' });
    expect(message('external-image').media).toBeUndefined();
  });

  it('location is a place', () => {
    const location = { latitude: 35.67966, longitude: 139.73669, name: 'Tea House', address: '1-6-1 Garden, Tokyo' };
    expect(message('location').location).toEqual(location);
  });

  it.each([
    ['sticker', '[sticker: thanks, bow, grateful]'],
    ['message-sticker', '[sticker: See you\nat four]'],
  ])('%s says what it means', (name, text) => {
    expect(message(name).text).toBe(text);
  });

  it('of a type not invented yet is shown as such', () => {
    const given = { type: 'message', source: { type: 'user', userId: 'U1' }, message: { id: '1', type: 'hologram' } };
    expect(event(given)).toMatchObject({ outcome: 'message', message: { text: '', unsupported: 'hologram' } });
  });
});

describe('other events', () => {
  it('a postback is a choice', () => {
    expect(message('postback')).toMatchObject({ text: 'pot=red&action=buy', choice: 'pot=red&action=buy' });
    expect(message('date-picked')).toMatchObject({ text: '2026-12-24T10:00', choice: 'delivery' });
  });

  it('an unsent message is deleted, by the id it came under', () => {
    expect(message('text').externalId).toBe('468789577898262530');
    expect(translated('unsend')).toEqual([
      {
        outcome: 'change',
        change: { kind: 'deleted', externalId: '468789577898262530', from: customer, at: expect.any(Date) },
      },
    ]);
  });

  it.each([
    ['follow-unfollow', ['friend', 'blocked']],
    ['group', ['one-to-one', 'group']],
    ['standby', ['standby']],
  ])('%s: for no thread, and why', (name, whys) => {
    expect(translated(name)).toEqual(whys.map((why) => ({ outcome: 'ignored', detail: expect.stringContaining(why) })));
  });

  it('knows the others, and says so of one it does not know', () => {
    expect(translated('others').map(({ outcome }) => outcome)).toEqual(['ignored', 'ignored', 'ignored', 'unsupported']);
  });

  it('for another account is left alone', () => {
    expect(translated('text', { botUserId: `U${'c'.repeat(32)}` })).toEqual([
      { outcome: 'ignored', detail: expect.stringContaining('another account') },
    ]);
    expect(translated('text', {})).toMatchObject([{ outcome: 'message' }]);
  });
});

describe('what is not as documented', () => {
  const source = { type: 'user', userId: 'U1' };
  it.each<[string, unknown]>([
    ['no event', null],
    ['a word', 'hello'],
    ['no type', { source }],
    ['no user', { type: 'message', message: { type: 'text', id: '1', text: 'x' } }],
    ['no message', { type: 'message', source }],
    ['no id', { type: 'message', source, message: { type: 'text', text: 'x' } }],
    ['a text without text', { type: 'message', source, message: { type: 'text', id: '1' } }],
    ['a place nowhere', { type: 'message', source, message: { type: 'location', id: '1', latitude: 91, longitude: 0 } }],
    ['a postback of nothing', { type: 'postback', source }],
    ['an unsend of nothing', { type: 'unsend', source, unsend: {} }],
  ])('%s', (_name, given) => {
    expect(event(given as object)).toMatchObject({ outcome: 'unrecognised' });
  });

  it('a type named like a method of objects', () => {
    expect(event({ type: 'constructor', source })).toMatchObject({ outcome: 'unsupported' });
    expect(event({ type: 'message', source, message: { id: '1', type: 'toString' } })).toMatchObject({
      message: { unsupported: 'toString' },
    });
  });
});
