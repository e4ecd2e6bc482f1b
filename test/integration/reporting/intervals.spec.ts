import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AgentIntervalView, IntervalsView, QueueIntervalView } from '../../../src/contracts/report-views.js';
import type { QueueLiveView } from '../../../src/contracts/routing-views.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import type { TestApp } from '../../support/app.js';
import { anAgent, anInbox, aQueue } from '../../support/builders.js';
import { call } from '../../support/people.js';
import { until } from '../../support/until.js';
import { type Centre, startCentre } from '../console/centre.js';

const at = (time: string): string => `2026-06-01T${time}Z`;

/** The worked example of docs/metrics.md: six conversations and two agents in half an hour. */
describe('interval figures', () => {
  let centre: Centre;
  let app: TestApp;
  let token: string;
  let queue: string;
  let other: string;
  let ana: string;
  let ben: string;

  beforeAll(async () => {
    centre = await startCentre();
    app = centre.app;
    token = (await centre.person('Sue', 'supervisor')).token;
    queue = await aQueue(app.db, { key: 'worked', firstReplyTargetMs: 120_000 });
    other = await aQueue(app.db, { key: 'other' });
    ana = await anAgent(app.db, { name: 'Ana', queueIds: [queue] });
    ben = await anAgent(app.db, { name: '=Ben', queueIds: [queue] });
    await halfAnHour();
  });
  afterAll(() => centre.stop());

  async function halfAnHour(): Promise<void> {
    const [a, b, c, d] = [await opened('10:00:00'), await opened('10:02:00'), await opened('10:05:00'), await opened('10:14:00')];
    const e = await opened('10:20:00');
    const f = await opened('10:22:00', other);
    await assigned(a, ana, '10:01:00', '10:11:00', 'closed');
    await happened(a, 'first_replied', '10:01:30');
    await target(a, '10:00:00', '10:01:30');
    await happened(a, 'closed', '10:11:00', { outcome: 'solved' });
    await assigned(b, ana, '10:06:00', '10:10:00', 'transferred');
    await happened(b, 'first_replied', '10:08:00');
    await target(b, '10:02:00', '10:08:00');
    await happened(b, 'transferred', '10:10:00', { agentId: ben, fromAgentId: ana });
    await assignment(b, ben, '10:10:00', '10:20:00', 'closed');
    await happened(b, 'closed', '10:20:00', { outcome: 'solved' });
    await happened(c, 'closed', '10:09:00', { outcome: 'abandoned' });
    await target(c, '10:05:00', null);
    await happened(d, 'transferred', '10:16:00', { fromQueueId: queue, toQueueId: other }, other);
    await happened(d, 'assigned', '10:17:00', { agentId: ben }, other);
    await happened(d, 'first_replied', '10:18:00', {}, other);
    await target(d, '10:14:00', '10:18:00', other, 10);
    await target(e, '10:20:00', null);
    await happened(f, 'routed', '10:22:00.020', { fromQueueId: other, toQueueId: queue });
    await happened(f, 'closed', '10:23:00', { outcome: 'abandoned' });
    for (const [agent, from, to] of [
      [ana, '10:00:00', '10:15:00'],
      [ben, '10:05:00', '10:30:00'],
    ] as const) {
      await state(agent, 'available', from, 1);
      await state(agent, 'offline', to, 2);
    }
    for (const outcome of ['accepted', 'declined', 'expired'] as const) await offer(a, ana, outcome, '10:01:00');
  }

  async function opened(time: string, into = queue): Promise<string> {
    const [customer, conversation] = [newId(), newId()];
    const inbox = await anInbox(app.db, { queueId: into });
    await app.db.run('INSERT INTO customers (id) VALUES ($1)', [customer]);
    await app.db.run(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, opened_at, routed_at)
       VALUES ($1, $2, $3, $4, 'snoozed', 'webchat', $5, $5)`,
      [conversation, customer, inbox, into, at(time)],
    );
    await happened(conversation, 'opened', time, {}, into);
    return conversation;
  }

  async function happened(id: string, type: string, time: string, data: object = {}, queueId = queue): Promise<void> {
    await app.db.run(
      `INSERT INTO conversation_events (id, conversation_id, customer_id, queue_id, type, actor_type, epoch, data, at)
       SELECT $1, id, customer_id, $2, $3, 'system', 1, $4, $5 FROM conversations WHERE id = $6`,
      [newId(), queueId, type, JSON.stringify(data), at(time), id],
    );
  }

  async function assigned(id: string, agent: string, from: string, to: string, reason: string): Promise<void> {
    await happened(id, 'assigned', from, { agentId: agent });
    await assignment(id, agent, from, to, reason);
  }

  const assignment = (id: string, agent: string, from: string, to: string, reason: string): Promise<number> =>
    app.db.run(
      `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, started_at, ended_at, end_reason)
       VALUES ($1, $2, $3, $4, 1, 25, $5, $6, $7)`,
      [newId(), id, agent, queue, at(from), at(to), reason],
    );

  const target = (id: string, from: string, met: string | null, of = queue, minutes = 2): Promise<number> =>
    app.db.run(
      `INSERT INTO conversation_targets (conversation_id, kind, started_at, queue_id, target_ms, rule, due_at, met_at)
       VALUES ($1, 'first_reply', $2, $3, $5::int * 60000, 'calendar', $2::timestamptz + $5::int * interval '1 minute', $4)`,
      [id, at(from), of, met && at(met), minutes],
    );

  const state = (agent: string, to: string, time: string, epoch: number): Promise<number> =>
    app.db.run(
      `INSERT INTO agent_state_log (id, agent_id, state, actor_type, actor_id, epoch, at) VALUES ($1, $2, $3, 'agent', $2, $4, $5)`,
      [newId(), agent, to, epoch, at(time)],
    );

  const offer = (id: string, agent: string, outcome: string, time: string): Promise<number> =>
    app.db.run(
      `INSERT INTO offers (id, conversation_id, agent_id, queue_id, epoch, weight, state, expires_at, made_at, ended_at)
       VALUES ($1, $2, $3, $4, 1, 25, $5, $6, $6, $6)`,
      [newId(), id, agent, queue, outcome, at(time)],
    );

  const ask = <T>(query: string): Promise<{ status: number; body: T }> =>
    call<T>(app.url, 'GET', `/v1/reports/intervals?from=${at('10:00:00')}&to=${at('10:30:00')}${query}`, { token });

  it('by queue are those worked out by hand', async () => {
    const { body } = await ask<{ data: QueueIntervalView[] }>(`&queue=${queue}`);
    expect(body.data).toHaveLength(2);
    expect(body.data[0]).toEqual({
      ...{ from: '2026-06-01T10:00:00.000Z', to: '2026-06-01T10:15:00.000Z', queueId: queue, queueName: 'worked' },
      ...{
        offered: 4,
        taken: 2,
        answered: 2,
        inHand: 0,
        inTarget: 1,
        serviceLevel: 1 / 3,
        abandoned: 1,
        passedOn: 1,
        closedUnanswered: 0,
        stillWaiting: 0,
      },
      ...{ meanWaitMs: 150_000, p95WaitMs: 231_000, longestWaitMs: 240_000, meanFirstReplyMs: 225_000 },
      ...{ handled: 2, meanHandlingMs: 420_000, occupancy: 0.19, transfers: 1 },
    });
    expect(body.data[1]).toMatchObject({
      ...{ offered: 2, answered: 0, inTarget: 0, serviceLevel: 0, abandoned: 1, stillWaiting: 1, meanWaitMs: null },
      ...{ handled: 1, meanHandlingMs: 600_000, occupancy: 0.0833, transfers: 1 },
    });
  });

  it('count what was routed on, and what was passed on, in the queue that had it', async () => {
    const { body } = await ask<{ data: QueueIntervalView[] }>(`&queue=${other}&every=30m`);
    expect(body.data).toEqual([
      expect.objectContaining({ offered: 1, answered: 1, abandoned: 0, passedOn: 0, inTarget: 1, serviceLevel: 1 }),
    ]);
  });

  it('of the live board count whoever fell due without an answer', async () => {
    const board = await aQueue(app.db, { key: 'board', firstReplyTargetMs: 120_000 });
    const [{ id }] = (await app.db.query<{ id: string }>('SELECT id FROM conversations LIMIT 1')) as [{ id: string }];
    const clock = (ago: string, met: string | null): Promise<number> =>
      app.db.run(
        `INSERT INTO conversation_targets (conversation_id, kind, started_at, queue_id, target_ms, rule, due_at, met_at, breached_at, stopped_at)
         SELECT $1, 'first_reply', began, $2, 120000, 'calendar', began + interval '2 minutes', began + $4::interval,
           CASE WHEN $4 IS NULL THEN began + interval '2 minutes' END, app_now()
         FROM (SELECT app_now() - $3::interval AS began) AS one`,
        [id, board, ago, met],
      );
    await clock('20 minutes', '1 minute');
    await clock('10 minutes', null);
    const { body } = await call<QueueLiveView>(app.url, 'GET', `/v1/queues/${board}/live`, { token });
    expect(body.serviceLevel).toBe(0.5);
  });

  it('judge what comes in at a door, whose clock begins a few milliseconds after the conversation was opened', async () => {
    await app.db.run('UPDATE queues SET first_reply_target_ms = 60000 WHERE id = $1', [centre.queueId]);
    const { conversationId } = await centre.customer('Mei').says('hello');
    const begun = await until('its clock', async () => {
      const rows = await app.db.query<{ opened: Date; started: Date }>(
        `SELECT e.at AS opened, t.started_at AS started FROM conversation_targets t
         JOIN conversation_events e ON e.conversation_id = t.conversation_id AND e.type = 'opened'
         WHERE t.conversation_id = $1 AND t.kind = 'first_reply'`,
        [conversationId],
      );
      return rows[0];
    });
    expect(begun.started.getTime()).toBeGreaterThanOrEqual(begun.opened.getTime());
    await app.moveClock(61_000);
    const span = `from=${begun.opened.toISOString()}&to=${new Date(begun.opened.getTime() + 1_000).toISOString()}`;
    const path = `/v1/reports/intervals?${span}&queue=${centre.queueId}`;
    const { body } = await call<{ data: QueueIntervalView[] }>(app.url, 'GET', path, { token });
    expect(body.data[0]).toMatchObject({ offered: 1, inTarget: 0, serviceLevel: 0 });
  });

  it('by agent are those worked out by hand, and one interval adds up to two', async () => {
    const { body } = await ask<{ data: AgentIntervalView[] }>(`&agent=${ana}`);
    expect(body.data[0]).toMatchObject({
      ...{
        agentName: 'Ana',
        offered: 3,
        taken: 2,
        answered: 2,
        declined: 1,
        missed: 1,
        inTarget: 1,
        handled: 2,
        meanHandlingMs: 420_000,
      },
      ...{ transfers: 1, presentMs: 900_000, occupancy: 0.2333 },
    });
    expect(body.data[1]).toMatchObject({ answered: 0, presentMs: 0, occupancy: null });
    const { body: whole } = await ask<{ data: QueueIntervalView[] }>(`&queue=${queue}&every=30m`);
    expect(whole.data).toEqual([
      expect.objectContaining({ offered: 6, answered: 2, abandoned: 2, passedOn: 1, stillWaiting: 1, handled: 3, transfers: 2 }),
    ]);
  });

  it('count as answered who heard from somebody, not who was merely taken', async () => {
    const silent = await aQueue(app.db, { key: 'silent' });
    const one = await opened('10:00:00', silent);
    await happened(one, 'assigned', '10:01:00', { agentId: ana }, silent);
    await app.db.run(
      `INSERT INTO assignments (id, conversation_id, agent_id, queue_id, epoch, weight, started_at) VALUES ($1, $2, $3, $4, 1, 25, $5)`,
      [newId(), one, ana, silent, at('10:01:00')],
    );
    const figures = async (): Promise<QueueIntervalView> =>
      (await ask<{ data: QueueIntervalView[] }>(`&queue=${silent}`)).body.data[0]!;
    const byAgent = async (): Promise<AgentIntervalView> =>
      (await ask<{ data: AgentIntervalView[] }>(`&agent=${ana}&queue=${silent}`)).body.data[0]!;
    expect(await figures()).toMatchObject({
      ...{ offered: 1, taken: 1, answered: 0, inHand: 1, stillWaiting: 0, meanWaitMs: 60_000, meanFirstReplyMs: null },
    });
    expect(await byAgent()).toMatchObject({ taken: 1, answered: 0 });
    const csv = await fetch(
      `${app.url}/v1/reports/intervals?from=${at('10:00:00')}&to=${at('10:15:00')}&queue=${silent}&format=csv`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    const [header, line] = (await csv.text())
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
    expect([line![header!.indexOf('answered')], line![header!.indexOf('inHand')]]).toEqual(['0', '1']);
    const item = newId();
    await app.db.run(
      `INSERT INTO messages (id, customer_id, seq, rev, conversation_id, inbox_id, channel, direction, kind, author_type, text, delivery_state)
       SELECT $1, customer_id, 1, 1, id, inbox_id, 'webchat', 'in', 'call', 'customer', '', 'sent' FROM conversations WHERE id = $2`,
      [item, one],
    );
    await app.db.run(
      `INSERT INTO calls (id, conversation_id, customer_id, inbox_id, provider, direction, state, outcome, message_id, started_at, answered_at, ended_at)
       SELECT $1, id, customer_id, inbox_id, 'webrtc', 'in', 'ended', 'answered', $4, $3, $3, $3 FROM conversations WHERE id = $2`,
      [newId(), one, at('10:02:00'), item],
    );
    expect(await figures()).toMatchObject({ taken: 1, answered: 1, inHand: 0, meanWaitMs: 60_000, meanFirstReplyMs: 120_000 });
    expect(await byAgent()).toMatchObject({ taken: 1, answered: 1 });
  });

  it('as CSV, with a header and no cell that a spreadsheet would run', async () => {
    const path = `/v1/reports/intervals?from=${at('10:00:00')}&to=${at('10:15:00')}&by=agent&queue=${queue}`;
    const headers = { authorization: `Bearer ${token}`, accept: 'text/csv' };
    const answer = await fetch(app.url + path, { headers });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...lines] = (await answer.text()).trim().split('\r\n');
    expect(header).toMatch(/^agentId,|^from,|^offered,/);
    expect(header!.split(',')).toHaveLength(lines[0]!.split(',').length);
    expect(lines.join('\n')).toContain(`'=Ben`);
    expect((await fetch(`${app.url}${path}&format=csv`, { headers: { authorization: headers.authorization } })).status).toBe(200);
  });

  it('refuse a span that ends before it begins, one too long, unknown words, and whoever is no supervisor', async () => {
    const wrong = async (query: string): Promise<unknown> => {
      const { status, body } = await call<{ errors?: { pointer: string }[] }>(app.url, 'GET', `/v1/reports/intervals?${query}`, {
        token,
      });
      return [status, body.errors?.map((one) => one.pointer)];
    };
    expect(await wrong(`from=${at('10:00:00')}&to=${at('09:00:00')}`)).toEqual([422, ['?to']]);
    expect(await wrong(`from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`)).toEqual([422, ['?to']]);
    expect(await wrong(`from=2026-W01-1&to=${at('10:00:00')}`)).toEqual([422, ['?from']]);
    expect(await wrong(`from=yesterday&to=${at('10:00:00')}`)).toEqual([422, ['?from']]);
    expect(await wrong(`from=${at('09:00:00')}&to=${at('10:00:00')}&every=7m`)).toEqual([422, ['?every']]);
    expect(await wrong(`from=${at('09:00:00')}&to=${at('10:00:00')}&by=queue&agent=${ana}`)).toEqual([422, ['?agent']]);
    const hers = (await centre.person('Zoe')).token;
    const path = `/v1/reports/intervals?from=${at('10:00:00')}&to=${at('10:30:00')}`;
    expect((await call(app.url, 'GET', path, { token: hers })).status).toBe(403);
    expect((await call<IntervalsView>(app.url, 'GET', path, { token })).body.data.length).toBeGreaterThan(0);
  });
});
