import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VendorEvent, VendorMessage } from '../drawers/drawer.js';
import { translateUpdate } from './translate-update.js';

const folder = join(import.meta.dirname, '../../../test/payloads/telegram');
const payload = (name: string): Buffer => readFileSync(join(folder, `${name}.json`));
const translated = (name: string): VendorEvent => translateUpdate(payload(name));
const update = (content: object): VendorEvent => translateUpdate(Buffer.from(JSON.stringify({ update_id: 1, ...content })));
const messageOf = (event: VendorEvent): VendorMessage => {
  if (event.outcome !== 'message') throw new Error(`${event.outcome}: ${JSON.stringify(event)}`);
  return event.message;
};
const mei = { kind: 'telegram', value: '5550001234', name: 'Mei Lin', display: '@meilin_tea', locale: 'zh-hans' };

describe('a message of a private chat', () => {
  it('brings its sender, its number in the chat, its time and what its words hide', () => {
    expect(messageOf(translated('text'))).toEqual({
      from: mei,
      externalId: '5550001234:411',
      text: 'Where is my order A-20417? See the page',
      sentAt: new Date(1_795_000_411_000),
      extra: { links: ['https://shop.example/orders/20417'] },
    });
  });

  it('takes the largest size of a photo, and its caption for its text', () => {
    const message = messageOf(translated('photo'));
    expect(message.text).toBe('The lid is cracked');
    expect(message.media).toEqual([{ kind: 'image', reference: 'AgACAgIAAxkBAAIx', sizeBytes: 160_331 }]);
  });

  it.each([
    [
      'video',
      { kind: 'video', reference: 'BAACAgIAAxkBAAIvideo', name: 'unboxing.mp4', contentType: 'video/mp4', sizeBytes: 2_480_511 },
    ],
    [
      'animation',
      { kind: 'video', reference: 'BAACAgIAAxkBAAIanim', name: 'shrug.mp4', contentType: 'video/mp4', sizeBytes: 90_211 },
    ],
    ['voice', { kind: 'audio', reference: 'BAACAgIAAxkBAAIvoice', contentType: 'audio/ogg', sizeBytes: 21_870 }],
    [
      'audio',
      { kind: 'audio', reference: 'BAACAgIAAxkBAAIaudio', name: 'steam.mp3', contentType: 'audio/mpeg', sizeBytes: 4_810_022 },
    ],
    [
      'document',
      {
        kind: 'file',
        reference: 'BAACAgIAAxkBAAIdoc',
        name: '发票 20417.pdf',
        contentType: 'application/pdf',
        sizeBytes: 90_112,
      },
    ],
    ['video-note', { kind: 'video', reference: 'BAACAgIAAxkBAAInote', sizeBytes: 812_044 }],
    ['sticker', { kind: 'sticker', reference: 'BAACAgIAAxkBAAIstick', sizeBytes: 15_410 }],
  ])('%s is one file', (name, media) => {
    expect(messageOf(translated(name)).media).toEqual([media]);
  });

  it('says what a sticker means', () => {
    expect(messageOf(translated('sticker')).extra).toEqual({ emoji: '👍' });
  });

  it.each([
    ['location', { latitude: 31.230416, longitude: 121.473701 }],
    ['venue', { latitude: 31.2351, longitude: 121.5055, name: 'Tea House', address: '1 Garden Lane, Shanghai' }],
  ])('%s is a place', (name, location) => {
    expect(messageOf(translated(name)).location).toEqual(location);
  });

  it('of an album names the album', () => {
    expect(messageOf(translated('album')).group).toBe('13579246801357924');
  });

  it('that answers names what it answers, by the id that our own message was sent under', () => {
    expect(messageOf(translated('reply'))).toMatchObject({ answers: '5550001234:402', extra: { quote: 'Which pot' } });
  });

  it('that was forwarded says from whom', () => {
    expect(messageOf(translated('forwarded')).extra).toEqual({ forwardedFrom: 'Depot 7' });
  });

  it('that started the bot keeps what stood behind the link', () => {
    expect(messageOf(translated('start'))).toMatchObject({ text: '/start spring-leaflet', extra: { start: 'spring-leaflet' } });
  });

  it.each(['poll', 'dice'])('of a kind that cannot be shown is shown as such: %s', (kind) => {
    expect(messageOf(translated(kind))).toMatchObject({ text: '', unsupported: kind });
  });

  it('of a kind not invented yet is shown as such', () => {
    const { message } = JSON.parse(payload('dice').toString()) as { message: Record<string, unknown> };
    const { dice: _dice, ...rest } = message;
    expect(messageOf(update({ message: { ...rest, hologram: { depth: 3 } } })).unsupported).toBe('hologram');
  });
});

