import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { VisitorPresence } from '../../../../src/channels/webchat/visits/visitor-presence.service.js';
import type { WidgetConversationView } from '../../../../src/contracts/views.js';
import { lockConversation, moveConversation } from '../../../../src/conversations/conversations.repository.js';
import { systemActor } from '../../../../src/platform/database/tx.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { Outbox } from '../../../../src/platform/outbox/outbox.js';
import { EndWaits } from '../../../../src/routing/waiting/end-waits.service.js';
import { Sweep } from '../../../../src/platform/jobs/sweep.js';
import { LOG } from '../../../../src/platform/logging/log.js';
import { moveDatabaseClock } from '../../../support/database.js';
import { until } from '../../../support/until.js';
import { type Problem, type Session, Webchat } from './start-webchat.js';

describe('in line, in the widget', () => {
  let chat: Webchat;
  let queueId: string;
  let ana: string;
  let ben: string;
  let endWaits: EndWaits;
  beforeAll(async () => {
    chat = await Webchat.start();
    const inbox = await chat.inbox('web');
    const [row] = await chat.db.query<{ queue_id: string }>('SELECT queue_id FROM inboxes WHERE id = $1', [inbox]);
    queueId = row!.queue_id;
    [ana, ben] = [await chat.agent('Ana Agent', 'ana@own.test'), await chat.agent('Ben Agent', 'ben@own.test')];
    for (const id of [ana, ben])
      await chat.db.run('INSERT INTO queue_agents (queue_id, agent_id) VALUES ($1, $2)', [queueId, id]);
    // The web chat alone runs here: the sweep's own task is called by hand.
    endWaits = new EndWaits(chat.db, chat.nest.get(Outbox), chat.nest.get(Sweep), chat.nest.get(LOG));
  });
  afterAll(() => chat.stop());
  beforeEach(async () => {
    await chat.db.run('DELETE FROM agent_presence');
    await there(ana);
    await there(ben);
    await chat.db.run(`UPDATE assignments SET ended_at = app_now(), end_reason = 'test' WHERE ended_at IS NULL`);
  });

  const there = (agentId: string) =>
    chat.db.run(
      `INSERT INTO agent_presence (agent_id, state, since, lease_expires_at, idle_since)
       VALUES ($1, 'available', app_now(), app_now() + interval '2 hours', app_now())`,
      [agentId],
    );
  /** Somebody whom Ana served last, in line again while she has her hands full. */
  async function known(locale?: string): Promise<{ session: Session; id: string }> {
    const busy = await inLine();
    await hand(busy.id, ana, 100);
    const { session, id } = await inLine(locale);
    await chat.db.run('UPDATE conversations SET preferred_agent_id = $2 WHERE id = $1', [id, ana]);
    return { session, id };
  }
  async function inLine(locale?: string): Promise<{ session: Session; id: string }> {
    const session = await chat.open(locale ? { locale } : {});
    await chat.say(session, 'hello');
    return { session, id: await chat.openConversation() };
  }
  /** Gives it to an agent, as routing would. */
  const hand = (id: string, agentId: string, weight = 25, endReason = 'transferred') =>
    chat.db.transaction(async (tx) => {
      const { conversation } = (await lockConversation(tx, id))!;
      await tx.run(
        `UPDATE assignments SET ended_at = app_now(), end_reason = $2 WHERE conversation_id = $1 AND ended_at IS NULL`,
        [id, endReason],
      );
      await tx.run(
        `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight) VALUES ($1, $2, $3, $4, $5, $6)`,
        [newId(), id, agentId, queueId, conversation.epoch + 1, weight],
      );
      const changes = { status: 'assigned' as const, assignee_id: agentId, waiting_since: null, raiseEpoch: true };
      await moveConversation({ tx, actor: systemActor }, chat.nest.get(Outbox), conversation, { change: 'assigned', changes });
    });
  const back = (id: string, endReason: string) =>
    chat.db.transaction(async (tx) => {
      const { conversation } = (await lockConversation(tx, id))!;
      await tx.run(
        `UPDATE assignments SET ended_at = app_now(), end_reason = $2 WHERE conversation_id = $1 AND ended_at IS NULL`,
        [id, endReason],
      );
      const changes = { status: 'waiting' as const, assignee_id: null, waiting_since: 'now' as const, raiseEpoch: true };
      await moveConversation({ tx, actor: systemActor }, chat.nest.get(Outbox), conversation, { change: 'requeued', changes });
    });
  const shown = async (session: Session): Promise<WidgetConversationView> =>
    (await chat.open({ visitorToken: session.visitorToken })).conversation as unknown as WidgetConversationView;
  const choose = (session: Session, choice: string) =>
    chat.call<WidgetConversationView & Problem>('POST', '/v1/widget/waiting', { choice }, session.token);
  const stored = async (id: string) =>
    (
      await chat.db.query<{ wait_for_agent_id: string | null; minutes: number | null; waiting_since: Date }>(
        `SELECT wait_for_agent_id, round(extract(epoch FROM wait_until - app_now()) / 60)::int AS minutes, waiting_since FROM conversations WHERE id = $1`,
        [id],
      )
    )[0]!;

  it('may wait for the agent who knows them, and change their mind, and keep their place', async () => {
    const { session, id } = await known();
    const place = (await stored(id)).waiting_since;
    expect((await shown(session)).waiting).toMatchObject({
      preferred: { name: 'Ana', available: false },
      choices: ['wait', 'anyone'],
      waitingFor: null,
    });
    const { status, body } = await choose(session, 'wait');
    expect([status, body.waiting?.waitingFor?.name, body.notice]).toEqual([
      200,
      'Ana',
      { code: 'waiting_for', text: 'You are waiting for Ana. You keep your place in line.' },
    ]);
    expect(await stored(id)).toEqual({ wait_for_agent_id: ana, minutes: 15, waiting_since: place });
    const socket = await chat.socket(session);
    const answer = await socket.ask<{ conversation: WidgetConversationView }>('waiting.choose', { choice: 'anyone' });
    expect(answer).toMatchObject({ ok: true, conversation: { waiting: { waitingFor: null }, notice: { code: 'in_line' } } });
    expect(await stored(id)).toEqual({ wait_for_agent_id: null, minutes: null, waiting_since: place });
    socket.close();
  });

  it('has nothing to choose where nobody knows them, where the agent has room, is away, or works elsewhere', async () => {
    const stranger = await inLine();
    expect((await shown(stranger.session)).waiting).toMatchObject({ preferred: null, choices: [] });
    const refused = await choose(stranger.session, 'wait');
    expect([refused.status, refused.body.code, refused.body.errors]).toEqual([
      422,
      'invalid_request',
      [expect.objectContaining({ pointer: '/choice' })],
    ]);
    const roomy = await inLine();
    await chat.db.run('UPDATE conversations SET preferred_agent_id = $2 WHERE id = $1', [roomy.id, ana]);
    expect((await shown(roomy.session)).waiting?.choices).toEqual([]);
    const { session } = await known();
    await chat.db.run(`UPDATE agent_presence SET state = 'away' WHERE agent_id = $1`, [ana]);
    expect((await shown(session)).waiting?.choices).toEqual([]);
    expect((await choose(session, 'wait')).status).toBe(422);
  });

  it('is refused a word that is no choice, and a choice out of line', async () => {
    const { session, id } = await known();
    const wrong = await choose(session, 'never');
    expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([422, '/choice']);
    await hand(id, ben);
    const late = await choose(session, 'wait');
    expect([late.status, late.body.code]).toEqual([409, 'illegal_move']);
    const nobody = await chat.open({});
    expect((await choose(nobody, 'anyone')).status).toBe(404);
  });

  it.each([
    ['the time is over', () => moveDatabaseClock(chat.db, 900_000)],
    ['the agent leaves', () => chat.db.run(`UPDATE agent_presence SET state = 'offline' WHERE agent_id = $1`, [ana])],
  ])('is back in the ordinary line at the old place, and told, when %s', async (_when, happens) => {
    const { session, id } = await known();
    const place = (await stored(id)).waiting_since;
    await choose(session, 'wait');
    const socket = await chat.socket(session);
    await endWaits.execute();
    expect((await stored(id)).wait_for_agent_id).toBe(ana);
    await happens();
    await Promise.all([endWaits.execute(), endWaits.execute()]);
    expect(await stored(id)).toEqual({ wait_for_agent_id: null, minutes: null, waiting_since: place });
    const told = await socket.next<WidgetConversationView>('conversation.updated', ({ notice }) => notice.code === 'wait_over');
    expect(told.waiting?.waitingFor).toBeNull();
    const history = await chat.db.query(`SELECT 1 FROM conversation_events WHERE conversation_id = $1 AND type = 'wait_over'`, [
      id,
    ]);
    expect(history).toHaveLength(1);
    socket.close();
    await moveDatabaseClock(chat.db, 0);
  });

  it('F11: is told in every state, in their language, what happens', async () => {
    const { session, id } = await inLine('zh-CN');
    const code = async (): Promise<string> => (await shown(session)).notice.code;
    expect((await chat.open({ visitorToken: session.visitorToken, locale: 'zh-TW' })).conversation).toMatchObject({
      notice: { code: 'in_line', text: expect.stringContaining('您正在排隊') },
    });
    expect((await shown(session)).notice.text).toContain('您正在排队');
    await chat.db.run(`UPDATE queues SET closed_until = app_now() + interval '1 hour' WHERE id = $1`, [queueId]);
    expect(await code()).toBe('outside_hours');
    await chat.db.run(`UPDATE queues SET closed_until = NULL WHERE id = $1`, [queueId]);
    await chat.db.run('DELETE FROM agent_presence');
    expect(await code()).toBe('no_agent');
    await there(ana);
    await chat.db.run(`UPDATE conversations SET status = 'offered' WHERE id = $1`, [id]);
    expect(await code()).toBe('offered');
    await hand(id, ana);
    expect(await code()).toBe('with_agent');
    await back(id, 'owner_absent');
    expect(await code()).toBe('in_line');
    await there(ben);
    expect(await code()).toBe('handed_on');
    // Ana at lunch, and Ben too: nobody takes over.
    await chat.db.run(`UPDATE agent_presence SET state = 'away'`);
    expect(await code()).toBe('in_line');
    await hand(id, ben);
    expect((await shown(session)).notice).toEqual({ code: 'taken_over', text: 'Ben已接替Ana为您服务。' });
    await chat.db.run(`UPDATE conversations SET status = 'snoozed' WHERE id = $1`, [id]);
    expect(await code()).toBe('snoozed');
    for (const [outcome, expected] of [
      ['solved', 'closed'],
      ['no_reply', 'closed_no_reply'],
      ['abandoned', 'abandoned'],
    ]) {
      await chat.db.run(`UPDATE conversations SET status = 'closed', closed_at = app_now(), outcome = $2 WHERE id = $1`, [
        id,
        outcome,
      ]);
      expect(await code()).toBe(expected);
    }
  });

  it('is known to be on the page by any process, from the first socket to the last', async () => {
    const { session, id } = await inLine();
    const here = async () =>
      (
        await chat.db.query<{ here: boolean }>('SELECT left_at IS NULL AS here FROM visits WHERE identity_id = $1', [
          session.customer.id,
        ])
      )[0]?.here;
    const [first, second] = [await chat.socket(session), await chat.socket(session)];
    await until('the visit', async () => (await here()) === true);
    await hand(id, ben);
    first.close();
    await second.ask('sync', { epoch: 1, afterSeq: 0 });
    await chat.nest.get(VisitorPresence).flush();
    expect(await here()).toBe(true);
    second.close();
    await until('the departure', async () => (await here()) === false);
    // Told once to the agent's screen, as a flag.
    const told = await chat.db.query<{ rooms: string[] }>(
      `SELECT rooms FROM outbox WHERE payload ->> 'conversationId' = $1 AND payload ->> 'change' = 'customer_left'`,
      [id],
    );
    expect(told).toEqual([{ rooms: expect.arrayContaining([`agent:${ben}`]) }]);
  });

  it('is seen alive by reading without a socket, but never without having had one', async () => {
    const { session } = await inLine();
    const seen = async () =>
      (
        await chat.db.query<{ last_seen_at: Date }>('SELECT last_seen_at FROM visits WHERE identity_id = $1', [
          session.customer.id,
        ])
      )[0]?.last_seen_at;
    await chat.read(session);
    await chat.nest.get(VisitorPresence).flush();
    expect(await seen()).toBeUndefined();
    const socket = await chat.socket(session);
    socket.close();
    const before = await until('the visit', seen);
    await chat.read(session);
    await until('a later sign of life', async () => {
      await chat.nest.get(VisitorPresence).flush();
      return (await seen())! > before;
    });
  });
});
