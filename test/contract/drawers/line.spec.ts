import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineDrawer } from '../../../src/channels/line/line-drawer.js';
import { FakeLine } from '../../support/vendors/line.js';
import { describeDrawer } from './conformance.js';
import type { SignedCall, Utterance } from './drawer-case.js';

const folder = join(import.meta.dirname, '../../payloads/line');
const bodies = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
const secrets = { channelSecret: '0123456789abcdef0123456789abcdef', channelAccessToken: 'a-long-lived/channel+access+token=' };
const botUserId = `U${'b'.repeat(32)}`;

const signatureOf = (body: string | Buffer, secret = secrets.channelSecret): string =>
  createHmac('sha256', secret).update(body).digest('base64');
const callOf = (events: unknown[]): string => JSON.stringify({ destination: botUserId, events });
const eventOf = (from: string, id: string, more: object): object => ({
  mode: 'active',
  timestamp: 1_795_000_000_000,
  source: { type: 'user', userId: from },
  webhookEventId: createHash('sha256').update(id).digest('hex').slice(0, 26).toUpperCase(),
  deliveryContext: { isRedelivery: false },
  ...more,
});

function saying({ from, id, text, sentAt }: Utterance): object {
  const message = { type: 'text', id, text, quoteToken: `quote-${id}` };
  return eventOf(from, id, { type: 'message', timestamp: sentAt.getTime(), replyToken: `spent-${id}`, message });
}

/** What the door would cut out of the payloads. */
const deliveries = bodies.flatMap((body) => {
  const { destination, events } = JSON.parse(body.toString()) as { destination: string; events: unknown[] };
  return events.map((event) => JSON.stringify({ destination, event }));
});

describeDrawer({
  drawer: lineDrawer,
  settings: { botUserId },
  secrets,
  startFake: async () => {
    const fake = await FakeLine.start(secrets);
    return {
      url: fake.url,
      behave: (mood) => fake.behave(mood),
      get sent() {
        // A reply names its customer by the token only; the suite's tokens are spent, so all go by push.
        return fake.sent.map(({ to, message, id }) => ({ to: to ?? '', text: String(message['text']), id }));
      },
      stop: () => fake.stop(),
    };
  },
  environment: (fake) => ({ LINE_API_URL: fake.url, LINE_DATA_URL: fake.url }),
  identityKind: 'line',
  customers: ['1', '2', '3', '4'].map((digit) => `U${digit.repeat(32)}`) as [string, string, string, string],
  maxBatch: 20,
  bodyOf: (utterances) => callOf(utterances.map(saying)),
  sign: (body) => ({ headers: { 'content-type': 'application/json', 'x-line-signature': signatureOf(body) }, body }),
  forge: (genuine): SignedCall[] => [
    { ...genuine, headers: { 'content-type': 'application/json' } },
    { ...genuine, headers: { 'x-line-signature': signatureOf(genuine.body, 'another secret') } },
    { ...genuine, body: Buffer.concat([Buffer.from(genuine.body), Buffer.from(' ')]) },
    { ...genuine, headers: { 'x-line-signature': signatureOf(genuine.body).slice(0, -1) } },
  ],
  unknownKinds: (from) => [
    callOf([eventOf(from, 'k-1', { type: 'teleport', teleport: {} })]),
    callOf([eventOf(from, 'k-2', { type: 'message', message: { type: 'hologram', id: 'k-2' } })]),
    callOf([eventOf(from, 'k-3', { type: 'message', message: 'tea' })]),
    callOf([null, 'tea', 7]),
    JSON.stringify({ tea: true }),
  ],
  payloads: [...deliveries, ...bodies],
});
