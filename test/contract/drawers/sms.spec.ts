import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TwilioSmsDrawer } from '../../../src/channels/twilio/twilio-messaging.drawer.js';
import { FakeTwilio } from '../../support/vendors/twilio.js';
import { describeDrawer } from './conformance.js';
import type { SignedCall } from './drawer-case.js';

const folder = join(import.meta.dirname, '../../payloads/twilio');
const account = new FakeTwilio();
const sample = (name: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>;
const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
const text = sample('sms-text.json');

const withSignature = (call: SignedCall, signature: string | null): SignedCall => {
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (signature !== null) headers['x-twilio-signature'] = signature;
  return { ...call, headers };
};

describeDrawer({
  drawer: new TwilioSmsDrawer(),
  settings: { accountSid: account.accountSid, from: '+14155550100' },
  secrets: { authToken: account.authToken },
  startFake: () => FakeTwilio.start(),
  environment: (fake) => ({ TWILIO_API_URL: fake.url }),
  identityKind: 'phone',
  identityLevel: 'claimed',
  customers: ['+14155550121', '+14155550122', '+14155550123', '+14155550124'],
  maxBatch: 1,
  bodyOf: ([said]) => form({ ...text, From: said!.from, Body: said!.text, MessageSid: said!.id, SmsSid: said!.id }),
  sign: (body, { url }) => account.call(url, Object.fromEntries(new URLSearchParams(body.toString()))),
  forge: (genuine) => [
    withSignature(genuine, null),
    withSignature(genuine, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='),
    { ...genuine, body: `${genuine.body.toString()}&From=%2B14155550199` },
    { ...genuine, body: genuine.body.toString().replace('not+from+me', 'from+me') },
    { ...genuine, query: 'part=1' },
    { ...genuine, query: 'bodySHA256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  ],
  unknownKinds: (from) => [
    form({ ...text, MessageSid: 'SMk1', From: '72975' }),
    form({ MessageSid: 'SMk2', MessageStatus: 'teleported', To: from }),
    form({ CallSid: 'CAk3', From: from }),
    form({ MessageSid: 'SMk4', From: from, NumMedia: '0' }),
  ],
  receiptOf: ({ to, id }, state) =>
    form({ MessageSid: id, MessageStatus: state, To: to, ...(state === 'failed' ? { ErrorCode: '30003' } : {}) }),
  payloads: readdirSync(folder).map((name) => form(sample(name))),
});
