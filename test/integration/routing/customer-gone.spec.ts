import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/platform/ids/new-id.js';
import { ComeBack } from '../../../src/routing/customer-gone/come-back.service.js';
import { LeaveLine } from '../../../src/routing/customer-gone/leave-line.service.js';
import { writeVisits } from '../../../src/routing/customer-gone/visits.repository.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

describe('a chat visitor who is gone', () => {
  let app: RoutingApp;
  beforeAll(async () => {
    app = await startRouting();
    const [queue, inbox] = [newId(), newId()];
    await app.db.run(`INSERT INTO queues (id, key, name) VALUES ($1, 'mail', 'mail')`, [queue]);
    await app.db.run(
      `INSERT INTO inboxes (id, key, name, channel, address, queue_id) VALUES ($1, 'mail', 'mail', 'email', 'help@own.test', $2)`,
      [inbox, queue],
    );
  });
  afterAll(() => app.stop());

  const [one, other] = [newId(), newId()];
  const leave = () => app.get(LeaveLine).execute();
  const comeBack = () => app.get(ComeBack).execute();

  /** Somebody in line with the page open, in a queue that keeps the place of those who left for half a minute. */
  async function inLine(mail?: string) {
    const world = await World.on(app);
    await app.db.run('UPDATE queues SET gone_after_ms = 30000 WHERE id = $1', [world.queue]);
    const customer = newId();
    const id = await world.arrive({ customer });
    const [who] = await app.db.query<{ identity_id: string; customer_id: string }>(
      `SELECT id AS identity_id, customer_id FROM identities WHERE value = $1`,
      [customer],
    );
    if (mail)
      await app.db.run(
        `INSERT INTO identities (id, customer_id, kind, value, level, joins) VALUES ($1, $2, 'email', $3, 'verified', true)`,
        [newId(), who!.customer_id, mail],
      );
    const page = (here: boolean, process = one) =>
      writeVisits(app.db, process, [{ identityId: who!.identity_id, customerId: who!.customer_id, here }]);
    await page(true);
    return { world, id, page, customer, customerId: who!.customer_id };
  }
  /** Time passes, and whoever's page is open is seen again as its process would see it. */
  async function pass(seconds: number, ...open: ((here: boolean, process?: string) => Promise<unknown>)[]): Promise<void> {
    await app.moveClock(seconds * 1_000);
    for (const page of open) await page(true);
  }
  const events = async (id: string) =>
    (
      await app.db.query<{ type: string; data: Record<string, unknown> }>(
        'SELECT type, data FROM conversation_events WHERE conversation_id = $1 ORDER BY at, id',
        [id],
      )
    ).slice(1);

  it('leaves the line as abandoned, the wait on record, the offer taken back', async () => {
    const { world, id, page } = await inLine();
    const ana = await world.addAgent('Ana');
    await pass(60, page);
    await world.presence(ana, 'available');
    await app.get(RunMatching).execute();
    expect(await world.conversation(id)).toMatchObject({ status: 'offered' });
    await app.db.run(`UPDATE offers SET expires_at = expires_at + interval '1 hour' WHERE conversation_id = $1`, [id]);
    await page(false);
    await pass(29);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'offered' });
    await pass(1);
    await Promise.all([leave(), leave()]);
    expect(await world.conversation(id)).toMatchObject({ status: 'closed', outcome: 'abandoned' });
    expect(await world.offers({ conversation: id })).toEqual([]);
    const history = await events(id);
    expect(history.map(({ type }) => type)).toEqual(['offered', 'abandoned', 'closed']);
    expect(history[1]!.data).toMatchObject({ offered: true, waitedMs: expect.any(Number) });
    expect(history[1]!.data['waitedMs']).toBeGreaterThanOrEqual(90_000);
  });

  it('waits on for an answer by mail where there is an address, and is told there', async () => {
    const { world, id, page, customer } = await inLine('gone@mail.test');
    await app.db.run('UPDATE conversations SET priority = 7 WHERE id = $1', [id]);
    const before = await world.conversation(id);
    await page(false);
    await pass(30);
    await Promise.all([leave(), leave(), leave()]);
    expect(await world.conversation(id)).toMatchObject({
      ...{ status: 'waiting', channel: 'email', priority: 0, waiting_since: before.waiting_since },
    });
    const [told, ...more] = await app.db.query<{ text: string; channel: string; value: string }>(
      `SELECT m.text, m.channel, i.value FROM messages m JOIN identities i ON i.id = m.identity_id
       JOIN outbound_sends s ON s.message_id = m.id WHERE m.conversation_id = $1`,
      [id],
    );
    expect([told, more]).toEqual([
      { text: expect.stringContaining('answer you at this address'), channel: 'email', value: 'gone@mail.test' },
      [],
    ]);
    expect((await events(id)).map(({ type }) => type)).toContain('customer_gone');
    // Back on the page, it is a chat again, where it stood.
    await page(true);
    await comeBack();
    expect(await world.conversation(id)).toMatchObject({ channel: 'webchat', priority: 7, waiting_since: before.waiting_since });
    expect(await world.arrive({ customer })).toBe(id);
  });

  it('is there as long as any page on any process is open, and life without a socket counts', async () => {
    const { world, id, page, customer } = await inLine();
    await page(true, other);
    await page(false);
    await app.moveClock(20_000);
    await page(true, other);
    await app.moveClock(20_000);
    await page(true, other);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'waiting' });
    await page(false, other);
    await pass(29);
    await world.arrive({ customer });
    await pass(29);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'waiting' });
    await pass(1);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'closed', outcome: 'abandoned' });
  });

  it('is found gone when the process that knew them was killed', async () => {
    const { world, id } = await inLine();
    await pass(24);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'waiting' });
    await pass(6);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'closed', outcome: 'abandoned' });
  });

  it('is followed through merges', async () => {
    const [guest, member] = [await inLine(), await inLine()];
    await app.db.run('UPDATE customers SET merged_into = $2 WHERE id = $1', [guest.customerId, member.customerId]);
    await guest.page(false);
    await pass(31, member.page);
    await leave();
    expect(await guest.world.conversation(guest.id)).toMatchObject({ status: 'waiting' });
    await member.page(false);
    await pass(31);
    await leave();
    expect(await guest.world.conversation(guest.id)).toMatchObject({ status: 'closed', outcome: 'abandoned' });
  });

  it.each([
    ['by opening the page', false],
    ['by a message', true],
  ])('has the old place again within five minutes, back %s', async (_how, byMessage) => {
    const { world, id, page, customer } = await inLine();
    const { waiting_since } = await world.conversation(id);
    await page(false);
    await pass(31);
    await leave();
    await pass(200);
    if (byMessage) expect(await world.arrive({ customer })).toBe(id);
    else await page(true);
    await comeBack();
    expect(await world.conversation(id)).toMatchObject({ status: 'waiting', waiting_since, epoch: 3, outcome: null });
    await comeBack();
    expect((await events(id)).filter(({ type }) => type === 'reopened')).toHaveLength(1);
  });

  it('begins at the end of the line after that, and only by a message', async () => {
    const { world, id, page, customer } = await inLine();
    const { waiting_since } = await world.conversation(id);
    await page(false);
    await pass(31);
    await leave();
    await pass(301);
    await page(true);
    await comeBack();
    expect(await world.conversation(id)).toMatchObject({ status: 'closed' });
    expect(await world.arrive({ customer })).toBe(id);
    await comeBack();
    const after = await world.conversation(id);
    expect(after.status).toBe('waiting');
    expect(after.waiting_since!.getTime()).toBeGreaterThan(waiting_since!.getTime() + 300_000);
  });

  it('stays with an agent who has them', async () => {
    const { world, id, page } = await inLine();
    const ana = await world.addAgent('Ana');
    await app.get(RunMatching).execute();
    const [offer] = await world.offers({ conversation: id });
    await app.get(AcceptOffer).execute({ offerId: offer!.id, by: ana });
    await page(false);
    await pass(100);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
  });

  it('keeps their place for ever in a queue that says nothing of it', async () => {
    const { world, id, page } = await inLine();
    await app.db.run('UPDATE queues SET gone_after_ms = NULL WHERE id = $1', [world.queue]);
    await page(false);
    await pass(90_000);
    await leave();
    expect(await world.conversation(id)).toMatchObject({ status: 'waiting' });
  });
});
