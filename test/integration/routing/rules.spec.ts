import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { hashPassword } from '../../../src/accounts/passwords.js';
import type { Principal } from '../../../src/accounts/principal.js';
import { RouteConversations } from '../../../src/routing/requirements/route-conversations.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
let world: World;
let billing: string;
let ana: Principal;
let asSue: Record<string, string>;
let asAna: Record<string, string>;

async function signIn(agent: Principal): Promise<Record<string, string>> {
  const email = `${agent.id}@example.test`;
  await app.db.run('UPDATE agents SET password_hash = $2 WHERE id = $1', [agent.id, await hashPassword('correct horse battery')]);
  const { body } = await app.http.post('/v1/auth/login').send({ email, password: 'correct horse battery' }).expect(200);
  return { authorization: `Bearer ${body.accessToken}` };
}

beforeAll(async () => {
  app = await startRouting();
  world = await World.on(app);
  billing = await world.addQueue();
  await app.db.run('UPDATE queues SET priority = 3 WHERE id = $1', [billing]);
  ana = await world.addAgent('Ana', { skills: { french: 2 }, queues: [world.queue, billing], state: 'offline' });
  asAna = await signIn(ana);
  asSue = await signIn(await world.addAgent('Sue', { role: 'supervisor', queues: [], state: 'offline' }));
});
beforeEach(() => app.db.run('DELETE FROM routing_rules'));
afterAll(() => app.stop());

interface Problem {
  code: string;
  position?: number;
  errors: { pointer: string; detail: string }[];
}
const post = (body: object) => app.http.post('/v1/routing-rules').set(asSue).send(body);
const rule = async (condition: string, actions: object, more: object = {}) =>
  (await post({ name: condition, condition, actions, ...more }).expect(201)).body;
const dryRun = (body: object) => app.http.post('/v1/routing-rules/dry-run').set(asSue).send(body);

interface Stored {
  queue_id: string;
  priority: number;
  language: string | null;
  requirements: object[];
  preferred_agent_id: string | null;
  routing: { rules?: object[]; language?: object; failed?: boolean };
  routed_at: Date | null;
}
async function routed(id: string): Promise<Stored> {
  await app.get(RouteConversations).execute();
  return (await app.db.query<Stored>('SELECT * FROM conversations WHERE id = $1', [id]))[0]!;
}

