import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SmtpDoor } from '../../src/channels/email/smtp-door.service.js';
import type { ContextView, DraftCheckView } from '../../src/contracts/context.js';
import type { RepeatedQuestionsView } from '../../src/contracts/report-views.js';
import type { ConversationView, MessageView, Page } from '../../src/contracts/views.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { newId } from '../../src/platform/ids/new-id.js';
import { aSignedIn, type Caller } from '../integration/channels/deliveries/signed-in.js';
import { type Colleague, VoiceWorld } from '../integration/channels/voice/voice-app.js';
import { announced } from '../integration/console/centre.js';
import { anInbox } from '../support/builders.js';
import { until } from '../support/until.js';
import { FakeWechat } from '../support/vendors/wechat.js';

const phone = '+4915100009999';
const address = 'mei@never.test';
const weekMs = 7 * 24 * 3_600_000;

let world: VoiceWorld;
let wechat: FakeWechat;
let admin: Caller;

beforeAll(async () => {
  wechat = await FakeWechat.start();
  world = await VoiceWorld.start({ trustCallerNumber: true }, { WECHAT_API_URL: wechat.url });
  wechat.now = () => world.app.get(Clock).now();
  admin = await aSignedIn(world.app, 'admin', 'Ada');
});
afterAll(async () => {
  await world.stop();
  await wechat.stop();
});

const ok = <T>({ status, body }: { status: number; body: T }): T => {
  expect([status < 300, body]).toEqual([true, body]);
  return body;
};
const contextFor = async (agent: Caller, conversationId: string): Promise<ContextView> =>
  ok(await agent.call<ContextView>(`/v1/conversations/${conversationId}/context`));
const says = async (agent: Caller, conversationId: string, text: string): Promise<MessageView> => {
  const message = ok(
    await agent.call<MessageView>(`/v1/conversations/${conversationId}/messages`, 'POST', {
      kind: 'reply',
      text,
      clientId: newId(),
    }),
  );
  await announced(world.app);
  return message;
};
/** What is known of the customer, once all that was said has been read. */
const knows = (agent: Caller, conversationId: string, values: string[]): Promise<ContextView> =>
  until(`the context has ${values.join()}`, async () => {
    await announced(world.app);
    const context = await contextFor(agent, conversationId);
    return values.every((value) => context.facts.some((fact) => fact.value.includes(value))) && context;
  });
const known = async (agent: Caller, conversationId: string, text: string): Promise<string[]> =>
  ok(
    await agent.call<DraftCheckView>(`/v1/conversations/${conversationId}/draft-check`, 'POST', { text }),
  ).context.alreadyKnown.flatMap(({ facts }) => facts.map(({ value }) => value));

