import { SocketSessions } from '../../../src/console/socket-sessions.js';
import type { PresenceView } from '../../../src/contracts/views.js';
import { Realtime } from '../../../src/platform/realtime/realtime.js';
import { connect, type TestSocket } from '../../support/sockets.js';
import { until } from '../../support/until.js';
import { type Centre, type Person, signIn, startCentre } from '../console/centre.js';

const second = 1_000;

/** On real sockets, by the time of the database. */
describe('devices', () => {
  let centre: Centre;
  let boss: Person;
  let ana: Person;
  const open: TestSocket[] = [];

  beforeAll(async () => {
    centre = await startCentre();
  });
  beforeEach(async () => {
    ana = await centre.person('Ana');
    boss = await centre.person('Boss', 'supervisor');
  });
  afterAll(async () => {
    for (const one of open) one.close();
    await centre.stop();
  });

  const screen = async (device?: string, token = ana.token): Promise<TestSocket> => {
    const socket = await connect(centre.app.url, '/console', token, device ? { device } : {});
    open.push(socket);
    await until('the device to be known', async () => (await live()).includes(device ?? ana.sessionId));
    return socket;
  };
  const live = async (): Promise<string[]> =>
    (
      await centre.app.db.query<{ device_id: string }>(
        `SELECT device_id FROM agent_devices WHERE agent_id = $1 AND kind = 'socket' AND lost_at IS NULL AND lease_expires_at > app_now()`,
        [ana.id],
      )
    ).map((row) => row.device_id);
  /** The line is cut; the server has seen it. */
  const cut = async (socket: TestSocket, device = ana.sessionId): Promise<void> => {
    socket.socket.io.engine.close();
    await until('the loss to be seen', async () => !(await live()).includes(device));
  };
  /** What a colleague sees: nothing of it is a sign of Ana's life. */
  const seen = async (): Promise<PresenceView> => {
    const rows = await centre.app.db.query<{ state: string; reason: string; since: Date; at: Date }>(
      'SELECT state, reason, since, available_since AS at FROM agent_presence WHERE agent_id = $1',
      [ana.id],
    );
    return rows[0] as never;
  };
  const history = async (): Promise<string[]> =>
    (
      await centre.app.db.query<{ line: string }>(
        `SELECT state || coalesce(' ' || reason, '') AS line FROM agent_state_log WHERE agent_id = $1 ORDER BY epoch`,
        [ana.id],
      )
    ).map((row) => row.line);
  const pass = async (ms: number): Promise<void> => {
    await centre.app.moveClock(ms);
    await centre.app.sweep();
  };
  const be = (state: string, more: object = {}): Promise<unknown> => ana.call('PUT', '/v1/me/presence', { state, ...more });

  it('a socket that is lost leaves the grace, and then its agent is gone: not before, and not a whole lease later', async () => {
    const hers = await screen();
    await be('available');
    await cut(hers);
    await pass(18 * second);
    expect(await seen()).toMatchObject({ state: 'available', reason: null });
    await pass(3 * second);
    expect(await seen()).toMatchObject({ state: 'offline', reason: 'disconnected' });
    expect(await history()).toEqual(['available', 'offline disconnected']);
    const [{ late }] = (await centre.app.db.query(
      `SELECT extract(epoch FROM p.since - d.lost_at)::float8 AS late FROM agent_presence p JOIN agent_devices d USING (agent_id)
       WHERE p.agent_id = $1 AND d.kind = 'socket'`,
      [ana.id],
    )) as [{ late: number }];
    expect(late).toBeCloseTo(20, 1);
  });

  it('a line that comes and goes within the grace changes nothing, tells nothing and keeps the ramp-up', async () => {
    let hers = await screen();
    await be('available');
    const news = async (): Promise<number> =>
      (await centre.app.db.query(`SELECT 1 FROM outbox WHERE type = 'presence.updated' AND payload->>'agentId' = $1`, [ana.id]))
        .length;
    const [before, told] = [await seen(), await news()];
    for (let round = 0; round < 4; round++) {
      await cut(hers);
      await pass(15 * second);
      hers = await screen();
    }
    await pass(60 * second);
    expect(await seen()).toEqual(before);
    expect(await news()).toBe(told);
    expect(await history()).toEqual(['available']);
  });

  it('one of two devices may go: the other keeps the agent', async () => {
    const [desk] = [await screen('desk'), await screen('phone')];
    await be('available');
    await cut(desk, 'desk');
    for (let round = 0; round < 4; round++) {
      await pass(40 * second);
      await centre.app.get(SocketSessions).renewLeases();
    }
    expect(await seen()).toMatchObject({ state: 'available' });
    expect(await live()).toEqual(['phone']);
  });

  it('two windows of one device are one device, lost with the second', async () => {
    const [one, other] = [await screen('desk'), await screen('desk')];
    await be('available');
    const windows = (): number => centre.app.get(Realtime).io.of('/console').sockets.size;
    const before = windows();
    one.close();
    await until('the window to be closed', () => windows() === before - 1);
    await pass(25 * second);
    expect(await seen()).toMatchObject({ state: 'available' });
    await cut(other, 'desk');
    await pass(21 * second);
    expect(await seen()).toMatchObject({ state: 'offline', reason: 'disconnected' });
  });

  it('a device that connects never flips a state somebody chose', async () => {
    await screen('desk');
    for (const chosen of [
      { state: 'away', reason: 'lunch' },
      { state: 'offline', reason: null },
    ]) {
      await be(chosen.state, chosen.reason ? { reason: chosen.reason } : {});
      const before = await history();
      await screen(`phone-${chosen.state}`);
      expect(await seen()).toMatchObject(chosen);
      expect(await history()).toEqual(before);
    }
  });

  it('a call within the grace is life; one made before the loss is not, for it came from the same screen', async () => {
    const hers = await screen();
    await be('available');
    await cut(hers);
    await ana.call('GET', '/v1/me');
    await pass(100 * second);
    expect(await seen()).toMatchObject({ state: 'available' });
    await pass(21 * second);
    expect(await seen()).toMatchObject({ state: 'offline', reason: 'lease_expired' });
  });

  it('a client of another session is a device of its own and has its own lease', async () => {
    const hers = await screen();
    await be('available');
    const phone = await signIn(centre.app, ana.id, 'Ana', 'agent');
    await fetch(`${centre.app.url}/v1/me`, { headers: { authorization: `Bearer ${phone.token}` } });
    await cut(hers);
    await pass(60 * second);
    expect(await seen()).toMatchObject({ state: 'available' });
    await pass(61 * second);
    expect(await seen()).toMatchObject({ state: 'offline', reason: 'lease_expired' });
  });

  it('gives back the state that was only concluded to be over, if it comes back soon', async () => {
    const hers = await screen('desk');
    await be('away', { reason: 'training' });
    await cut(hers, 'desk');
    await pass(9 * 60 * second);
    expect(await seen()).toMatchObject({ state: 'offline', reason: 'disconnected' });
    await screen('desk');
    expect(await seen()).toMatchObject({ state: 'away', reason: 'training' });
    expect(await history()).toEqual(['away training', 'offline disconnected', 'away training']);
  });

  it('starts the ramp-up anew after a break longer than the grace', async () => {
    const hers = await screen('desk');
    await be('available');
    const { at } = (await seen()) as unknown as { at: Date };
    await cut(hers, 'desk');
    await pass(21 * second);
    await screen('desk');
    const after = (await seen()) as unknown as { state: string; at: Date };
    expect(after.state).toBe('available');
    expect(after.at.getTime() - at.getTime()).toBeGreaterThanOrEqual(21 * second);
  });

  it.each([
    ['after ten minutes', 'desk', 11 * 60 * second, undefined],
    ['by a device nobody knows', 'elsewhere', 60 * second, undefined],
    ['over a word of the agent', 'desk', 60 * second, 'offline'],
  ])('gives nothing back %s', async (_why, device, afterMs, said) => {
    const hers = await screen('desk');
    await be('available');
    await cut(hers, 'desk');
    await pass(afterMs);
    // By telephone, say: the session is another one.
    const phone = await signIn(centre.app, ana.id, 'Ana', 'agent');
    if (said) await put(phone.token, { state: said });
    await screen(device, phone.token);
    expect(await seen()).toMatchObject({ state: 'offline' });
  });

  it('calls itself by a short plain name or is not let in', async () => {
    for (const device of ['', 'two words', 'x'.repeat(101), 7])
      await expect(connect(centre.app.url, '/console', ana.token, { device })).rejects.toMatchObject({
        data: { code: 'invalid_request', errors: [{ pointer: '/device' }] },
      });
  });

  it('tells colleagues of a loss when it is one', async () => {
    const hers = await screen();
    const his = await boss.screen();
    await be('available');
    await cut(hers);
    await pass(21 * second);
    await his.next<PresenceView>('presence.updated', ({ agentId, reason }) => agentId === ana.id && reason === 'disconnected');
  });

  const put = (token: string, body: object): Promise<unknown> =>
    fetch(`${centre.app.url}/v1/me/presence`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
});
