import type { VendorEvent } from '../drawers/drawer.js';
import { readPayload } from '../../../test/support/vendors/meta-payloads.js';

/** What a payload with one event means. */
const one = (name: string): VendorEvent => {
  const { events } = readPayload(name);
  expect(events).toHaveLength(1);
  return events[0]!;
};

/** Which part of ours a receipt is about, as we told Meta when we sent it. */
const ours = {
  messageId: '0193a1b2-0000-7000-8000-000000000001',
  index: 0,
  idempotencyKey: '5a1c8a2e-6f0b-4d7e-9a53-0c1d2e3f4a5b',
};
const mei = {
  kind: 'whatsapp',
  value: '8613800138000',
  name: 'Mei Lin',
  proves: [{ kind: 'phone', value: '+8613800138000' }],
};
const sentAt = new Date('2025-11-21T10:00:00Z');
const waMessage = (fields: object): object => ({ outcome: 'message', message: { from: mei, text: '', sentAt, ...fields } });

describe('WhatsApp', () => {
  const file = (kind: string, reference: string, contentType: string, more = {}) => ({
    media: [{ kind, reference, contentType, ...more }],
  });
  it.each<[string, object]>([
    ['text', { text: 'Where is my order A-20417? 🙏' }],
    ['answer', { text: 'This one', answers: 'wamid.OURS1' }],
    ['image', { text: 'Broken here', ...file('image', '1479537139650973', 'image/jpeg') }],
    ['voice', file('audio', '1479537139650974', 'audio/ogg; codecs=opus')],
    ['document', { text: 'The bill', ...file('file', '1479537139650975', 'application/pdf', { name: 'bill 2026.pdf' }) }],
    ['sticker', file('sticker', '1479537139650976', 'image/webp')],
    ['location', { location: { latitude: 31.2304, longitude: 121.4737, name: 'Shop', address: '1 Nanjing Road' } }],
    ['contacts', { contacts: [{ name: 'Bo Chen', phones: ['+86 139 0013 9000'], emails: ['bo@shop.test'] }] }],
    ['button-reply', { text: 'Yes, refund', choice: 'refund-yes', answers: 'wamid.OURS2' }],
    ['list-reply', { text: 'Friday', choice: 'slot-3', extra: { description: 'between 9 and 12' } }],
    ['form', { text: 'Sent', extra: { form: 'flow', answers: '{"size":"38","flow_token":"unused"}' } }],
    ['template-button', { text: 'Stop promotions', choice: 'stop' }],
    [
      'order',
      {
        text: 'Both please',
        unsupported: 'order',
        extra: { catalog: '194836987003835', items: [{ product: 'tea-12', quantity: 2, price: 7.5, currency: 'EUR' }] },
      },
    ],
    [
      'unsupported',
      { unsupported: 'poll_creation', extra: { error: 'Message type unknown: Message type is currently not supported.' } },
    ],
    [
      'advertisement',
      {
        text: 'Is it still there?',
        extra: {
          referral: {
            type: 'ad',
            id: '120226305854810726',
            url: 'https://fb.me/3cr4Wqqkv',
            headline: 'Chat with us',
            body: 'Summer succulents',
          },
        },
      },
    ],
  ])('%s is a message', (name, fields) => {
    expect(one(`whatsapp-${name}`)).toEqual(waMessage(fields));
  });

  it('a changed number is shown, under the old one', () => {
    expect(one('whatsapp-number-change')).toEqual(
      waMessage({
        from: { ...mei, name: null, proves: [] },
        text: 'User Mei Lin changed from 8613800138000 to 8613700137000',
        unsupported: 'number_change',
        extra: { newNumber: '8613700137000' },
      }),
    );
  });

  it('somebody who hides the number is known by the id that WhatsApp made for this business', () => {
    const { deliveries, events } = readPayload('whatsapp-hidden-number');
    expect(deliveries[0]!.orderKey).toBe('KE.13491208655302741918');
    expect(events[0]).toMatchObject({
      message: { from: { kind: 'whatsapp', value: 'KE.13491208655302741918', name: 'Nia', display: '@nia.writes' } },
    });
  });

  it.each<[string, object]>([
    ['reaction', { kind: 'reacted', externalId: 'wamid.OURS1', emoji: '👍' }],
    ['reaction-taken-back', { kind: 'reacted', externalId: 'wamid.OURS1', emoji: null }],
    ['edit', { kind: 'edited', externalId: 'wamid.TEXT1', text: 'Where is my order A-20418?' }],
    ['revoke', { kind: 'deleted', externalId: 'wamid.TEXT1' }],
  ])('%s is a change', (name, change) => {
    expect(one(`whatsapp-${name}`)).toEqual({ outcome: 'change', change: { from: mei, at: sentAt, ...change } });
  });

  it.each<[string, object]>([
    ['sent', { state: 'sent', at: new Date('2025-11-21T10:01:40Z'), part: ours }],
    ['delivered', { state: 'delivered', at: new Date('2025-11-21T10:01:41Z') }],
    ['read', { state: 'read', at: new Date('2025-11-21T10:01:42Z') }],
    [
      'failed',
      {
        state: 'failed',
        at: new Date('2025-11-21T10:01:43Z'),
        reason: expect.stringMatching(
          /^The reply window is closed: more than 24 hours have passed .* only a template now\. Re-engagement message: .*\(131047\)$/,
        ),
      },
    ],
  ])('the status %s is a receipt', (name, receipt) => {
    expect(one(`whatsapp-${name}`)).toEqual({ outcome: 'receipts', receipts: [{ externalId: 'wamid.OURS1', ...receipt }] });
  });

  it('what was written in the app on the phone is an echo', () => {
    expect(one('whatsapp-echo')).toMatchObject({
      outcome: 'echo',
      to: { kind: 'whatsapp', value: '8613800138000' },
      text: 'Sent from the phone in the shop',
    });
  });

  it.each([
    ['other-number', /phone number 999999999999999; this inbox is 106540352242922/],
    ['template-news', /message_template_status_update/],
  ])('%s is ignored', (name, detail) => {
    expect(one(`whatsapp-${name}`)).toEqual({ outcome: 'ignored', detail: expect.stringMatching(detail) });
  });

  it('what is said in a group is not for a thread', () => {
    expect(one('whatsapp-group')).toEqual({ outcome: 'unsupported', detail: 'a message in a group' });
  });

  it('a batch is cut into its events, each with its own id, customer and name', () => {
    const { deliveries, events } = readPayload('whatsapp-batch');
    expect(deliveries.map(({ externalId, orderKey }) => [externalId, orderKey])).toEqual([
      ['wamid.B1', '8613800138000'],
      ['wamid.B2', '2348030000001'],
      ['wamid.B3', '8613800138000'],
      ['wamid.OURS3:sent:1763719300', '8613800138000'],
      ['wamid.OURS3:delivered:1763719304', '8613800138000'],
    ]);
    expect(events.map((event) => ('message' in event ? [event.message.from.name, event.message.text] : event.outcome))).toEqual([
      ['Mei Lin', 'one'],
      ['Ada Okafor', 'two'],
      ['Mei Lin', 'three'],
      'receipts',
      'receipts',
    ]);
    expect(deliveries[0]!.raw.toString()).not.toContain('Ada');
  });
});

