import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { type TestApp, startApp } from '../../support/app.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { until } from '../../support/until.js';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));
afterAll(() => app.stop());

async function arrival(inboxId: string, locale: string | null): Promise<string> {
  const id = newId();
  const from = { kind: 'visitor' as const, value: id, level: 'anonymous' as const, joins: true, customerId: id, identityId: id };
  const received = await app
    .get(ReceiveMessage)
    .receive({ inboxId, channel: 'webchat', from, text: 'hello', clientId: newId(), locale });
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