describe('the doors of routing rules', () => {
  it('keep rules in their order, each with a version', async () => {
    const first = await rule('channel == "email"', { priority: 1 }, { position: 5 });
    const second = await rule('channel == "sms"', { queueId: billing, then: 'continue' });
    expect(second).toMatchObject({
      position: 6,
      enabled: true,
      inboxId: null,
      version: 1,
      actions: { queueId: billing, then: 'continue' },
    });
    const at = `/v1/routing-rules/${second.id}`;
    await app.http.patch(at).set(asSue).set('if-match', '"1"').send({ position: 1, enabled: false }).expect(200);
    await app.http.patch(at).set(asSue).set('if-match', '"1"').send({ position: 2 }).expect(412);
    const { body } = await app.http.get('/v1/routing-rules').set(asSue).expect(200);
    expect(body.data.map((one: { id: string }) => one.id)).toEqual([second.id, first.id]);
    const { body: one, headers } = await app.http.get(at).set(asSue).expect(200);
    expect(one).toMatchObject({ position: 1, enabled: false, condition: 'channel == "sms"', version: 2 });
    expect(headers['etag']).toBe('"2"');
    await app.http.delete(at).set(asSue).expect(204);
    await app.http.get(at).set(asSue).expect(404);
    const actions = await app.db.query('SELECT 1 FROM audit_log WHERE subject_id = $1', [second.id]);
    expect(actions).toHaveLength(3);
  });

  it.each([
    ['channel ==', {}, '/condition', 10],
    ['custmer.tier == "gold"', {}, '/condition', 0],
    ['channel', {}, '/condition', 0],
    ['conversation.text.matches("(a+)+$")', {}, '/condition', 0],
    ['true', { queueId: randomUUID() }, '/actions/queueId', undefined],
    ['true', { preferredAgentId: randomUUID() }, '/actions/preferredAgentId', undefined],
    ['true', { skills: [{ skill: 'klingon', minLevel: 1 }] }, '/actions/skills/0/skill', undefined],
    ['true', { skills: [{ skill: 'french', minLevel: 1, expiresAfterMs: 0 }] }, '/actions/skills/0/expiresAfterMs', undefined],
    ['true', { language: 'not a tag' }, '/actions/language', undefined],
    ['true', { frobnicate: 1 }, '/actions/frobnicate', undefined],
  ])('refuse %s with %j at %s', async (condition, actions, pointer, position) => {
    const { body } = (await post({ name: 'Wrong', condition, actions }).expect(422)) as { body: Problem };
    expect(body.errors[0]?.pointer).toBe(pointer);
    expect(body.position).toBe(position);
    expect(await app.db.query('SELECT 1 FROM routing_rules')).toEqual([]);
  });

  it('refuse an inbox that is not there, and agents', async () => {
    const { body } = await post({ name: 'x', condition: 'true', actions: {}, inboxId: randomUUID() }).expect(422);
    expect(body.errors[0].pointer).toBe('/inboxId');
    await app.http.get('/v1/routing-rules').set(asAna).expect(403);
    await app.http.post('/v1/routing-rules').set(asAna).send({ name: 'x', condition: 'true', actions: {} }).expect(403);
  });

  it('warn of what nobody who would get the work can satisfy', async () => {
    const { warnings } = await rule('true', { queueId: billing, skills: [{ skill: 'french', minLevel: 3 }], language: 'fr' });
    expect(warnings).toEqual([
      expect.objectContaining({ pointer: '/actions/skills', nearest: { id: ana.id, name: 'Ana' } }),
      expect.objectContaining({ pointer: '/actions/language' }),
    ]);
    expect(await rule('true', { skills: [{ skill: 'french', minLevel: 2 }] })).not.toHaveProperty('warnings');
  });

  it('warn of a rule that does nothing but keep the later ones from being looked at', async () => {
    const { warnings, id } = await rule('true', {});
    expect(warnings).toEqual([{ pointer: '/actions', detail: expect.stringContaining('no later rule'), nearest: null }]);
    const { body } = await app.http
      .patch(`/v1/routing-rules/${id}`)
      .set(asSue)
      .send({ actions: { then: 'continue' } })
      .expect(200);
    expect(body).not.toHaveProperty('warnings');
    expect(await rule('true', { priority: 0 })).not.toHaveProperty('warnings');
  });

  it('keep a queue from being removed that a rule sends work to', async () => {
    const goal = (await app.http.post('/v1/queues').set(asSue).send({ key: 'goal', name: 'Goal' }).expect(201)).body;
    await rule('true', { queueId: goal.id });
    await app.http.delete(`/v1/queues/${goal.id}`).set(asSue).expect(409);
  });
});

