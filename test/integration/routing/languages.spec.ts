import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { type TestApp, startApp } from '../../support/app.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { until } from '../../support/until.js';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));
afterAll(() => app.stop());

async function arrival(inboxId: string, locale: string | null, text = 'hello'): Promise<string> {
  const id = newId();
  const from = { kind: 'visitor' as const, value: id, level: 'anonymous' as const, joins: true, customerId: id, identityId: id };
  const received = await app.get(ReceiveMessage).receive({ inboxId, channel: 'webchat', from, text, clientId: newId(), locale });
  return received!.conversationId;
}

const offeredTo = (conversationId: string) =>
  until('an offer', async () => {
    await app.get(RunMatching).execute();
    return (
      await app.db.query<{ agent_id: string }>(`SELECT agent_id FROM offers WHERE conversation_id = $1`, [conversationId])
    )[0]?.agent_id;
  });

it('gives work to agents who named no language, where nobody of the queue speaks the customer’s', async () => {
  const agentId = await anAgent(app.db, { languages: [], state: 'available' });
  const inboxId = await anInbox(app.db, { queueId: await aQueue(app.db, { agentIds: [agentId] }) });
  expect(await offeredTo(await arrival(inboxId, null))).toBe(agentId);
  expect(await offeredTo(await arrival(inboxId, 'zh-CN'))).toBe(agentId);
});

it('gives a Chinese conversation to the one who speaks it, whatever the region', async () => {
  const english = await anAgent(app.db, { languages: ['en'], state: 'available' });
  const chinese = await anAgent(app.db, { languages: ['zh'], state: 'available' });
  const inboxId = await anInbox(app.db, { queueId: await aQueue(app.db, { agentIds: [english, chinese] }) });
  expect(await offeredTo(await arrival(inboxId, 'zh-CN'))).toBe(chinese);
});

describe('where the customer said no language', () => {
  const written = async (text: string, locale: string | null = null): Promise<string | null> => {
    const inboxId = await anInbox(app.db, { queueId: await aQueue(app.db) });
    const id = await arrival(inboxId, locale, text);
    await app.get(RouteConversations).execute();
    // Who was routing already may have it in hand.
    const { language } = await until('its place in line', async () => {
      const sql = 'SELECT language FROM conversations WHERE id = $1 AND routed_at IS NOT NULL';
      return (await app.db.query<{ language: string | null }>(sql, [id]))[0];
    });
    return language;
  };

  it.each([
    ['你好，我的订单还没有到', 'zh'],
    ['注文した商品がまだ届きません', 'ja'],
    ['주문한 상품이 아직 안 왔어요', 'ko'],
    ['Where is my order? It should have been here on Monday.', 'en'],
    ['Wo bleibt meine Bestellung? Sie sollte am Montag hier sein.', 'de'],
    ['¿Dónde está mi pedido? Debía llegar el lunes.', 'es'],
    ['Где мой заказ? Он должен был прийти в понедельник.', 'ru'],
    ['أين طلبي؟ كان يجب أن يصل يوم الاثنين', 'ar'],
    ['คำสั่งซื้อของฉันอยู่ที่ไหน', 'th'],
    // Too little to go by: any agent will do.
    ['hello', null],
    ['ok', null],
    ['A-20417', null],
    ['', null],
  ])('“%s” is taken for %s', async (text, language) => {
    expect(await written(text)).toBe(language);
  });

  it('what they said counts for more than what they write', async () => {
    expect(await written('Where is my order? It should have been here on Monday.', 'zh-CN')).toBe('zh-CN');
  });

  it('a conversation found to be Chinese goes to the one who speaks it', async () => {
    const english = await anAgent(app.db, { languages: ['en'], state: 'available' });
    const chinese = await anAgent(app.db, { languages: ['zh'], state: 'available' });
    const inboxId = await anInbox(app.db, { queueId: await aQueue(app.db, { agentIds: [english, chinese] }) });
    expect(await offeredTo(await arrival(inboxId, null, '你好，我的订单还没有到'))).toBe(chinese);
  });
});
