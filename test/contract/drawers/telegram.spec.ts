import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { telegramDrawer } from '../../../src/channels/telegram/telegram-drawer.js';
import { FakeTelegram } from '../../support/vendors/telegram.js';
import { describeDrawer } from './conformance.js';
import type { SignedCall, Utterance } from './drawer-case.js';

const folder = join(import.meta.dirname, '../../payloads/telegram');
const secretToken = 'an-agreed-secret-0123456789';

/** Telegram counts; a number of its own for every name the suite thinks of. */
const numberOf = (name: string): number => Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 10), 16);

const userOf = (id: string): object => ({ id: Number(id), is_bot: false, first_name: 'Mei', language_code: 'en' });
const chatOf = (id: string): object => ({ id: Number(id), type: 'private', first_name: 'Mei' });

function updateOf({ from, id, text, sentAt }: Utterance): object {
  const date = Math.floor(sentAt.getTime() / 1000);
  const message = { message_id: numberOf(`message ${id}`), from: userOf(from), chat: chatOf(from), date, text };
  return { update_id: numberOf(id), message };
}

const withToken = (call: SignedCall, token: string): SignedCall => ({
  ...call,
  headers: { ...call.headers, 'x-telegram-bot-api-secret-token': token },
});

const botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

describeDrawer({
  drawer: telegramDrawer,
  settings: { botUsername: 'tea_shop_bot' },
  secrets: { botToken, secretToken },
  startFake: async () => {
    const fake = await FakeTelegram.start(botToken);
    return {
      url: fake.url,
      behave: (mood) => fake.behave(mood),
      get sent() {
        return fake.sent.map(({ chatId, text, messageId }) => ({ to: chatId, text: text ?? '', id: `${chatId}:${messageId}` }));
      },
      stop: () => fake.stop(),
    };
  },
  environment: (fake) => ({ TELEGRAM_API_URL: fake.url }),
  identityKind: 'telegram',
  customers: ['5550001234', '5550001235', '77', '6999999999'],
  maxBatch: 1,
  bodyOf: ([utterance]) => JSON.stringify(updateOf(utterance!)),
  sign: (body) => withToken({ headers: { 'content-type': 'application/json' }, body }, secretToken),
  forge: (genuine): SignedCall[] => [
    { ...genuine, headers: { 'content-type': 'application/json' } },
    withToken(genuine, ''),
    withToken(genuine, secretToken.slice(1)),
    withToken(genuine, secretToken.toUpperCase()),
  ],
  unknownKinds: (from) => [
    JSON.stringify({ update_id: 1, telepathy: { from: userOf(from), thought: 'tea' } }),
    JSON.stringify({
      update_id: 2,
      message: { message_id: 2, from: userOf(from), chat: chatOf(from), date: 1_795_000_000, hologram: { depth: 3 } },
    }),
    JSON.stringify({ update_id: 3, message: 'tea' }),
    JSON.stringify({ update_id: 4 }),
    JSON.stringify({ tea: true }),
  ],
  payloads: readdirSync(folder).map((name) => readFileSync(join(folder, name))),
});