describe('Messenger', () => {
  const from = { kind: 'messenger', value: '5275811702471834' };
  const at = new Date(1763719200123);
  it.each<[string, object]>([
    ['text', { text: 'Do you ship to Kenya?' }],
    ['answer', { text: 'This one', answers: 'm_OURS1' }],
    ['image', { media: [{ kind: 'image', reference: 'https://scontent.xx.fbcdn.net/v/t1.15752-9/photo.jpg?oh=a&oe=b' }] }],
    ['thumb', { media: [{ kind: 'sticker', reference: 'https://scontent.xx.fbcdn.net/v/t39.1997-6/thumb.png?oh=a' }] }],
    [
      'file',
      {
        media: [{ kind: 'file', name: 'bill 2026.pdf', reference: 'https://cdn.fbsbx.com/v/t59.2708-21/bill%202026.pdf?oh=a' }],
      },
    ],
    ['link', { text: 'Green tea\nhttps://shop.example/tea-12' }],
    ['quick-reply', { text: 'Red', choice: 'colour-red' }],
    [
      'postback',
      {
        text: 'Get started',
        choice: 'start',
        extra: { referral: { source: 'SHORTLINK', type: 'OPEN_THREAD', ref: 'shop-window' } },
      },
    ],
  ])('%s is a message', (name, fields) => {
    expect(one(`messenger-${name}`)).toEqual({ outcome: 'message', message: { from, text: '', sentAt: at, ...fields } });
  });

  it.each<[string, object]>([
    ['edit', { kind: 'edited', externalId: 'm_TEXT1', text: 'Do you ship to Uganda?' }],
    ['reaction', { kind: 'reacted', externalId: 'm_OURS1', emoji: '❤️' }],
  ])('%s is a change', (name, change) => {
    expect(one(`messenger-${name}`)).toEqual({ outcome: 'change', change: { from, at, ...change } });
  });

  it('tells what was delivered by id, and what was read by how far', () => {
    const delivered = { state: 'delivered', at: new Date(1763719300000) };
    expect(one('messenger-delivery')).toEqual({
      outcome: 'receipts',
      receipts: [
        { externalId: 'm_OURS1', ...delivered },
        { externalId: 'm_OURS2', ...delivered },
      ],
    });
    expect(one('messenger-read')).toEqual({ outcome: 'read', from, upTo: new Date(1763719390000) });
  });

  it("knows the echo of our own message from that of a colleague's in the page's inbox", () => {
    const receipts = [{ externalId: 'm_OURS1', state: 'sent', part: ours }];
    expect(one('messenger-own-echo')).toEqual({ outcome: 'receipts', receipts });
    const { deliveries, events } = readPayload('messenger-echo');
    expect(deliveries[0]).toMatchObject({ externalId: 'm_ECHO1', orderKey: from.value });
    expect(events[0]).toEqual({ outcome: 'echo', to: from, text: 'Written in the page inbox', sentAt: at });
  });

  it('an echo that says nothing readable is listed', () => {
    expect(one('messenger-odd-echo')).toEqual({ outcome: 'unsupported', detail: 'an echo without text or file' });
  });

  it.each([
    ['referral', /^referral/],
    ['optin', /^optin/],
    ['other-page', /^for 999999999999; this inbox is 210030050060070/],
    ['standby', /another app/],
  ])('%s is ignored', (name, detail) => {
    expect(one(`messenger-${name}`)).toEqual({ outcome: 'ignored', detail: expect.stringMatching(detail) });
  });

  it('a batch is cut into its events', () => {
    expect(readPayload('messenger-batch').deliveries.map(({ externalId, orderKey }) => [externalId, orderKey])).toEqual([
      ['m_B1', from.value],
      ['m_B2', from.value],
      ['m_B3', '7000000000000001'],
      [`1763719390000:read:${from.value}`, from.value],
    ]);
  });

  it('what happened to a message has another id than the message', () => {
    expect(readPayload('messenger-edit').deliveries[0]!.externalId).toBe('m_TEXT1:edit:1');
    expect(readPayload('messenger-reaction').deliveries[0]!.externalId).toBe(`m_OURS1:reaction:${from.value}:1763719200123`);
  });
});

