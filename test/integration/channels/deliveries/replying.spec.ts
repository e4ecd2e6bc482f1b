import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InboxesQueries } from '../../../../src/channels/inboxes/inboxes.queries.js';
import type { ConversationChannelView, MessageView } from '../../../../src/contracts/views.js';
import { SendMessage } from '../../../../src/conversations/send-message.service.js';
import { systemActor } from '../../../../src/platform/database/tx.js';
import { until } from '../../../support/until.js';
import { PigeonLoft } from './pigeon-loft.js';

const hour = 3_600_000;
const hello = { name: 'hello', language: 'en', body: 'Hello {{1}}, your parcel {{2}} is here. {{1}}!', variables: 2 };

interface Answer extends MessageView {
  code?: string;
  detail?: string;
  errors?: { pointer: string }[];
  templates?: { name: string }[];
  channels?: string[];
}

describe('an answer obeys its channel', () => {
  let loft: PigeonLoft;
  beforeAll(async () => {
    loft = await PigeonLoft.open({ whatsapp: 'whatsapp', sms: 'phone' }, [
      hello,
      { ...hello, language: 'de', body: 'Hallo', variables: 0 },
    ]);
  });
  afterAll(() => loft.close());
  beforeEach(() => loft.loft.behave('ok'));

  const channelsOf = async (conversationId: string) =>
    (await loft.call<{ data: ConversationChannelView[] }>(`/v1/conversations/${conversationId}/channels`)).body.data;
  const troubleOf = async (id: string) =>
    (
      await loft.app.db.query<{ last_error: string | null }>('SELECT last_error FROM outbound_sends WHERE message_id = $1', [id])
    )[0]!.last_error;
  const arrived = (to: string) => loft.loft.sent.filter((one) => one.to === to).map((one) => one.text);

  it('outside the reply window it is refused, with what can be done instead', async () => {
    const said = await loft.says('whatsapp', '4930100001', 'hello', { phone: '+4930100001' });
    const inside = await loft.write<Answer>(said.conversation_id, { text: 'in time' });
    expect(inside.status).toBe(201);
    const [open] = await channelsOf(said.conversation_id);
    expect(open).toMatchObject({ channel: 'whatsapp', default: true, open: true, whyNot: null });
    expect(Date.parse(open!.closesAt!) - Date.parse(open!.opensAt!)).toBe(24 * hour);
    await loft.app.moveClock(24 * hour);
    const { status, body } = await loft.write<Answer>(said.conversation_id, { text: 'too late' });
    expect([status, body.code]).toEqual([409, 'outside_reply_window']);
    expect(body.templates).toEqual([
      { name: 'hello', language: 'en', variables: 2 },
      { name: 'hello', language: 'de', variables: 0 },
    ]);
    // The vendor has vouched for the number, and messages to it have no window.
    expect(body.channels).toEqual(['sms']);
    expect(await channelsOf(said.conversation_id)).toEqual([
      expect.objectContaining({
        channel: 'whatsapp',
        open: false,
        whyNot: 'outside_reply_window',
        templates: [hello, expect.anything()],
      }),
      expect.objectContaining({ channel: 'sms', default: false, open: true, opensAt: null, closesAt: null, overlong: 'split' }),
    ]);
    const other = await loft.write<Answer>(said.conversation_id, { text: 'by text message then', channel: 'sms' });
    await loft.becomes(other.body.id, 'sent');
    expect(arrived('+4930100001')).toContain('by text message then');
    const switched = await loft.app.db.query(
      `SELECT data FROM conversation_events WHERE type = 'channel_switched' AND conversation_id = $1`,
      [said.conversation_id],
    );
    expect(switched).toEqual([{ data: { from: 'whatsapp', to: 'sms' } }]);
    await loft.says('whatsapp', '4930100001', 'me again');
    expect((await loft.write(said.conversation_id, { text: 'welcome back' })).status).toBe(201);
  });

  it('a template goes at any time, and stands in the thread as it was said', async () => {
    const said = await loft.says('whatsapp', '4930100002', 'hello');
    await loft.app.moveClock(25 * hour);
    const template = { name: 'hello', language: 'en', variables: ['Ann', 'A-17'] };
    const { status, body } = await loft.write<Answer>(said.conversation_id, { template });
    expect([status, body.text, body.content]).toEqual([201, 'Hello Ann, your parcel A-17 is here. Ann!', { template }]);
    await loft.becomes(body.id, 'sent');
    expect(arrived('+4930100002')).toEqual(['hello']);
    const faults = async (wrong: object, text = '') => {
      const answer = await loft.write<Answer>(said.conversation_id, { text, template: { ...template, ...wrong } });
      return [answer.status, answer.body.errors?.[0]?.pointer];
    };
    expect(await faults({ name: 'goodbye' })).toEqual([422, '/template/name']);
    expect(await faults({ language: 'fr' })).toEqual([422, '/template/language']);
    expect(await faults({ variables: ['one'] })).toEqual([422, '/template/variables']);
    expect(await faults({}, 'and a text')).toEqual([422, '/text']);
    const { status: bySms } = await loft.write(said.conversation_id, { template, channel: 'sms' });
    expect(bySms).toBe(422);
    expect((await loft.write<Answer>(said.conversation_id, {})).body.errors?.[0]?.pointer).toBe('/text');
  });

  it('what the vendor says of its window closes it, until the customer writes again', async () => {
    const said = await loft.says('whatsapp', '4930100011', 'hello');
    loft.loft.behave('shut');
    const early = await loft.write<Answer>(said.conversation_id, { text: 'in time by our clock' });
    const { reason } = await loft.becomes(early.body.id, 'failed');
    expect(reason).toMatch(/reply window is closed/);
    loft.loft.behave('ok');
    const [view] = await channelsOf(said.conversation_id);
    expect(view).toMatchObject({ channel: 'whatsapp', open: false, whyNot: 'outside_reply_window' });
    expect(Date.parse(view!.closesAt!) - Date.parse(view!.opensAt!)).toBeLessThan(hour);
    const late = await loft.write<Answer>(said.conversation_id, { text: 'and again' });
    expect([late.status, late.body.code]).toEqual([409, 'outside_reply_window']);
    const template = { name: 'hello', language: 'de' };
    expect((await loft.write(said.conversation_id, { template })).status).toBe(201);
    await loft.says('whatsapp', '4930100011', 'here I am');
    expect((await channelsOf(said.conversation_id))[0]).toMatchObject({ open: true, whyNot: null });
    const answered = await loft.write(said.conversation_id, { text: 'welcome' });
    await loft.becomes(answered.body.id, 'sent');
  });

  it('nothing leaves by a closed inbox, and what still waited there fails with the reason', async () => {
    const said = await loft.says('whatsapp', '4930100012', 'hello', { phone: '+4930100012' });
    const { conversation_id: id } = said;
    loft.loft.behave('silence');
    const waiting = await loft.write(id, { text: 'still on its way' });
    // While it is still under way nobody else may decide about it.
    await until('a first try, and its end', async () => (await troubleOf(waiting.body.id)) !== null);
    loft.loft.behave('ok');
    const disabled = (at: string) =>
      loft.app.db
        .run(`UPDATE inboxes SET disabled_at = ${at} WHERE id = $1`, [loft.inboxes.whatsapp])
        .then(() => loft.app.get(InboxesQueries).forget());
    await disabled('app_now()');
    try {
      expect((await channelsOf(id))[0]).toMatchObject({ channel: 'whatsapp', open: false, whyNot: 'inbox_closed' });
      for (const body of [{ text: 'hello?' }, { template: { name: 'hello', language: 'de' } }]) {
        const { status, body: problem } = await loft.write<Answer>(id, body);
        expect([status, problem.code, problem.channels]).toEqual([409, 'inbox_closed', ['sms']]);
      }
      const notice = await loft.app.db.transaction((tx) =>
        loft.app
          .get(SendMessage)
          .send({ tx, actor: systemActor }, { conversationId: id, kind: 'system', text: 'Are you still there?' }),
      );
      expect(await loft.message('id = $1', notice.messageId)).toMatchObject({ state: 'failed', reason: 'the inbox is closed' });
      await loft.pass(120_000);
      expect(await loft.becomes(waiting.body.id, 'failed')).toMatchObject({ reason: 'the inbox is closed' });
      expect(arrived('+4930100012')).toEqual([]);
      expect((await loft.write(id, { kind: 'note', text: 'switch it on again' })).status).toBe(201);
    } finally {
      await disabled('NULL');
    }
    expect((await loft.write(id, { text: 'here again' })).status).toBe(201);
  });

  it('a template needs no text beside it, not even an empty one', async () => {
    const said = await loft.says('whatsapp', '4930100013', 'hello');
    const template = { name: 'hello', language: 'de' };
    const path = `/v1/conversations/${said.conversation_id}/messages`;
    expect(await loft.call(path, 'POST', { kind: 'reply', template })).toMatchObject({ status: 201, body: { text: 'Hallo' } });
    const nothing = await loft.call<Answer>(path, 'POST', { kind: 'reply' });
    expect([nothing.status, nothing.body.errors?.[0]?.pointer]).toEqual([422, '/text']);
    expect((await loft.call(path, 'POST', { kind: 'reply', text: null, template })).status).toBe(422);
  });

  it('what Throughline itself would say outside the window is kept as not delivered, and stops nothing', async () => {
    const said = await loft.says('whatsapp', '4930100003', 'hello');
    await loft.app.moveClock(25 * hour);
    const sent = await loft.app.db.transaction((tx) =>
      loft.app
        .get(SendMessage)
        .send({ tx, actor: systemActor }, { conversationId: said.conversation_id, kind: 'system', text: 'Are you still there?' }),
    );
    expect(await loft.message('id = $1', sent.messageId)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('window'),
    });
    expect(arrived('+4930100003')).toEqual([]);
  });

  it('a text in parts that was cut short goes on where it stopped; nothing is sent twice', async () => {
    const said = await loft.says('sms', '+4930100004', 'tell me');
    loft.loft.behave('ok', 2);
    const text = Array.from({ length: 500 }, (_none, n) => `w${String(n).padStart(7, '0')}`).join(' ');
    const { body } = await loft.write<Answer>(said.conversation_id, { text });
    await loft.pass(1);
    await loft.becomes(body.id, 'pending');
    await loft.listed(body.id, { state: 'pending', partsLeft: 2 });
    loft.loft.behave('ok');
    await loft.pass(6_000);
    await loft.becomes(body.id, 'sent');
    expect(arrived('+4930100004').join(' ')).toBe(text);
  });

  it('a part that came back fails the message; asked for again, that part alone is sent', async () => {
    const said = await loft.says('sms', '+4930100005', 'two parts please');
    const text = `${'a'.repeat(1_599)} ${'b'.repeat(1_000)}`;
    const { body } = await loft.write<Answer>(said.conversation_id, { text });
    await loft.becomes(body.id, 'sent');
    const [, second] = loft.loft.sent.filter((one) => one.to === '+4930100005');
    await loft.bring('sms', {
      id: loft.id(),
      kind: 'receipt',
      from: '+4930100005',
      about: second!.id,
      state: 'failed',
      reason: 'handset full',
    });
    expect(await loft.becomes(body.id, 'failed')).toMatchObject({ reason: 'handset full' });
    await loft.listed(body.id, { state: 'failed', partsLeft: 1, reason: 'handset full' });
    expect((await loft.call(`/v1/outbound/${body.id}/retry`, 'POST')).status).toBe(200);
    await loft.becomes(body.id, 'sent');
    expect(arrived('+4930100005').map((one) => one[0])).toEqual(['a', 'b', 'b']);
    expect((await loft.call(`/v1/outbound/${body.id}/retry`, 'POST')).status).toBe(409);
    expect((await loft.call(`/v1/outbound/0193a1b2-0000-7000-8000-000000000002/retry`, 'POST')).status).toBe(404);
  });

  it('what of a message was delivered is told when all of it was', async () => {
    const said = await loft.says('sms', '+4930100006', 'two more');
    const { body } = await loft.write<Answer>(said.conversation_id, { text: `${'a'.repeat(1_599)} ${'b'.repeat(1_000)}` });
    await loft.becomes(body.id, 'sent');
    const parts = loft.loft.sent.filter((one) => one.to === '+4930100006');
    const delivered = (about: string) =>
      loft.bring('sms', { id: loft.id(), kind: 'receipt', from: '+4930100006', about, state: 'delivered' });
    await delivered(parts[1]!.id);
    expect((await loft.message('id = $1', body.id)).state).toBe('sent');
    await delivered(parts[0]!.id);
    expect((await loft.message('id = $1', body.id)).state).toBe('delivered');
  });

  it('all that failed in an inbox is tried again together, with a count and on record', async () => {
    loft.loft.behave('refuse');
    const ids: string[] = [];
    for (const from of ['+4930100007', '+4930100008']) {
      const said = await loft.says('sms', from, 'hello');
      ids.push((await loft.write<Answer>(said.conversation_id, { text: `to ${from}` })).body.id);
    }
    for (const id of ids) await loft.becomes(id, 'failed');
    loft.loft.behave('ok');
    const retry = (body: object) =>
      loft.call<{ count: number; more: boolean }>(`/v1/inboxes/${loft.inboxes.sms}/retry`, 'POST', body);
    expect((await retry({ what: 'outbound', since: '2100-01-01T00:00:00Z' })).body).toEqual({ count: 0, more: false });
    expect((await retry({ what: 'outbound' })).body).toEqual({ count: 2, more: false });
    for (const id of ids) await loft.becomes(id, 'sent');
    expect((await retry({ what: 'inbound' })).body.count).toBe(0);
    expect((await retry({ what: 'everything' })).status).toBe(422);
    const audit = await loft.app.db.query(`SELECT data FROM audit_log WHERE action = 'inbox.retried' ORDER BY at, id`);
    expect(audit).toContainEqual({ data: { what: 'outbound', count: 2, since: null } });
  });
});
