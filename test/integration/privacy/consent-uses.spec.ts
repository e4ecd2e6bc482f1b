import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, startApp } from '../../support/app.js';
import { aQueue, anInbox } from '../../support/builders.js';
import { atTheDoorOf } from './at-the-door.js';

let app: TestApp;
let inboxId: string;
let admin: string;
let ana: string;
let { call, signedIn, write } = {} as ReturnType<typeof atTheDoorOf>;

beforeAll(async () => {
  app = await startApp();
  const queueId = await aQueue(app.db);
  inboxId = await anInbox(app.db, { queueId, channel: 'api' });
  ({ call, signedIn, write } = atTheDoorOf(() => app, inboxId));
  admin = await signedIn('admin');
  ana = await signedIn('agent');
});
afterAll(() => app.stop());

describe('what a customer refuses', () => {
  const say = (id: string, purpose: string, granted: boolean) =>
    call('POST', `/customers/${id}/consents`, admin, { purpose, granted });
  const missing = (id: string, purpose: string) =>
    app.db.query<{ reason: string }>(
      `SELECT data ->> 'reason' AS reason FROM audit_log WHERE action = 'consent.missing' AND subject_id = $1 AND data ->> 'purpose' = $2`,
      [id, purpose],
    );

  it('is not done: nobody is written to for what they did not agree to', async () => {
    const inbox = await anInbox(app.db, { queueId: await aQueue(app.db), channel: 'email', address: 'us@shop.test' });
    const { customerId, conversationId } = await write('outreach@shop.test', 'hello', { inboxId: inbox, channel: 'email' });
    await app.db.run(`UPDATE conversations SET status = 'closed', waiting_since = NULL WHERE id = $1`, [conversationId]);
    await call('PUT', '/me/presence', ana, { state: 'available' });
    const start = (purpose?: string) =>
      call('POST', '/conversations', ana, { customerId, text: 'Have you seen our sale?', channel: 'email', purpose });
    expect((await start('sales')).status).toBe(422);
    expect(await start('marketing')).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', purpose: 'marketing', reason: 'never_given' },
    });
    await say(customerId, 'service', false);
    expect(await start()).toMatchObject({ status: 403, body: { purpose: 'service', reason: 'withdrawn' } });
    expect([await missing(customerId, 'marketing'), await missing(customerId, 'service')]).toEqual([
      [{ reason: 'never_given' }],
      [{ reason: 'withdrawn' }],
    ]);
    expect(await app.db.query(`SELECT 1 FROM conversations WHERE customer_id = $1 AND status <> 'closed'`, [customerId])).toEqual(
      [],
    );
    await say(customerId, 'marketing', true);
    expect((await start('marketing')).status).toBe(201);
  });

  it('is not shown: steps that other systems saw, to nobody who looks for them', async () => {
    const { customerId, conversationId } = await write('steps@shop.test', 'hello');
    const step = { source: 'till', externalId: 'steps', kind: 'store.visit', occurredAt: '2026-01-02T10:00:00Z' };
    await call('POST', '/touchpoints', admin, {
      touchpoints: [{ ...step, identities: [{ kind: 'email', value: 'steps@shop.test' }] }],
    });
    const shown = async () =>
      (await call('GET', `/conversations/${conversationId}/context`, ana)).body.thread.touchpoints.length as number;
    expect([(await call('GET', `/customers/${customerId}/touchpoints`, ana)).body.data.length, await shown()]).toEqual([1, 1]);
    await say(customerId, 'profiling', false);
    expect(await call('GET', `/customers/${customerId}/touchpoints`, ana)).toMatchObject({
      status: 403,
      body: { code: 'consent_missing', purpose: 'profiling' },
    });
    expect([await missing(customerId, 'profiling'), await shown()]).toEqual([[{ reason: 'withdrawn' }], 0]);
  });

  it('is not told to other systems', async () => {
    const { customerId, conversationId } = await write('panel@shop.test', 'hello');
    await call('POST', '/panels', admin, { key: 'erp', name: 'ERP', url: 'https://erp.example/panel' });
    await say(customerId, 'service', false);
    expect(await call('GET', `/conversations/${conversationId}/panels/erp`, ana)).toMatchObject({
      status: 403,
      body: { purpose: 'service' },
    });
    expect(await missing(customerId, 'service')).toEqual([{ reason: 'withdrawn' }]);
  });
});
