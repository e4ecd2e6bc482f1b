import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MediaGone, type OutgoingPart, type PartOutcome } from '../../../../src/channels/drawers/drawer.js';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import type { TwilioConnection } from '../../../../src/channels/twilio/twilio-connection.js';
import { TwilioSmsDrawer, TwilioWhatsappDrawer } from '../../../../src/channels/twilio/twilio-messaging.drawer.js';
import { readConfig } from '../../../../src/config/read-config.js';
import { FakeTwilio } from '../../../support/vendors/twilio.js';

const customer = '+14155550123';
const webhookUrl = 'https://desk.example/v1/inboxes/1/webhook';
const sms = new TwilioSmsDrawer();
const whatsapp = new TwilioWhatsappDrawer();

let twilio: FakeTwilio;
let http: VendorHttpClient;
let connection: TwilioConnection;

beforeEach(async () => {
  twilio = await FakeTwilio.start();
  http = new VendorHttpClient(readConfig({ TWILIO_API_URL: twilio.url, VENDOR_TIMEOUT_MS: '1500' }, '/nowhere'));
  const { accountSid, authToken } = twilio;
  const settings = { accountSid, from: '+14155550100' };
  connection = { inboxId: '1', channel: 'sms', settings, secrets: { authToken }, webhookUrl };
});
afterEach(() => twilio.stop());

const part = (given: Partial<OutgoingPart>): OutgoingPart => ({
  ...{ messageId: 'm', index: 0, idempotencyKey: '0190a000-0000-7000-8000-000000000001', now: new Date(0) },
  to: { kind: 'phone', value: customer },
  ...given,
});
const text = (value: string, to = customer): Promise<PartOutcome> =>
  sms.send(part({ text: value, to: { kind: 'phone', value: to } }), connection, http);
const chat = (given: Partial<OutgoingPart>): Promise<PartOutcome> =>
  whatsapp.send(part({ to: { kind: 'whatsapp', value: '8613800138000' }, ...given }), connection, http);
const media = {
  ...{ kind: 'image' as const, name: 'a.png', contentType: 'image/png', sizeBytes: 3, url: 'https://desk.example/files/1?sig=x' },
  read: () => Promise.resolve(Buffer.from('png')),
};

describe('a text message', () => {
  it('leaves with where to tell what became of it', async () => {
    expect(await text('Hello 你好 & more')).toEqual({ state: 'sent', externalId: twilio.sent[0]?.id });
    expect(twilio.sent[0]?.form).toEqual({
      To: customer,
      From: '+14155550100',
      StatusCallback: webhookUrl,
      Body: 'Hello 你好 & more',
    });
  });

  it('leaves by a messaging service, or by an API key, where the settings say so', async () => {
    const messagingServiceSid = 'MG00112233445566778899aabbccddeeff';
    const { accountSid, apiKeySid, apiKeySecret, authToken } = twilio;
    connection = {
      ...connection,
      settings: { accountSid, messagingServiceSid, apiKeySid },
      secrets: { authToken, apiKeySecret },
    };
    expect(await text('Hello')).toMatchObject({ state: 'sent' });
    expect(twilio.sent[0]?.form).toMatchObject({ MessagingServiceSid: messagingServiceSid });
    expect(twilio.sent[0]?.form).not.toHaveProperty('From');
    expect(twilio.users).toEqual([apiKeySid]);
  });

  it('a file leaves by its signed address', async () => {
    expect(await sms.send(part({ media }), connection, http)).toMatchObject({ state: 'sent' });
    expect(twilio.sent[0]?.form).toMatchObject({ MediaUrl: media.url });
  });

  it.each([
    ['to whoever said STOP', '21610: the customer has opted out', () => twilio.optedOut.add(customer)],
    ['that is too long', '21617: the text is longer', () => undefined],
    ['that Twilio refuses for a reason of its own', '30999: Something new', () => twilio.refuse(400, 30999, 'Something new')],
    ['that Twilio refuses without a number', 'Twilio answered 404', () => twilio.refuse(404, NaN, '')],
  ])('%s fails, and says why', async (name, reason, given) => {
    given();
    expect(await text(name === 'that is too long' ? 'x'.repeat(1601) : 'hi')).toEqual({
      state: 'failed',
      reason: expect.stringMatching(new RegExp(`^${reason}`)),
    });
  });

  it('to what is no number fails without asking', async () => {
    expect(await text('hi', 'somebody')).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^21211: /) });
    expect(twilio.users).toEqual([]);
  });

  it('waits as long as Twilio says', async () => {
    twilio.behave('throttle');
    expect(await text('hi')).toEqual({ state: 'later', reason: '20429: Too Many Requests', afterMs: 7_000 });
  });

  it.each(['outage', 'half', 'nonsense', 'silence'] as const)('%s is no no', async (mood) => {
    twilio.behave(mood);
    expect(await text('hi')).toEqual({ state: 'later', reason: expect.stringMatching(/^Twilio /) });
  });

  it('a token that was changed can be mended: the message waits', async () => {
    connection = { ...connection, secrets: { authToken: 'f'.repeat(32) } };
    expect(await text('hi')).toEqual({ state: 'later', reason: expect.stringMatching(/^Twilio refused to sign us in: 20003/) });
  });
});