describe('a bot, two agents, a mail a week later, and a call', () => {
  let bot: (externalId: string, text: string, facts?: object[]) => Promise<MessageView>;
  let [ana, ben]: Colleague[] = [];
  let conversationId: string;
  let customerId: string;
  const inboxes: Record<string, string> = {};

  beforeAll(async () => {
    const { app, queueId } = world;
    inboxes['api'] = await anInbox(app.db, { queueId, channel: 'api' });
    inboxes['email'] = await anInbox(app.db, { queueId, channel: 'email', address: 'help@never.test' });
    const { key } = ok(await admin.call<{ key: string }>('/v1/api-keys', 'POST', { name: 'The bot' }));
    bot = async (externalId, text, facts) => {
      const response = await fetch(`${app.url}/v1/inboxes/${inboxes['api']}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ externalId, from: { kind: 'email', value: address, name: 'Mei Lin' }, text, facts }),
      });
      return ok({ status: response.status, body: (await response.json()) as { message: MessageView } }).message;
    };
    ana = await world.agent();
  });

  it('what the bot was told, the first agent knows, and is warned before asking again', async () => {
    const said = await bot('b1', 'My cup arrived broken', [{ kind: 'order_number', value: 'A-20417' }]);
    ({ conversationId, customerId } = said);
    await ana!.accepts(conversationId);
    const { facts } = await knows(ana!, conversationId, ['A-20417']);
    expect(facts[0]).toMatchObject({ kind: 'order_number', source: { type: 'bot', messageId: said.id }, channel: 'api' });
    expect(await known(ana!, conversationId, 'What is your order number?')).toEqual(['A-20417']);
    await says(ana!, conversationId, 'I am sorry! Which error code does the app show?');
    await bot('b2', 'It shows error E-1234');
    await knows(ana!, conversationId, ['E-1234']);
    await says(ana!, conversationId, 'Thank you. I will send you a new cup by Friday.');
    const noted = ok(
      await ana!.call<{ data: { id: string; kind: string }[] }>(`/v1/customers/${customerId}/identities`, 'POST', {
        kind: 'phone',
        value: phone,
      }),
    );
    const number = noted.data.find(({ kind }) => kind === 'phone')!;
    ok(await ana!.call(`/v1/identities/${number.id}/verify`, 'POST', { by: 'call' }));
  });

  it('handed on, the brief comes first, with what was asked and answered; the second agent asks only what is new', async () => {
    ben = await world.agent();
    ok(
      await ana!.call(`/v1/conversations/${conversationId}/transfer`, 'POST', { agentId: ben.id, note: 'She needs a new cup.' }),
    );
    await world.app.db.run('UPDATE agent_presence SET state = $2 WHERE agent_id = $1', [ana!.id, 'away']);
    const { digest } = await contextFor(ben, conversationId);
    expect(digest.handover).toMatchObject({ note: 'She needs a new cup.', by: { id: ana!.id } });
    expect(JSON.stringify(digest.sections)).toContain('A-20417');
    expect(await known(ben, conversationId, 'Could you tell me the error code and your order number?')).toEqual(
      expect.arrayContaining(['E-1234', 'A-20417']),
    );
    await says(ben, conversationId, 'What is your delivery address?');
    await bot('b3', 'Please send it to Lindenstraße 5, 10115 Berlin');
    await knows(ben, conversationId, ['Lindenstraße 5']);
    ok(await ben.call(`/v1/conversations/${conversationId}/close`, 'POST', { outcome: 'solved' }));
  });

  it('a week later somebody else reads all of it beside a mail, and a third beside a call, each answer with its source', async () => {
    // Whoever knows her is not at work that day.
    await world.app.db.run('UPDATE agent_presence SET state = $2 WHERE agent_id = $1', [ben!.id, 'away']);
    await world.app.moveClock(weekMs);
    const cem = await world.agent();
    const transport = createTransport({ host: '127.0.0.1', port: world.app.get(SmtpDoor).port, ignoreTLS: true });
    await transport
      .sendMail({
        from: { name: 'Mei Lin', address },
        to: 'help@never.test',
        subject: 'My cup',
        text: 'Where is the new one? My invoice is INV-88123.',
      })
      .finally(() => transport.close());
    const { id: mailed } = await cem.accepts();
    const byMail = await knows(cem, mailed, ['A-20417', 'E-1234', 'Lindenstraße 5', 'INV-88123']);
    expect(byMail.customer.id).toBe(customerId);
    expect(byMail.promises.map(({ text }) => text)).toEqual([]);
    await says(cem, mailed, 'It left today.');
    ok(await cem.call(`/v1/conversations/${mailed}/close`, 'POST', { outcome: 'solved' }));
    await world.app.db.run('UPDATE agent_presence SET state = $2 WHERE agent_id = $1', [cem.id, 'away']);

    const dora = await world.agent();
    const { call } = await world.talk(dora, await world.rings(phone));
    const onCall = await knows(dora, call.conversation_id, ['A-20417', 'E-1234', 'Lindenstraße 5', 'INV-88123']);
    expect(onCall.customer).toMatchObject({ id: customerId, name: 'Mei Lin' });
    expect(onCall.conversation.channel).toBe('voice');
    const sources = new Map(
      onCall.facts.map(({ value, source, channel }) => [value, [source.type, channel, source.messageId !== null]]),
    );
    expect(sources.get('A-20417')).toEqual(['bot', 'api', true]);
    expect(sources.get('E-1234')).toEqual(['message', 'api', true]);
    expect(onCall.facts.find(({ value }) => value === 'E-1234')!.kind).toBe('error_code');
    expect(sources.get('INV-88123')).toEqual(['message', 'email', true]);
    expect([...sources.keys()].some((value) => value.includes('Lindenstraße 5'))).toBe(true);
    expect(new Set(onCall.thread.messages.map(({ channel }) => channel))).toEqual(new Set(['api', 'email', 'voice']));
    expect(onCall.conversations.past.map(({ id }) => id)).toContain(conversationId);
    expect(onCall.lastAgents.map(({ id }) => id)).toEqual(expect.arrayContaining([ana!.id, ben!.id, cem.id, dora.id]));
    for (const question of [
      'What is your order number?',
      'What is your address?',
      'Which error code do you see?',
      'What is your invoice number?',
    ])
      expect([question, (await known(dora, call.conversation_id, question)).length]).toEqual([question, 1]);
  });

  it('nobody asked twice', async () => {
    const supervisor = await aSignedIn(world.app, 'admin', 'Sue');
    const report = ok(
      await supervisor.call<{ data: RepeatedQuestionsView[] }>(
        '/v1/reports/repeated-questions?from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&by=agent',
      ),
    ).data;
    const sum = (of: 'asked' | 'askedAlthoughKnown') => report.reduce((all, one) => all + one[of], 0);
    expect([sum('asked'), sum('askedAlthoughKnown')]).toEqual([2, 0]);
  });
});

describe('WeChat, the hotline and a visit to the shop', () => {
  // The week before has ended the session.
  beforeAll(async () => {
    admin = await aSignedIn(world.app, 'admin', 'Ada');
  });

  const number = '+8613800138000';
  const openId = 'oNeverRepeatNeverRepeatNever';
  let weChatInbox: string;

  const writes = async (id: string, text: string): Promise<{ customerId: string; conversationId: string }> => {
    const at = Math.floor(world.app.get(Clock).now() / 1000);
    const xml = `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[${openId}]]></FromUserName><CreateTime>${at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${id}</MsgId></xml>`;
    const { query, body } = wechat.call(xml, { at: world.app.get(Clock).date(), mode: 'plain' });
    const response = await fetch(`${world.app.url}/v1/inboxes/${weChatInbox}/webhook?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body,
    });
    expect(response.status).toBe(200);
    return until(`the message ${id}`, async () => {
      const [row] = await world.app.db.query<{ customerId: string; conversationId: string }>(
        `SELECT customer_id AS "customerId", conversation_id AS "conversationId" FROM messages WHERE inbox_id = $1 AND external_id = $2`,
        [weChatInbox, id],
      );
      return row;
    });
  };
  /** All that is shown of a customer, without what merely counts how often it was changed. */
  const sideOf = async (customerId: string): Promise<object> => {
    const get = async <T>(path: string): Promise<T> => ok(await admin.call<T>(`/v1${path}`));
    const { id, name, attributes } = await get<{ id: string; name: string; attributes: object }>(`/customers/${customerId}`);
    const thread = await get<Page<MessageView>>(`/customers/${customerId}/thread`);
    const { data } = await get<Page<ConversationView>>(`/conversations?customer=${customerId}`);
    return {
      customer: { id, name, attributes },
      messages: thread.data.map(({ id, seq, text, channel, customerId: of, createdAt }) => ({
        id,
        seq,
        text,
        channel,
        of,
        createdAt,
      })),
      conversations: data.map(({ id, status, assignee, splitFromId, customerId: of, subject }) => ({
        id,
        status,
        assignee,
        splitFromId,
        of,
        subject,
      })),
      identities: (
        await get<{ data: { kind: string; value: string; level: string }[] }>(`/customers/${customerId}/identities`)
      ).data.map(({ kind, value, level }) => ({ kind, value, level })),
      facts: (await get<{ data: { kind: string; value: string }[] }>(`/customers/${customerId}/facts`)).data.map(
        ({ kind, value }) => ({ kind, value }),
      ),
      steps: (await get<Page<{ externalId: string }>>(`/customers/${customerId}/touchpoints`)).data.map(
        ({ externalId }) => externalId,
      ),
    };
  };

  it('are one timeline once they are one person; the undo gives both sides back exactly, and each its own since', async () => {
    const { appSecret, token, appId } = wechat;
    weChatInbox = ok(
      await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
        ...{
          key: 'wechat',
          name: 'WeChat',
          channel: 'wechat',
          queueId: world.queueId,
          secrets: { appSecret, token },
          settings: { appId },
        },
      }),
    ).id;
    const mei = await writes('7001', '我的订单号是 A-20500');
    const line = await world.rings(number);
    const call = await world.becomesOneOf(line, ['queued', 'ringing']);
    const [caller] = await world.app.db.query<{ customer_id: string }>('SELECT customer_id FROM conversations WHERE id = $1', [
      call.conversation_id,
    ]);
    const step = {
      source: 'till',
      externalId: 'visit-1',
      kind: 'store.visit',
      occurredAt: new Date(world.app.get(Clock).now() - 60_000).toISOString(),
      title: 'Bought a cup',
    };
    ok(
      await admin.call('/v1/touchpoints', 'POST', { touchpoints: [{ ...step, identities: [{ kind: 'phone', value: number }] }] }),
    );
    await line.hangUp();
    await world.vendor.quiet();
    await until(
      'the facts were read',
      async () => (await announced(world.app), JSON.stringify(await sideOf(mei.customerId)).includes('A-20500')),
    );
    await until('the call is over', async () => (await world.call(line)).state === 'ended');
    const before = [await sideOf(mei.customerId), await sideOf(caller!.customer_id)];
    expect(caller!.customer_id).not.toBe(mei.customerId);

    const about = { from: caller!.customer_id, reason: 'she said so' };
    const { mergeId } = ok(await admin.call<{ mergeId: string }>(`/v1/customers/${mei.customerId}/merge`, 'POST', about));
    const together = await contextFor(admin, mei.conversationId);
    const timeline = [
      ...together.thread.messages.map(({ channel, createdAt }) => [channel, createdAt] as const),
      ...together.thread.touchpoints.map(({ occurredAt }) => ['store', occurredAt] as const),
    ];
    expect(new Set(timeline.map(([channel]) => channel))).toEqual(new Set(['wechat', 'voice', 'store']));
    const times = together.thread.messages.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort());
    expect(together.facts.map(({ value }) => value)).toContain('A-20500');

    ok(await admin.call(`/v1/merges/${mergeId}/undo`, 'POST', {}));
    expect([await sideOf(mei.customerId), await sideOf(caller!.customer_id)]).toEqual(before);

    const again = ok(await admin.call<{ mergeId: string }>(`/v1/customers/${mei.customerId}/merge`, 'POST', about));
    await writes('7002', '还在吗？');
    ok(await admin.call(`/v1/merges/${again.mergeId}/undo`, 'POST', {}));
    const [hers, callers] = [await sideOf(mei.customerId), await sideOf(caller!.customer_id)];
    expect(callers).toEqual(before[1]);
    const texts = (side: object): string[] => (side as { messages: { text: string }[] }).messages.map(({ text }) => text);
    expect(texts(hers)).toEqual([...texts(before[0]!), '还在吗？']);
  });
});
