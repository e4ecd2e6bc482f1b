import { randomUUID } from 'node:crypto';
import type { CallView } from '../../../../src/contracts/calls.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { redisUrl } from '../../../support/backends.js';
import { createDatabase, type TestDatabase } from '../../../support/database.js';
import { until } from '../../../support/until.js';
import { Caller, type Desk, WebCallWorld } from './webcall-world.js';

const withRedis = process.env['THROUGHLINE_TEST_REDIS'] ? describe : describe.skip;

/** The customer's socket is with one process, the agent's with another. */
withRedis('calls from page to page over several processes [needs redis-server]', () => {
  let database: TestDatabase;
  const apps: TestApp[] = [];
  let [ana, mei] = [] as unknown as [Desk, Caller];

  beforeAll(async () => {
    database = await createDatabase();
    const redis = redisUrl();
    for (let n = 0; n < 2; n++) apps.push(await startApp({ backend: 'redis', database, redis }));
  });
  afterAll(async () => {
    for (const app of apps) await app.stop();
    await database.drop();
  });

  it('signals pass between them, a line that moves to another process is one, and the end is known to both', async () => {
    const [one, two] = apps as [TestApp, TestApp];
    const world = await WebCallWorld.on(one);
    ana = await world.desk('Ana');
    await ana.reconnect(two.url);
    mei = await world.caller();
    const { id: callId } = await mei.calls();
    await ana.accepts(await world.conversationOf(callId));
    expect(await ana.joins(callId)).toMatchObject({ ok: true, peer: { line: mei.line } });
    await mei.widget.next('call.peer', (peer: { line: string }) => peer.line === ana.line);
    await mei.widget.ask('call.offer', { callId, to: ana.line, sdp: 'v=0 over the fence' });
    await ana.screen.next('call.offer', (offer: { sdp: string }) => offer.sdp === 'v=0 over the fence');
    await ana.screen.ask('call.connected', { callId });
    // Her page comes back by the other process: the first is not her end any more.
    const before = mei.widget;
    await mei.visitor.reconnect(two.url);
    expect(await mei.joins(callId)).toMatchObject({ ok: true, peer: { line: ana.line } });
    before.close();
    await ana.screen.ask('call.answer', { callId, to: mei.line, sdp: 'v=0 back' });
    await mei.widget.next('call.answer');
    await ana.screen.ask('call.hangup', { callId });
    await mei.widget.next('call.updated', (call: CallView) => call.state === 'ended');
    await until('the rooms are left', async () => {
      const refused = await mei.widget.ask('call.ice', { callId, to: ana.line, candidate: '' });
      return refused.problem?.code === 'illegal_move' ? true : undefined;
    });
    const again = new Caller(mei.visitor);
    again.line = randomUUID();
    expect(await again.starts()).toMatchObject({ ok: true });
    await again.widget.ask('call.hangup', { callId: (await again.starts()).call.id });
    mei.visitor.leave();
    ana.screen.close();
  });
});