describe('what arrives', () => {
  it('goes where the rules say, asks what they ask, and has on record why', async () => {
    const matching = await rule('conversation.text.lowerAscii().contains("invoice")', {
      ...{ queueId: billing, skills: [{ skill: 'french', minLevel: 2, expiresAfterMs: 60_000 }], language: 'fr' },
      ...{ preferredAgentId: ana.id, then: 'continue' },
    });
    await rule('channel == "email"', { priority: 9 });
    const id = await world.arrive({ text: 'My INVOICE is wrong' });
    expect(await routed(id)).toMatchObject({
      ...{ queue_id: billing, language: 'fr', preferred_agent_id: ana.id },
      // The queue it came to has a priority of its own.
      priority: 3,
      requirements: [{ skill: 'french', minLevel: 2, expiresAfterMs: 60_000 }],
      routing: { rules: [{ ruleId: matching.id, outcome: 'matched' }], language: { tag: 'fr', from: 'rule' } },
      routed_at: expect.any(Date),
    });
    const [event] = await app.db.query(`SELECT data FROM conversation_events WHERE conversation_id = $1 AND type = 'routed'`, [
      id,
    ]);
    expect(event).toMatchObject({ data: { fromQueueId: world.queue, toQueueId: billing, rules: [{ ruleId: matching.id }] } });
  });

  it('stays with its inbox where nothing matches; a missing key is on record and stops no later rule', async () => {
    const missing = await rule('customer.attributes.plan == "pro"', { queueId: billing });
    await rule('conversation.inbox == "somewhere else"', { queueId: billing });
    const last = await rule('!has(customer.tier)', { priority: 7 });
    expect(await routed(await world.arrive())).toMatchObject({
      ...{ queue_id: world.queue, priority: 7, requirements: [] },
      routing: {
        rules: [
          { ruleId: missing.id, outcome: 'not_set', detail: 'customer.attributes.plan is not set; the rule does not match' },
          { ruleId: last.id, outcome: 'matched' },
        ],
      },
    });
  });

  it('is known by who the customer is, and by when it comes in the zone of the hours', async () => {
    await app.db.run(
      `INSERT INTO business_hours (id, key, name, time_zone) VALUES ($1, 'auckland', 'Auckland', 'Pacific/Auckland')`,
      [billing],
    );
    await app.db.run('UPDATE queues SET hours_id = $2 WHERE id = $1', [world.queue, billing]);
    const hour = Number(
      new Intl.DateTimeFormat('en', { timeZone: 'Pacific/Auckland', hour: 'numeric', hourCycle: 'h23' }).format(
        (await app.db.query<{ now: Date }>('SELECT app_now() AS now'))[0]!.now,
      ),
    );
    await rule(`customer.tier == "gold" && customer.attributes.seats > 10 && now.hour == ${hour}`, { priority: 8 });
    const before = await world.arrive({ customer: 'golden' });
    await app.db.run(
      `UPDATE customers SET tier = 'gold', attributes = '{"seats": 12}' WHERE id = (SELECT customer_id FROM conversations WHERE id = $1)`,
      [before],
    );
    expect((await routed(before)).priority).toBe(8);
  });

  it('is routed afresh when it comes back, whoever served it still preferred', async () => {
    await rule('conversation.reopened', { priority: 5, preferredAgentId: ana.id });
    const ben = await world.addAgent('Ben', { state: 'offline' });
    const id = await world.arrive({ customer: 'returning' });
    expect((await routed(id)).priority).toBe(0);
    await app.db.run(
      `UPDATE conversations SET status = 'closed', closed_at = app_now(), waiting_since = NULL, preferred_agent_id = $2 WHERE id = $1`,
      [id, ben.id],
    );
    expect(await world.arrive({ customer: 'returning' })).toBe(id);
    expect(await routed(id)).toMatchObject({ priority: 5, preferred_agent_id: ben.id });
  });

  it('stays where a person has just put it', async () => {
    await rule('true', { queueId: billing });
    const id = await world.arrive();
    await app.db.run(`UPDATE conversations SET manual_until = app_now() + interval '1 minute' WHERE id = $1`, [id]);
    expect(await routed(id)).toMatchObject({ queue_id: world.queue, routed_at: expect.any(Date) });
  });

  it('has its target running from the queue it went to', async () => {
    await app.db.run('UPDATE queues SET first_reply_target_ms = 60000 WHERE id = $1', [billing]);
    await rule('true', { queueId: billing });
    const id = await world.arrive();
    await routed(id);
    const [row] = await app.db.query<{ ms: number }>(
      'SELECT extract(epoch FROM deadline_at - opened_at)::int * 1000 AS ms FROM conversations WHERE id = $1',
      [id],
    );
    expect(row?.ms).toBe(60_000);
    await app.db.run('UPDATE queues SET first_reply_target_ms = NULL WHERE id = $1', [billing]);
  });
});

describe('a poisoned rule', () => {
  it('whose text was spoiled in the store does not match, and the others do', async () => {
    const spoiled = await rule('true', { queueId: billing });
    await rule('true', { priority: 4 });
    await app.db.run(`UPDATE routing_rules SET condition = 'spoiled(((' WHERE id = $1`, [spoiled.id]);
    await app.db.run('UPDATE routing_rule_sets SET version = version + 1');
    expect(await routed(await world.arrive())).toMatchObject({ queue_id: world.queue, priority: 4 });
  });

  it('whose effect cannot be written costs its own conversation the rules, and nobody else anything', async () => {
    const poison = await rule('conversation.text == "poison"', { priority: 4 });
    await app.db.run(`UPDATE routing_rules SET actions = '{"priority": 99999999999, "then": "stop"}' WHERE id = $1`, [poison.id]);
    await app.db.run('UPDATE routing_rule_sets SET version = version + 1');
    await rule('conversation.text == "fine"', { queueId: billing });
    const [bad, good] = [await world.arrive({ text: 'poison' }), await world.arrive({ text: 'fine' })];
    expect(await routed(good)).toMatchObject({ queue_id: billing });
    expect(await routed(bad)).toMatchObject({
      ...{ queue_id: world.queue, priority: 0, routing: { failed: true }, routed_at: expect.any(Date) },
    });
  });

  it('two that route at once give every conversation its queue once', async () => {
    await rule('true', { queueId: billing });
    const ids = await Promise.all(Array.from({ length: 20 }, () => world.arrive()));
    await Promise.all([1, 2, 3].map(() => app.get(RouteConversations).execute()));
    const rows = await app.db.query(
      `SELECT conversation_id FROM conversation_events WHERE type = 'routed' AND conversation_id = ANY($1::uuid[])`,
      [ids],
    );
    expect(rows).toHaveLength(20);
  });
});

