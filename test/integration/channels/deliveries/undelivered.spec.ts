import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InboundDeliveryView, MessageView, OutboundView, Page, UndeliveredView } from '../../../../src/contracts/views.js';
import { until } from '../../../support/until.js';
import { PigeonLoft } from './pigeon-loft.js';
import { aSignedIn } from './signed-in.js';

let loft: PigeonLoft;
beforeAll(async () => {
  loft = await PigeonLoft.open({ sms: 'phone' });
});
afterAll(() => loft?.close());

const counted = async (): Promise<UndeliveredView> => (await loft.call<UndeliveredView>('/v1/undelivered')).body;

describe('a message that does not leave', () => {
  const deliveryOf = async (conversationId: string, id: string): Promise<MessageView> => {
    const { body } = await loft.call<Page<MessageView>>(`/v1/conversations/${conversationId}/messages`);
    return body.data.find((one) => one.id === id)!;
  };

  it('says why, how often it was tried and when it is tried again; each attempt is news, and the end takes it back', async () => {
    const said = await loft.says('sms', '+4930200001', 'are you there');
    loft.loft.behave('outage');
    const { body } = await loft.write(said.conversation_id, { text: 'here I am' });
    const first = await until('the first attempt', async () => {
      const one = await deliveryOf(said.conversation_id, body.id);
      return one.delivery.attempts === 1 && one.delivery.reason ? one : undefined;
    });
    expect(first.delivery).toEqual({
      state: 'pending',
      reason: expect.any(String),
      attempts: 1,
      nextAttemptAt: expect.stringMatching(/Z$/),
    });
    const news = (): Promise<unknown[]> =>
      loft.app.db.query(`SELECT 1 FROM outbox WHERE type = 'message.updated' AND payload ->> 'messageId' = $1`, [body.id]);
    expect(await news()).toHaveLength(1);
    await loft.pass(6_000);
    const second = await until('the second attempt', async () => {
      const one = await deliveryOf(said.conversation_id, body.id);
      return one.delivery.attempts === 2 && one.rev > first.rev ? one : undefined;
    });
    expect(second.delivery.nextAttemptAt! > first.delivery.nextAttemptAt!).toBe(true);
    expect(await news()).toHaveLength(2);
    loft.loft.behave('ok');
    await loft.pass(31_000);
    await loft.becomes(body.id, 'sent');
    expect((await deliveryOf(said.conversation_id, body.id)).delivery).toEqual({ state: 'sent' });
  });

  it('is counted once it was given up, and listed with whose it is and how it begins', async () => {
    expect(await counted()).toEqual({ outbound: 0, inbound: 0, since: null });
    const said = await loft.says('sms', '+4930200002', 'hello');
    loft.loft.behave('refuse');
    const { body } = await loft.write(said.conversation_id, { text: `Dear customer, ${'x'.repeat(200)}` });
    await loft.becomes(body.id, 'failed');
    loft.loft.behave('ok');
    expect(await counted()).toEqual({ outbound: 1, inbound: 0, since: expect.stringMatching(/Z$/) });
    const { body: listed } = await loft.call<Page<OutboundView>>('/v1/outbound?state=failed');
    expect(listed.data.find((one) => one.messageId === body.id)).toMatchObject({
      text: `Dear customer, ${'x'.repeat(125)}`,
      customerName: '+4930200002',
    });
  });
});

