import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WebhookRequest } from '../drawers/drawer.js';
import { openTwilioMessaging } from './open-twilio.js';
import { translateTwilio } from './translate-twilio.js';
import { twilioSignature } from './twilio-signature.js';

const folder = join(import.meta.dirname, '../../../test/payloads/twilio');
const sample = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, string>;
const raw = (fields: Record<string, string>): Buffer => Buffer.from(new URLSearchParams(fields).toString());
const sid = (prefix: string, n: number): string => prefix + n.toString(16).padStart(32, '0');
const media = (message: number, file: number): string =>
  `https://api.twilio.com/2010-04-01/Accounts/AC00112233445566778899aabbccddeeff/Messages/${sid('MM', message)}/Media/${sid('ME', file)}`;

const phone = { kind: 'phone', value: '+14155550123', proved: false };
const zoe = {
  kind: 'whatsapp',
  value: '8613800138000',
  name: 'Zoë Lin',
  proves: [{ kind: 'phone', value: '+8613800138000' }],
};

describe('messages by Twilio, translated', () => {
  it.each([
    ['sms-text', { from: phone, text: 'Where is my order A-1042? & is the 5 % off still on? 🌿' }],
    [
      'sms-media',
      {
        from: phone,
        text: '',
        media: [
          { kind: 'image', reference: media(0xa2, 1), contentType: 'image/jpeg' },
          { kind: 'file', reference: media(0xa2, 2), contentType: 'text/vcard' },
        ],
      },
    ],
    ['sms-stop', { from: phone, text: 'STOP', extra: { optOut: 'STOP' } }],
    ['whatsapp-text', { from: zoe, text: '请问我的订单到哪里了？' }],
    [
      'whatsapp-image',
      { from: zoe, text: 'look', media: [{ kind: 'image', reference: media(0xb2, 3), contentType: 'image/jpeg' }] },
    ],
    [
      'whatsapp-location',
      {
        from: zoe,
        text: '',
        location: { latitude: 30.28126, longitude: 120.15507, name: 'The shop', address: '90 Wensan Road' },
      },
    ],
    ['whatsapp-button', { from: zoe, text: 'Yes, please', choice: 'CONFIRM_A1042', answers: sid('SM', 0xc0) }],
    ['whatsapp-list', { from: zoe, text: 'Refund', choice: 'refund', answers: sid('SM', 0xc1) }],
    ['whatsapp-reply', { from: zoe, text: 'That one', answers: sid('SM', 0xc2) }],
    ['whatsapp-nothing-shown', { from: zoe, text: '', unsupported: 'order' }],
  ])('%s', (name, message) => {
    const channel = name.startsWith('sms') ? 'sms' : 'whatsapp';
    expect(translateTwilio(raw(sample(name)), channel)).toEqual({ outcome: 'message', message });
  });

  it.each([
    ['status-sent', { externalId: sid('SM', 0xd1), state: 'sent' }],
    ['status-delivered', { externalId: sid('SM', 0xd1), state: 'delivered' }],
    ['status-read', { externalId: sid('SM', 0xd3), state: 'read' }],
    ['status-undelivered', { externalId: sid('SM', 0xd2), state: 'failed', reason: '30003: the phone is off or out of reach' }],
    [
      'status-window-closed',
      { externalId: sid('SM', 0xd4), state: 'failed', reason: expect.stringContaining('63016: the reply window is closed') },
    ],
  ])('%s', (name, receipt) => {
    expect(translateTwilio(raw(sample(name)), 'sms')).toEqual({ outcome: 'receipts', receipts: [receipt] });
  });

  it('a message on its way is no news', () => {
    expect(translateTwilio(raw(sample('status-queued')), 'sms')).toEqual({ outcome: 'ignored', detail: 'on its way: queued' });
  });

  it.each([
    ['a failure without a number', { ErrorCode: '' }, 'failed'],
    ['a number that is not known', { ErrorCode: '99999' }, '99999: see twilio.com/docs/errors'],
    ['a number that is none', { ErrorCode: 'toString' }, 'failed'],
  ])('%s has a reason all the same', (_name, change, reason) => {
    const fields = { ...sample('status-undelivered'), MessageStatus: 'failed', ...change };
    expect(translateTwilio(raw(fields), 'sms')).toMatchObject({ receipts: [{ state: 'failed', reason }] });
  });

  it.each([
    ['a short code', sample('sms-short-code'), 'sms', 'unsupported'],
    ['a number on the WhatsApp inbox', sample('sms-text'), 'whatsapp', 'unsupported'],
    ['a WhatsApp address on the SMS inbox', sample('whatsapp-text'), 'sms', 'unsupported'],
    ['a call', { CallSid: sid('CA', 1), CallStatus: 'ringing' }, 'sms', 'unrecognised'],
    ['a status nobody has heard of', { ...sample('status-sent'), MessageStatus: 'constructor' }, 'sms', 'unrecognised'],
    ['a status of nothing', { MessageStatus: 'sent' }, 'sms', 'unrecognised'],
    ['nothing', {}, 'sms', 'unrecognised'],
  ] as const)('%s is kept', (_name, fields, channel, outcome) => {
    expect(translateTwilio(raw(fields as Record<string, string>), channel).outcome).toBe(outcome);
  });

  it('says no more files than there are, and never more than ten', () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_none, n) => [`MediaUrl${n}`, `https://api.twilio.com/${n}`]));
    const event = translateTwilio(raw({ ...sample('sms-text'), ...many, NumMedia: '999' }), 'sms');
    expect(event.outcome === 'message' && event.message.media).toHaveLength(10);
    const none = translateTwilio(raw({ ...sample('sms-text'), NumMedia: '3' }), 'sms');
    expect(none.outcome === 'message' && none.message.media).toBeUndefined();
  });

  it('never throws on 10,000 damaged forms, and each has an outcome', () => {
    const all = readdirSync(folder).map((name) => raw(sample(name.replace('.json', ''))));
    const splinters = [
      '&',
      '=',
      '%',
      '%00',
      '%ff',
      '+',
      'NumMedia=99999999999',
      '&MessageStatus=',
      '&From=',
      '&From=72975&',
      '9'.repeat(400),
    ];
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(fc.tuple(fc.nat(700), fc.nat(40), fc.constantFrom('', ...splinters)), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('sms' as const, 'whatsapp' as const),
        (form, cuts, channel) => {
          let bytes = form;
          for (const [at, length, splinter] of cuts)
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(splinter), bytes.subarray(at + length)]);
          outcomes.add(translateTwilio(bytes, channel).outcome);
        },
      ),
      { numRuns: 10_000, seed: 20261122 },
    );
    expect([...outcomes].sort()).toEqual(['ignored', 'message', 'receipts', 'unrecognised', 'unsupported']);
  });
});

