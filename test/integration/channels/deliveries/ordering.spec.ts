import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeliveryIntake } from '../../../../src/channels/deliveries/delivery-intake.js';
import { InboundTranslators } from '../../../../src/channels/deliveries/inbound-translators.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { anInbox, aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';

describe('deliveries of one sender', () => {
  let app: TestApp;
  let inboxId: string;
  const seen: string[] = [];
  const broken = new Set<string>();

  beforeAll(async () => {
    app = await startApp();
    app.get(InboundTranslators).register('webchat', async ({ externalId }) => {
      if (broken.has(externalId)) throw new TypeError('not yet');
      seen.push(externalId);
      return { outcome: 'ignored', detail: 'seen' };
    });
    inboxId = await anInbox(app.db, { queueId: await aQueue(app.db), key: 'ordered', channel: 'webchat' });
  });
  afterAll(() => app.stop());

  const take = (externalId: string, orderKey?: string) =>
    app.get(DeliveryIntake).take([{ inboxId, channel: 'webchat', externalId, orderKey, raw: Buffer.from('x') }]);
  const attempts = async (externalId: string) =>
    (await app.db.query<{ attempts: number }>('SELECT attempts FROM inbound_deliveries WHERE external_id = $1', [externalId]))[0]!
      .attempts;
  const sees = (...ids: string[]) => until(`${ids.join()} seen`, () => ids.every((id) => seen.includes(id)));

  it('wait for the earlier one while it is in its first attempts, and follow it at once', async () => {
    broken.add('a1');
    await take('a1', 'ann');
    for (const id of ['a2', 'a3']) await take(id, 'ann');
    await take('b1', 'bob');
    await take('free');
    await sees('b1', 'free');
    await until('the first attempt', async () => (await attempts('a1')) === 1);
    expect(seen).not.toContain('a2');
    broken.delete('a1');
    await app.moveClock(1_100);
    await sees('a1', 'a2', 'a3');
    expect(seen.filter((id) => id.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  });

  it('go past one that cannot be read, after three attempts: nobody waits for ever', async () => {
    broken.add('c1');
    await take('c1', 'cat');
    await take('c2', 'cat');
    for (const attempt of [1, 2]) {
      await until(`attempt ${attempt}`, async () => (await attempts('c1')) === attempt);
      expect(seen).not.toContain('c2');
      await app.moveClock(5_100);
    }
    await sees('c2');
    broken.delete('c1');
    await app.moveClock(31_000);
    await sees('c1');
  });

  it('are stored in the order in which they were taken, many at once, each once', async () => {
    const ids = Array.from({ length: 200 }, (_none, n) => `m${String(n).padStart(3, '0')}`);
    // Each twice, as a vendor does that was not sure to be heard.
    await Promise.all(ids.flatMap((id) => [take(id, 'dan'), take(id, 'dan')]));
    await sees(...ids);
    expect(seen.filter((id) => id.startsWith('m'))).toEqual(ids);
    const rows = await app.db.query<{ count: string }>(`SELECT count(*) FROM inbound_deliveries WHERE external_id LIKE 'm%'`);
    expect(rows).toEqual([{ count: '200' }]);
  });

  it('are lost together or not at all, and no call pays for another', async () => {
    const nowhere = '0193a1b2-0000-7000-8000-000000000002';
    const results = await Promise.allSettled([
      take('good', 'eve'),
      app.get(DeliveryIntake).take([
        { inboxId, channel: 'webchat', externalId: 'half', raw: Buffer.from('x') },
        { inboxId: nowhere, channel: 'webchat', externalId: 'other half', raw: Buffer.from('x') },
      ]),
      take('good too', 'eve'),
    ]);
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await sees('good', 'good too');
    expect(await app.db.query(`SELECT 1 FROM inbound_deliveries WHERE external_id = 'half'`)).toEqual([]);
  });
});