describe('a WhatsApp message', () => {
  const template = { name: 'order_sent', language: 'en', variables: ['A-1042', 'Monday'] };
  const contentSid = 'HX00112233445566778899aabbccddeeff';

  it('is addressed as Twilio writes it', async () => {
    expect(await chat({ text: 'hi' })).toMatchObject({ state: 'sent' });
    expect(twilio.sent[0]?.form).toMatchObject({ To: 'whatsapp:+8613800138000', From: 'whatsapp:+14155550100' });
  });

  it('after 24 hours only a template leaves', async () => {
    twilio.silent.add('whatsapp:+8613800138000');
    expect(await chat({ text: 'hi' })).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/^63016: the reply window/),
    });
    connection.settings = { ...connection.settings, contents: [{ name: 'order_sent', contentSid }] };
    expect(await chat({ template })).toMatchObject({ state: 'sent' });
    expect(twilio.sent[0]?.form).toMatchObject({ ContentSid: contentSid, ContentVariables: '{"1":"A-1042","2":"Monday"}' });
  });

  it('a template is chosen by language, and one that is named by its sid needs no settings', async () => {
    const english = contentSid.replace('ff', '11');
    twilio.contents.add(english);
    const contents = [
      { name: 'order_sent', contentSid },
      { name: 'order_sent', language: 'en', contentSid: english },
    ];
    connection.settings = { ...connection.settings, contents };
    await chat({ template });
    await chat({ template: { ...template, language: 'fr' } });
    await chat({ template: { name: contentSid, language: 'en', variables: [] } });
    expect(twilio.sent.map(({ form }) => form['ContentSid'])).toEqual([english, contentSid, contentSid]);
    expect(twilio.sent[2]?.form).not.toHaveProperty('ContentVariables');
  });

  it('a template nobody has entered fails without asking', async () => {
    expect(await chat({ template })).toMatchObject({
      state: 'failed',
      reason: expect.stringMatching(/know no template "order_sent"/),
    });
    expect(await sms.send(part({ template }), connection, http)).toMatchObject({ state: 'failed' });
    expect(twilio.users).toEqual([]);
  });
});

describe('files of customers', () => {
  const fetch = (reference: string, maxBytes = 1000) => sms.fetchMedia({ kind: 'image', reference }, connection, http, maxBytes);

  it('are fetched with the credentials, and from the store without them', async () => {
    const address = twilio.hold({ body: Buffer.from('a photo'), contentType: 'image/jpeg' });
    expect(await fetch(address)).toEqual({ body: Buffer.from('a photo'), contentType: 'image/jpeg' });
    expect(twilio.users).toEqual([twilio.accountSid]);
    expect(twilio.leaked).toBe(false);
  });

  it('are gone once they were deleted', async () => {
    const address = twilio.hold({ body: Buffer.from('a photo'), contentType: 'image/jpeg' });
    twilio.media.clear();
    await expect(fetch(address)).rejects.toThrow(MediaGone);
  });

  it('too large ones, and a wrong token, are no reason to give them up', async () => {
    const address = twilio.hold({ body: Buffer.alloc(2000), contentType: 'image/jpeg' });
    await expect(fetch(address)).rejects.not.toThrow(MediaGone);
    connection = { ...connection, secrets: { authToken: 'f'.repeat(32) } };
    await expect(fetch(address, 5000)).rejects.not.toThrow(MediaGone);
  });

  it.each([
    'https://twilio.com.evil.example/2010-04-01/Accounts/AC/Messages/MM/Media/ME',
    'http://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME',
    'https://user@api.twilio.com/x',
    'https://api.twilio.com:8443/x',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    'nothing',
  ])('an address that is not of Twilio gets no credentials: %s', async (address) => {
    await expect(fetch(address)).rejects.toThrow(MediaGone);
    expect(twilio.users).toEqual([]);
  });

  it('a redirect to somewhere else is not followed', async () => {
    const calls: string[] = [];
    const elsewhere = {
      base: () => twilio.url,
      call: ({ url }: { url: string }) => {
        calls.push(url);
        const headers = { location: 'http://169.254.169.254/latest/meta-data' };
        return Promise.resolve({ status: 307, headers, body: Buffer.alloc(0), json: undefined });
      },
    };
    const address = `${twilio.url}/2010-04-01/Accounts/AC/Messages/MM/Media/ME`;
    await expect(sms.fetchMedia({ kind: 'image', reference: address }, connection, elsewhere, 10)).rejects.toThrow(MediaGone);
    expect(calls).toEqual([address]);
  });
});
