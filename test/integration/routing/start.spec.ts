import type { Refusal } from '../../../src/platform/http/refusal.js';
import { StartConversation } from '../../../src/routing/work/start-conversation.service.js';
import { type TestApp, startApp } from '../../support/app.js';
import { aQueue, anAgent, anInbox } from '../../support/builders.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import type { Principal } from '../../../src/accounts/principal.js';

let app: TestApp;
let by: Principal;
beforeAll(async () => {
  app = await startApp();
  const queueId = await aQueue(app.db);
  await anInbox(app.db, { queueId, channel: 'email', address: 'support@start.test' });
  const id = await anAgent(app.db, { name: 'Ana', capacity: 20, state: 'available', queueIds: [queueId] });
  by = { type: 'agent', id, name: 'Ana', role: 'agent', inboxIds: null };
});
afterAll(() => app.stop());

async function aCustomer(address?: string): Promise<string> {
  const id = newId();
  await app.db.run('INSERT INTO customers (id, name) VALUES ($1, $2)', [id, 'Mei']);
  if (address)
    await app.db.run(`INSERT INTO identities (id, customer_id, kind, value, level) VALUES ($1, $2, 'email', $3, 'verified')`, [
      newId(),
      id,
      address,
    ]);
  return id;
}
const start = (customerId: string, more: object = {}) =>
  app.get(StartConversation).execute({ by, customerId, text: 'Your parcel is on its way', ...more });
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => undefined,
    (error: Refusal) => error,
  );

it('lets an agent write first: the conversation is theirs, the limit binds, a retry and a second one change nothing', async () => {
  const customerId = await aCustomer('mei@start.test');
  const clientId = newId();
  const begun = await start(customerId, { clientId });
  expect(begun).toMatchObject({ status: 'assigned', channel: 'email', assignee: { id: by.id }, lastInboundAt: null });
  expect((await start(customerId, { clientId })).id).toBe(begun.id);
  expect(await refusal(start(customerId))).toMatchObject({ code: 'conflict', data: { conversationId: begun.id } });
  expect(await refusal(start(await aCustomer('other@start.test')))).toMatchObject({ code: 'no_capacity' });
  const sends = await app.db.query('SELECT state FROM outbound_sends');
  expect(sends).toHaveLength(1);
});

it('refuses a customer who cannot be reached, and stores nothing', async () => {
  const customerId = await aCustomer();
  expect(await refusal(start(customerId))).toMatchObject({ code: 'invalid_request' });
  expect(await refusal(start(newId()))).toMatchObject({ code: 'not_found' });
  expect(await app.db.query('SELECT 1 FROM conversations WHERE customer_id = $1', [customerId])).toEqual([]);
});
