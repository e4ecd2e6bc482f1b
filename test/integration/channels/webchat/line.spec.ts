import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WidgetConversationView } from '../../../../src/contracts/views.js';
import { lockConversation, moveConversation } from '../../../../src/conversations/conversations.repository.js';
import { systemActor } from '../../../../src/platform/database/tx.js';
import { Outbox } from '../../../../src/platform/outbox/outbox.js';
import { until } from '../../../support/until.js';
import { type Session, Webchat } from './start-webchat.js';

describe('the line, as those in it see it', () => {
  let chat: Webchat;
  let queueId: string;
  let ana: string;
  beforeAll(async () => {
    chat = await Webchat.start();
    const inbox = await chat.inbox('web');
    [{ queue_id: queueId }] = (await chat.db.query<{ queue_id: string }>('SELECT queue_id FROM inboxes WHERE id = $1', [
      inbox,
    ])) as [{ queue_id: string }];
    ana = await chat.agent('Ana Agent', 'ana@own.test');
    await chat.db.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [queueId, ana]);
    await chat.db.run(
      `INSERT INTO agent_presence (agent_id, state, since, lease_expires_at, idle_since)
       VALUES ($1, 'available', app_now(), app_now() + interval '2 hours', app_now())`,
      [ana],
    );
    const past = await inLine();
    await chat.db.run(
      `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, started_at, ended_at, end_reason)
       SELECT gen_random_uuid(), $1, $2, $3, 100 + n, 25, app_now() - interval '3 hours', app_now() - interval '170 minutes', 'closed'
       FROM generate_series(1, 12) n`,
      [past.id, ana, queueId],
    );
    await leave(past.id);
  });
  afterAll(() => chat.stop());

  async function inLine(): Promise<{ session: Session; id: string }> {
    const session = await chat.open({});
    await chat.say(session, 'hello');
    return { session, id: await chat.openConversation() };
  }

  /** Somebody takes it, as routing would; the others hear nothing of their own conversations. */
  const leave = (id: string): Promise<void> =>
    chat.db.transaction(async (tx) => {
      const { conversation } = (await lockConversation(tx, id))!;
      const changes = { status: 'assigned' as const, assignee_id: ana, waiting_since: null };
      await moveConversation({ tx, actor: systemActor }, chat.nest.get(Outbox), conversation, { change: 'assigned', changes });
    });

  it('a place that moves up is told within two seconds, with a wait that is shorter; what was said first is kept as a promise', async () => {
    const first = await inLine();
    const session = await chat.open({});
    const socket = await chat.socket(session);
    await chat.say(session, 'hello');
    const second = await chat.openConversation();
    const before = await socket.next<WidgetConversationView>('conversation.updated', ({ position }) => position === 2);
    const promise = await until('the promise', async () => {
      const rows = await chat.db.query<{ ahead: number; to_ms: string }>(
        'SELECT ahead, to_ms FROM wait_promises WHERE conversation_id = $1',
        [second],
      );
      return rows[0];
    });
    expect(promise).toEqual({ ahead: 1, to_ms: String(before.expectedWait!.toMs) });
    const since = performance.now();
    await leave(first.id);
    const after = await socket.next<WidgetConversationView>('conversation.updated', ({ position }) => position === 1);
    expect(performance.now() - since).toBeLessThan(5_000);
    expect(after).toMatchObject({ id: second, status: 'waiting', waiting: { position: 1, expectedWait: after.expectedWait } });
    // Four slots of ten minutes each: one leaves every two and a half.
    expect(after.expectedWait).toEqual({ fromMs: 10_000, toMs: 360_000 });
    expect(after.expectedWait!.toMs).toBeLessThan(before.expectedWait!.toMs);
    socket.close();
  });

  it('when the last agent goes nothing is promised any more, and that too is told', async () => {
    const session = await chat.open({});
    const socket = await chat.socket(session);
    await chat.say(session, 'hello');
    await socket.next<WidgetConversationView>('conversation.updated', ({ expectedWait }) => expectedWait !== null);
    await chat.db.transaction(async (tx) => {
      await tx.run(`UPDATE agent_presence SET state = 'away' WHERE agent_id = $1`, [ana]);
      await chat.nest.get(Outbox).add(tx, { type: 'presence.updated', payload: { agentId: ana } });
    });
    await socket.next<WidgetConversationView>(
      'conversation.updated',
      ({ expectedWait, position }) => expectedWait === null && position !== null,
    );
    socket.close();
  });
});