describe('a webhook call of Twilio Messaging', () => {
  const token = '0123456789abcdef0123456789abcdef';
  const url = 'https://desk.example/v1/inboxes/1/webhook';
  const call = (fields: Record<string, string>): WebhookRequest => {
    const form = new URLSearchParams(fields);
    const headers = { 'x-twilio-signature': twilioSignature(token, url, form) };
    return { method: 'POST', url, query: {}, headers, body: Buffer.from(form.toString()) };
  };
  const idOf = (fields: Record<string, string>): string => {
    const opened = openTwilioMessaging(call(fields), 'sms', token);
    return opened.outcome === 'opened' ? opened.deliveries[0]!.externalId : 'forged';
  };

  it('is one delivery, ordered by its customer, answered with TwiML that does nothing', () => {
    expect(openTwilioMessaging(call(sample('sms-text')), 'sms', token)).toEqual({
      outcome: 'opened',
      deliveries: [{ externalId: sid('SM', 0xa1), raw: raw(sample('sms-text')), orderKey: 'sms:+14155550123' }],
      answer: {
        status: 200,
        contentType: 'text/xml; charset=utf-8',
        body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
      },
    });
  });

  it('every state of one message has a name of its own, and a repeat has the same', () => {
    const states = ['status-queued', 'status-sent', 'status-delivered'].map((name) => idOf(sample(name)));
    expect(states).toEqual(['queued', 'sent', 'delivered'].map((state) => `${sid('SM', 0xd1)}:${state}`));
    expect(openTwilioMessaging(call(sample('status-sent')), 'sms', token)).toMatchObject({
      deliveries: [{ orderKey: 'sms:+14155550123' }],
    });
  });

  it('without a sid it is named by its bytes', () => {
    expect(idOf({ Body: 'x' })).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(idOf({ Body: 'x' })).not.toBe(idOf({ Body: 'y' }));
  });

  it('forged, it is nothing', () => {
    expect(openTwilioMessaging(call(sample('sms-text')), 'sms', 'f'.repeat(32)).outcome).toBe('forged');
  });
});