describe('a dry run', () => {
  it('of a conversation that is there says what each rule would do, and does none of it', async () => {
    const first = await rule('channel == "sms"', { queueId: billing });
    const second = await rule('customer.tier == "gold"', { queueId: billing });
    const third = await rule('channel == "webchat"', { queueId: billing, skills: [{ skill: 'french', minLevel: 1 }] });
    const fourth = await rule('true', { priority: 9 });
    const id = await world.arrive({ text: 'guten Tag, ich habe eine Frage zu meiner Bestellung' });
    const { body } = await dryRun({ conversationId: id }).expect(200);
    expect(body).toMatchObject({
      rules: [
        { ruleId: first.id, outcome: 'not_matched', detail: null },
        { ruleId: second.id, outcome: 'not_set', detail: 'customer.tier is not set; the rule does not match' },
        { ruleId: third.id, outcome: 'matched' },
        { ruleId: fourth.id, outcome: 'skipped' },
      ],
      ...{ queue: { id: billing }, priority: 3, language: 'de', languageFrom: 'text', preferredAgentId: null },
      requirements: [{ skill: 'french', minLevel: 1 }],
    });
    const [row] = await app.db.query('SELECT queue_id, routed_at, language FROM conversations WHERE id = $1', [id]);
    expect(row).toEqual({ queue_id: world.queue, routed_at: null, language: null });
  });

  it('of a draft with a sample uses the draft alone', async () => {
    await rule('true', { priority: 9 });
    const [inbox] = await app.db.query<{ id: string }>('SELECT id FROM inboxes WHERE queue_id = $1', [world.queue]);
    const sample = {
      inboxId: inbox!.id,
      channel: 'email',
      at: '2026-11-22T10:30:00Z',
      customer: { tier: 'gold', locale: 'fr-CA' },
    };
    const rules = [
      { name: 'A draft', condition: 'customer.tier == "gold" && now.date == "2026-11-22"', actions: { queueId: billing } },
    ];
    const { body } = await dryRun({ sample, rules }).expect(200);
    expect(body).toMatchObject({
      rules: [{ ruleId: null, name: 'A draft', outcome: 'matched' }],
      ...{ queue: { id: billing }, language: 'fr-CA', languageFrom: 'locale' },
    });
  });

  it.each([
    [{}, '/conversationId'],
    [{ conversationId: randomUUID(), sample: { inboxId: randomUUID() } }, '/conversationId'],
    [{ sample: { inboxId: randomUUID(), colour: 'red' } }, '/sample/colour'],
  ])('of %j is refused', async (body, pointer) => {
    expect((await dryRun(body).expect(422)).body.errors[0].pointer).toBe(pointer);
  });

  it('names the rule of the draft that is wrong', async () => {
    const id = await world.arrive();
    const rules = [
      { name: 'Good', condition: 'true', actions: {} },
      { name: 'Bad', condition: 'true &&', actions: {} },
    ];
    const { body } = await dryRun({ conversationId: id, rules }).expect(422);
    expect(body.errors[0].pointer).toBe('/rules/1/condition');
  });
});

describe('rules asked for badly, or at once', () => {
  it('that are made at the same moment each have a place of their own', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => rule('true', { priority: 1 })));
    expect(made.map((one) => one.position).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('have a name that can be read', async () => {
    const { body } = await post({ name: '  ', condition: 'true', actions: {} }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/name' }]);
  });

  it.each([
    ['/sample/customer/timeZone', { customer: { timeZone: 'Mars/Olympus' } }],
    ['/sample/at', { at: '2026-W53' }],
  ])('are not tried on a sample with a wrong %s', async (pointer, wrong) => {
    const [inbox] = await app.db.query<{ id: string }>('SELECT id FROM inboxes LIMIT 1');
    await dryRun({ sample: { inboxId: inbox!.id } }).expect(200);
    const { body } = await dryRun({ sample: { inboxId: inbox!.id, ...wrong } }).expect(422);
    expect(body.errors).toMatchObject([{ pointer }]);
  });
});
