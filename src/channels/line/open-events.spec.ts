import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateSignature } from '@line/bot-sdk';
import type { LineConnection } from './line-connection.js';
import { openEvents } from './open-events.js';

const channelSecret = '8c570fa6dd201bb328f1c1eac23a96d8';
const connection: LineConnection = {
  inboxId: 'i',
  channel: 'line',
  settings: {},
  secrets: { channelSecret, channelAccessToken: 'token' },
  webhookUrl: 'https://desk.example/v1/inboxes/i/webhook',
};
const payload = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../test/payloads/line', `${name}.json`));
const signed = (body: Buffer, secret = channelSecret): string => createHmac('sha256', secret).update(body).digest('base64');
const opened = (body: Buffer, signature: string | undefined = signed(body)) =>
  openEvents(
    { method: 'POST', url: '', query: {}, headers: signature === undefined ? {} : { 'x-line-signature': signature }, body },
    connection,
  );

describe('the signature', () => {
  const body = payload('text');
  const altered = Buffer.from(body.toString().replace('hello', 'hullo'));
  const cases: [string, Buffer, string, boolean][] = [
    ['of the body', body, signed(body), true],
    [
      'of a body in many scripts',
      Buffer.from('{"events":[],"destination":"茶"}'),
      signed(Buffer.from('{"events":[],"destination":"茶"}')),
      true,
    ],
    ['of another body', altered, signed(body), false],
    ['by another secret', body, signed(body, 'another'), false],
    ['cut short', body, signed(body).slice(0, -2), false],
    ['of other letters', body, signed(body).toLowerCase(), false],
  ];

  it.each(cases)("%s: as LINE's own library sees it", (_name, given, signature, genuine) => {
    expect(validateSignature(given, channelSecret, signature)).toBe(genuine);
    expect(opened(given, signature).outcome).toBe(genuine ? 'opened' : 'forged');
  });

  it('left out is forged', () => {
    expect(openEvents({ method: 'POST', url: '', query: {}, headers: {}, body }, connection).outcome).toBe('forged');
  });
});

describe('a call', () => {
  it('is cut into its events, each with its own id and sender', () => {
    expect(opened(payload('image-set'))).toMatchObject({
      deliveries: [
        { externalId: '01HXQ000000000000000000003', orderKey: `U4af4980629${'0'.repeat(22)}` },
        { externalId: '01HXQ000000000000000000004', orderKey: `U4af4980629${'0'.repeat(22)}` },
      ],
    });
  });

  it('that only asks whether we are there has none', () => {
    expect(opened(payload('verify'))).toEqual({ outcome: 'opened', deliveries: [] });
  });

  it('that repeats an event names it as before', () => {
    const first = payload('text');
    const again = Buffer.from(first.toString().replace('"isRedelivery": false', '"isRedelivery": true'));
    const idOf = (body: Buffer) => {
      const result = opened(body);
      return result.outcome === 'opened' && result.deliveries[0]?.externalId;
    };
    expect(again.equals(first)).toBe(false);
    expect(idOf(again)).toBe(idOf(first));
  });

  it.each([
    ['no JSON', '<events/>'],
    ['no list of events', '{"events":{}}'],
    ['more events than LINE ever sends', JSON.stringify({ events: Array.from({ length: 1001 }, () => ({})) })],
    ['events nested without end', `{"events":[${'['.repeat(100_000)}${']'.repeat(100_000)}]}`],
  ])('with %s is kept as it is', (_name, text) => {
    const body = Buffer.from(text);
    expect(opened(body)).toEqual({
      outcome: 'opened',
      deliveries: [{ externalId: expect.stringMatching(/^unreadable:/), raw: body }],
    });
  });
});
