import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openUpdate } from './open-update.js';
import type { TelegramConnection } from './telegram-connection.js';

const connection: TelegramConnection = {
  inboxId: 'i',
  channel: 'telegram',
  settings: {},
  secrets: { botToken: '1:a', secretToken: 'a-secret-of-some-length' },
  webhookUrl: 'https://desk.example/v1/inboxes/i/webhook',
};
const payload = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../test/payloads/telegram', `${name}.json`));
const opened = (body: Buffer, token: string | undefined = connection.secrets.secretToken) =>
  openUpdate(
    {
      method: 'POST',
      url: connection.webhookUrl ?? '',
      query: {},
      headers: token === undefined ? {} : { 'x-telegram-bot-api-secret-token': token },
      body,
    },
    connection,
  );

it('cuts out one delivery: its number, its bytes, its sender', () => {
  const body = payload('text');
  expect(opened(body)).toEqual({
    outcome: 'opened',
    deliveries: [{ externalId: '871000101', raw: body, orderKey: '5550001234' }],
    answer: undefined,
  });
});

it.each(['edited', 'button', 'reaction', 'blocked'])('keeps %s in order with the messages of its sender', (name) => {
  expect(opened(payload(name))).toMatchObject({ deliveries: [{ orderKey: '5550001234' }] });
});

it.each([[''], ['a-secret-of-some-lengt'], ['a-secret-of-some-lengthy'], ['A-SECRET-OF-SOME-LENGTH']])(
  'takes nothing that shows another secret: %j',
  (token) => {
    expect(opened(payload('text'), token)).toMatchObject({ outcome: 'forged' });
  },
);

it('takes nothing that shows no secret', () => {
  const request = { method: 'POST' as const, url: '', query: {}, headers: {}, body: payload('text') };
  expect(openUpdate(request, connection)).toMatchObject({ outcome: 'forged' });
});

it('stops the spinner of a pressed button by its own answer', () => {
  const result = opened(payload('button'));
  const answer = result.outcome === 'opened' ? result.answer : undefined;
  expect(answer).toMatchObject({ status: 200, contentType: 'application/json' });
  expect(JSON.parse(answer!.body)).toEqual({ method: 'answerCallbackQuery', callback_query_id: '4382bfdwdsb323b2d9' });
});

it('keeps what it cannot read, under its own hash', () => {
  const body = Buffer.from('{"update_id":');
  expect(opened(body)).toMatchObject({
    outcome: 'opened',
    deliveries: [{ externalId: expect.stringMatching(/^unreadable:[0-9a-f]{64}$/), raw: body }],
  });
});
