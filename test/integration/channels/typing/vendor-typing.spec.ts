import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until.js';
import { FakeTelegram } from '../../../support/vendors/telegram.js';
import { accept, type Centre, type Person, startCentre } from '../../console/centre.js';

const secretToken = '0123456789abcdef0123456789abcdef';
const chatId = 5550001234;

describe('typing on a channel of a vendor', () => {
  let telegram: FakeTelegram;
  let centre: Centre;
  let [ana, ben]: Person[] = [];
  let says: (text: string) => Promise<Response>;

  beforeAll(async () => {
    telegram = await FakeTelegram.start();
    centre = await startCentre('offer', 'postgres', { TELEGRAM_API_URL: telegram.url });
    ana = await centre.person('Ana Silva', 'agent', 'available');
    ben = await centre.person('Ben Okafor');
    const admin = await centre.person('Ada', 'admin');
    const { body: inbox } = await admin.call<{ id: string }>('POST', '/v1/inboxes', {
      ...{ key: 'telegram', name: 'Telegram', channel: 'telegram', queueId: centre.queueId, settings: {} },
      secrets: { botToken: telegram.botToken, secretToken },
    });
    telegram.webhook = { url: `${centre.app.url}/v1/inboxes/${inbox.id}/webhook`, secretToken };
    let count = 0;
    says = (text) => {
      const message_id = (count += 1);
      const from = { id: chatId, is_bot: false, first_name: 'Tia', language_code: 'en' };
      const date = Math.floor(Date.now() / 1000);
      return telegram.deliver({
        update_id: count,
        message: { message_id, date, chat: { id: chatId, type: 'private' }, from, text },
      });
    };
  });
  afterAll(async () => {
    await centre.stop();
    await telegram.stop();
  });

  it('is shown to the customer while their agent writes, not at every key, and for nobody else', async () => {
    const [hers, his] = [await ana!.screen(), await ben!.screen()];
    expect((await says('Hello?')).status).toBe(200);
    const { id: conversationId } = await accept(hers);

    expect(await his.ask('typing', { conversationId, on: true })).toMatchObject({ ok: true });
    for (const on of [true, true, false, true]) await hers.ask('typing', { conversationId, on });
    await until('Telegram is told', () => telegram.typing.length > 0);

    await centre.app.moveClock(5_000);
    await hers.ask('typing', { conversationId, on: true });
    await until('Telegram is told again', () => telegram.typing.length > 1);
    expect(telegram.typing).toEqual([String(chatId), String(chatId)]);
  });

  it('that does not arrive is let go: the agent and the answer notice nothing', async () => {
    const hers = await ana!.screen();
    const { body } = await ana!.call<{ data: { id: string }[] }>('GET', '/v1/conversations?assignee=me');
    const conversationId = body.data[0]!.id;
    telegram.behave('outage');
    const before = telegram.calls.length;
    await centre.app.moveClock(5_000);
    expect(await hers.ask('typing', { conversationId, on: true })).toMatchObject({ ok: true });
    await until('Telegram was asked', () => telegram.calls.length > before);
    telegram.behave('ok');
    const sent = await hers.ask('message.send', { conversationId, kind: 'reply', text: 'Here.', clientId: 'after' });
    expect(sent).toMatchObject({ ok: true });
    await until('the answer left', () => telegram.sent.some(({ text }) => text === 'Here.'));
  });
});
