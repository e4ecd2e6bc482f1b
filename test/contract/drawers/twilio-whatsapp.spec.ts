import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TwilioWhatsappDrawer } from '../../../src/channels/twilio/twilio-messaging.drawer.js';
import { FakeTwilio } from '../../support/vendors/twilio.js';
import { describeDrawer } from './conformance.js';
import type { SignedCall } from './drawer-case.js';

const folder = join(import.meta.dirname, '../../payloads/twilio');
const account = new FakeTwilio();
const sample = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>;
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const text = sample('whatsapp-text.json');

const withSignature = (call: SignedCall, signature: string | null): SignedCall => {
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (signature !== null) headers['x-twilio-signature'] = signature;
  return { ...call, headers };
};

describeDrawer({
  drawer: new TwilioWhatsappDrawer(),
  settings: { accountSid: account.accountSid, from: '+14155550100', apiKeySid: account.apiKeySid },
  secrets: { authToken: account.authToken, apiKeySecret: account.apiKeySecret },
  startFake: () => FakeTwilio.start(),
  environment: (fake) => ({ TWILIO_API_URL: fake.url }),
  identityKind: 'whatsapp',
  customers: ['whatsapp:+8613800138001', 'whatsapp:+8613800138002', 'whatsapp:+8613800138003', 'whatsapp:+8613800138004'],
  maxBatch: 1,
  bodyOf: ([said]) =>
    form({ ...text, From: said!.from, WaId: said!.from.slice(10), Body: said!.text, MessageSid: said!.id, SmsSid: said!.id }),
  sign: (body, { url }) => account.call(url, Object.fromEntries(new URLSearchParams(body.toString()))),
  forge: (genuine) => [
    withSignature(genuine, null),
    withSignature(genuine, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='),
    { ...genuine, body: genuine.body.toString().replace('not+from+me', 'from+me') },
  ],
  unknownKinds: (from) => [
    form({ ...text, MessageSid: 'SMk1', From: '+14155550123' }),
    form({ MessageSid: 'SMk2', MessageStatus: 'teleported', To: from }),
    form({ ...text, MessageSid: 'SMk3', From: from, Body: '', MessageType: 'hologram' }),
  ],
  receiptOf: ({ to, id }, state) =>
    form({
      MessageSid: id,
      MessageStatus: state,
      To: to,
      ChannelPrefix: 'whatsapp',
      ...(state === 'failed' ? { ErrorCode: '63024' } : {}),
    }),
  payloads: readdirSync(folder).map((name) => form(sample(name))),
});