describe('what came in and was not read', () => {
  it('is counted and listed in one page, whatever its outcome; what was refused on purpose is listed alone', async () => {
    const [strange, refused, fine] = [loft.id(), loft.id(), loft.id()];
    await loft.bring(
      'sms',
      { id: strange, kind: 'dances', from: '+4930200003' },
      { id: refused, kind: 'dances', from: '+4930200003' },
      { id: fine, kind: 'says', from: '+4930200003', text: 'hi' },
    );
    await loft.app.db.run(`UPDATE inbound_deliveries SET state = 'unrecognised' WHERE external_id = $1`, [strange]);
    await loft.app.db.run(`UPDATE inbound_deliveries SET state = 'refused' WHERE external_id = $1`, [refused]);
    expect((await counted()).inbound).toBe(1);
    const { body } = await loft.call<Page<InboundDeliveryView>>('/v1/inbound?state=unrecognised,refused,failed');
    expect(body.data.map((one) => [one.externalId, one.state]).sort()).toEqual([
      [strange, 'unrecognised'],
      [refused, 'refused'],
    ]);
    expect((await loft.call('/v1/inbound?state=failed,nonsense')).status).toBe(422);
  });

  it('is counted no more once it was dismissed, in both directions, until it is taken up again; each act is on record', async () => {
    const before = await counted();
    const [message] = await loft.app.db.query<{ id: string }>(
      `SELECT message_id AS id FROM outbound_sends WHERE state = 'failed'`,
    );
    const [delivery] = await loft.app.db.query<{ id: string }>(`SELECT id FROM inbound_deliveries WHERE state = 'unrecognised'`);
    const doors = [`/v1/outbound/${message!.id}/dismiss`, `/v1/inbound/${delivery!.id}/dismiss`];
    const post = (path: string, body: object = {}) => loft.call<{ dismissedAt: string | null; code: string }>(path, 'POST', body);
    for (const door of doors) {
      expect((await post(door, { reason: '' })).status).toBe(422);
      expect((await post(`${door}/undo`)).body.code).toBe('illegal_move');
      // Of two who press the button at once one is told that it was done.
      const both = await Promise.all([post(door, { reason: 'told by telephone' }), post(door, { reason: 'told by telephone' })]);
      expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
      expect(both.find((one) => one.status === 200)!.body.dismissedAt).toMatch(/Z$/);
    }
    expect(await counted()).toEqual({ outbound: before.outbound - 1, inbound: before.inbound - 1, since: null });
    const listed = async (path: string) => (await loft.call<Page<{ dismissedAt: string | null }>>(path)).body.data.length;
    for (const [list, whole] of [
      ['/v1/outbound?state=failed', 1],
      ['/v1/inbound?state=unrecognised', 1],
    ] as const)
      expect([await listed(list), await listed(`${list}&dismissed=false`), await listed(`${list}&dismissed=true`)]).toEqual([
        whole,
        0,
        1,
      ]);
    expect((await loft.call('/v1/inbound?dismissed=maybe')).status).toBe(422);

    for (const door of doors) expect((await post(`${door}/undo`)).body.dismissedAt).toBeNull();
    expect(await counted()).toEqual(before);
    const audit = await loft.app.db.query(
      `SELECT action, data ->> 'reason' AS reason FROM audit_log WHERE subject_id IN ($1, $2) AND action ~ 'dismissed|taken_up' ORDER BY at, id`,
      [message!.id, delivery!.id],
    );
    expect(audit).toEqual([
      { action: 'outbound.dismissed', reason: 'told by telephone' },
      { action: 'inbound.dismissed', reason: 'told by telephone' },
      { action: 'outbound.taken_up', reason: null },
      { action: 'inbound.taken_up', reason: null },
    ]);
  });

  it('cannot be dismissed where nothing is wrong with it, or by whoever is no supervisor; tried again it is taken up', async () => {
    const [read] = await loft.app.db.query<{ id: string }>(`SELECT id FROM inbound_deliveries WHERE state = 'accepted' LIMIT 1`);
    const [left] = await loft.app.db.query<{ id: string }>(
      `SELECT message_id AS id FROM outbound_sends WHERE state = 'sent' LIMIT 1`,
    );
    const code = async (path: string) => (await loft.call<{ code: string }>(path, 'POST', {})).body.code;
    expect(await code(`/v1/inbound/${read!.id}/dismiss`)).toBe('illegal_move');
    expect(await code(`/v1/outbound/${left!.id}/dismiss`)).toBe('illegal_move');
    expect(await code(`/v1/outbound/${loft.id()}/dismiss`)).toBe('not_found');
    const agent = await aSignedIn(loft.app, 'agent');
    expect((await agent.call(`/v1/outbound/${left!.id}/dismiss`, 'POST', {})).status).toBe(403);
    const [failed] = await loft.app.db.query<{ id: string }>(
      `SELECT message_id AS id FROM outbound_sends WHERE state = 'failed'`,
    );
    await loft.call(`/v1/outbound/${failed!.id}/dismiss`, 'POST', {});
    // By the dozen only what somebody still cares for.
    const [inbox] = await loft.app.db.query<{ id: string }>('SELECT inbox_id AS id FROM outbound_sends WHERE message_id = $1', [
      failed!.id,
    ]);
    expect((await loft.call(`/v1/inboxes/${inbox!.id}/retry`, 'POST', { what: 'outbound' })).body).toEqual({
      count: 0,
      more: false,
    });
    loft.loft.behave('refuse');
    await loft.call(`/v1/outbound/${failed!.id}/retry`, 'POST', {});
    await loft.becomes(failed!.id, 'failed');
    loft.loft.behave('ok');
    expect((await counted()).outbound).toBe(1);
  });

  it('is no news any more after three days', async () => {
    await loft.app.moveClock(3 * 86_400_000 + 1_000);
    expect(await counted()).toEqual({ outbound: 0, inbound: 0, since: null });
  });
});