describe('Instagram', () => {
  const from = { kind: 'instagram', value: '883211547823301' };
  const at = new Date(1763719200123);
  const asset = (id: number, signature: string): string =>
    `https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=${id}&signature=${signature}`;
  it.each<[string, object]>([
    ['text', { text: 'Is the blue one back?' }],
    ['as-change', { text: 'By the newer way' }],
    ['story-reply', { text: 'Love it', extra: { story: { id: '18000000000000001', url: asset(1, 'a') } } }],
    [
      'story-mention',
      {
        media: [{ kind: 'image', reference: asset(2, 'b') }],
        extra: { shared: [{ type: 'story_mention', url: asset(2, 'b') }] },
      },
    ],
    [
      'reel',
      {
        media: [{ kind: 'video', reference: asset(3, 'c') }],
        extra: { shared: [{ type: 'ig_reel', url: asset(3, 'c'), title: 'How it is made' }] },
      },
    ],
    [
      'shared-post',
      {
        media: [{ kind: 'image', reference: asset(4, 'd') }],
        extra: { shared: [{ type: 'share', url: asset(4, 'd'), title: 'A workspace' }] },
      },
    ],
    [
      'shared-link',
      {
        text: 'https://www.instagram.com/p/C0ffee/',
        extra: { shared: [{ type: 'share', url: 'https://www.instagram.com/p/C0ffee/' }] },
      },
    ],
    ['unsupported', { unsupported: 'unsupported' }],
  ])('%s is a message', (name, fields) => {
    expect(one(`instagram-${name}`)).toEqual({ outcome: 'message', message: { from, text: '', sentAt: at, ...fields } });
  });

  it.each<[string, object]>([
    ['deleted', { kind: 'deleted', externalId: 'aWdfZAG1fTEXT1' }],
    ['reaction', { kind: 'reacted', externalId: 'aWdfZAG1fOURS1', emoji: '❤️' }],
    ['unreact', { kind: 'reacted', externalId: 'aWdfZAG1fOURS1', emoji: null }],
  ])('%s is a change', (name, change) => {
    expect(one(`instagram-${name}`)).toEqual({ outcome: 'change', change: { from, at, ...change } });
  });

  it('a message taken back has another id than the message', () => {
    expect(readPayload('instagram-deleted').deliveries[0]!.externalId).toBe('aWdfZAG1fTEXT1:deleted:');
  });

  it('tells which message was read, and what was written in the app', () => {
    expect(one('instagram-read')).toEqual({
      outcome: 'receipts',
      receipts: [{ externalId: 'aWdfZAG1fOURS1', state: 'read', at }],
    });
    expect(one('instagram-echo')).toEqual({ outcome: 'echo', to: from, text: 'Written in the app', sentAt: at });
  });

  it('a comment is ignored', () => {
    expect(one('instagram-comment')).toEqual({ outcome: 'ignored', detail: 'comments: nothing for a thread' });
  });
});
