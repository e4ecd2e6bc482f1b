import type { Principal } from '../../../src/accounts/principal.js';
import { Presence } from '../../../src/agents/presence.service.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import { systemActor } from '../../../src/platform/database/tx.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { type TestApp, startApp } from '../../support/app.js';
import { aQueue, anAgent, anInbox, present } from '../../support/builders.js';
import { until } from '../../support/until.js';

let app: TestApp;
beforeEach(async () => void (app = await startApp()));
afterEach(() => app.stop());

async function aDesk(): Promise<{ by: Principal; arrive: () => Promise<string> }> {
  const id = await anAgent(app.db, { name: 'Ana', state: 'available' });
  const inboxId = await anInbox(app.db, { queueId: await aQueue(app.db, { agentIds: [id] }) });
  const arrive = async (): Promise<string> => {
    const visitor = newId();
    const from = {
      kind: 'visitor' as const,
      value: visitor,
      level: 'anonymous' as const,
      joins: true,
      customerId: visitor,
      identityId: visitor,
    };
    return (await app.get(ReceiveMessage).receive({ inboxId, channel: 'webchat', from, text: 'hello', clientId: newId() }))!
      .conversationId;
  };
  return { by: { type: 'agent', id, name: 'Ana', role: 'agent', inboxIds: null }, arrive };
}

const pending = (agentId: string) => app.db.query(`SELECT 1 FROM offers WHERE agent_id = $1 AND state = 'pending'`, [agentId]);
const state = async (agentId: string) =>
  (await app.db.query<{ state: string }>('SELECT state FROM agent_presence WHERE agent_id = $1', [agentId]))[0]!.state;

it('counts offers that were made together as one chance: reading the first of four too long sends nobody away', async () => {
  const { by, arrive } = await aDesk();
  for (let n = 0; n < 4; n++) await arrive();
  await until('four offers', async () => {
    await app.get(RunMatching).execute();
    return (await pending(by.id)).length === 4;
  });
  await app.moveClock(31_000);
  await app.sweep();
  expect(await state(by.id)).toBe('available');
});

it('takes offers back from an agent who goes away, and makes them none', async () => {
  const { by, arrive } = await aDesk();
  await arrive();
  await until('an offer', async () => {
    await app.get(RunMatching).execute();
    return (await pending(by.id)).length === 1;
  });
  await app.get(Presence).set(by.id, 'away', null, systemActor);
  await until('the offer is taken back', async () => (await pending(by.id)).length === 0);
  await arrive();
  expect(await app.get(RunMatching).execute()).toMatchObject({ won: 0 });
});

it('tells the agent who closed a conversation that it is closed, not that they may not', async () => {
  const { by, arrive } = await aDesk();
  await app.db.run(`UPDATE agent_presence SET state = 'finishing' WHERE agent_id = $1`, [by.id]);
  const conversationId = await arrive();
  await present(app.db, by.id);
  await until('it is taken', () => app.get(ClaimConversation).execute({ conversationId, by }));
  await app.get(CloseConversation).execute({ conversationId, by, outcome: 'solved' });
  await expect(app.get(CloseConversation).execute({ conversationId, by, outcome: 'solved' })).rejects.toMatchObject({
    code: 'illegal_move',
  });
});