describe('a shared contact', () => {
  it("proves the sender's own number", () => {
    const message = messageOf(translated('own-contact'));
    expect(message.from.proves).toEqual([{ kind: 'phone', value: '+8613800138000' }]);
    expect(message.contacts).toEqual([{ name: 'Mei Lin', phones: ['+8613800138000'], emails: ['mei@shop.test'] }]);
  });

  it.each(['friends-contact', 'passed-on-contact'])('proves nothing: %s', (name) => {
    const message = messageOf(translated(name));
    expect(message.contacts).toHaveLength(1);
    expect(message.from.proves).toBeUndefined();
  });
});

describe('what changes in the chat', () => {
  it('an edit names the message by the id it came under', () => {
    expect(messageOf(translated('text')).externalId).toBe('5550001234:411');
    expect(translated('edited')).toEqual({
      outcome: 'change',
      change: {
        kind: 'edited',
        externalId: '5550001234:411',
        from: mei,
        text: 'Where is my order A-20418?',
        at: new Date(1_795_000_500_000),
      },
    });
  });

  it('a reaction, and its end', () => {
    const change = { kind: 'reacted', externalId: '5550001234:402', from: mei };
    expect(translated('reaction')).toMatchObject({ outcome: 'change', change: { ...change, emoji: '❤' } });
    expect(translated('reaction-removed')).toMatchObject({ outcome: 'change', change: { ...change, emoji: null } });
  });

  it('a pressed button is a message of its own: its title, and the value behind it', () => {
    expect(messageOf(translated('button'))).toEqual({
      from: mei,
      text: 'Red pot',
      choice: 'pot:red',
      answers: '5550001234:402',
    });
  });

  it.each([
    ['blocked', 'blocked'],
    ['pinned', 'pinned_message'],
    ['live-location-moved', 'live location'],
    ['group', 'private chats'],
    ['channel-post', 'channel'],
  ])('%s is for no thread, and says why', (name, why) => {
    expect(translated(name)).toEqual({ outcome: 'ignored', detail: expect.stringContaining(why) });
  });
});

describe('what is not as documented', () => {
  it.each<[string, Buffer | object, string]>([
    ['no JSON', Buffer.from('<update/>'), 'unrecognised'],
    ['a list', Buffer.from('[]'), 'unrecognised'],
    ['nothing in it', {}, 'unrecognised'],
    ['a message that is a word', { message: 'hello' }, 'unrecognised'],
    ['a message without a chat', { message: { text: 'x' } }, 'unrecognised'],
    ['a message of nobody', { message: { message_id: 1, chat: { id: 1, type: 'private' }, text: 'x' } }, 'unrecognised'],
    [
      'a message without content',
      { message: { message_id: 1, from: { id: 1 }, chat: { id: 1, type: 'private' } } },
      'unrecognised',
    ],
    ['a kind not invented yet', { telepathy: { thought: 'x' } }, 'unsupported'],
    ['a kind named like a method of objects', { constructor: {} }, 'unsupported'],
  ])('%s', (_name, given, outcome) => {
    const event = Buffer.isBuffer(given) ? translateUpdate(given) : update(given);
    expect(event.outcome).toBe(outcome);
  });

  it('stores nothing that a database cannot', () => {
    const from = { id: 7, first_name: 'A\u0000da\ud800' };
    const message = messageOf(
      update({ message: { message_id: 1, from, chat: { id: 7, type: 'private' }, text: 'a\u0000b\udc00' } }),
    );
    expect(message.text).toBe('ab\ufffd');
    expect(message.from.name).toBe('Ada\ufffd');
  });
});
