import type { ConsoleSnapshot } from '../../../src/contracts/sockets.js';
import { SocketSessions } from '../../../src/console/socket-sessions.js';
import type { TestSocket } from '../../support/sockets.js';
import { type Centre, type Person, signIn, startCentre } from './centre.js';

let centre: Centre;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana Silva', 'agent', 'available');
  ben = await centre.person('Ben');
});
afterEach(() => centre.stop());

describe('a session', () => {
  it('is warned a minute before its token ends, goes on with a new one, and ends with the old one', async () => {
    const [stays, goes] = [await ana.screen(), await ben.screen()];
    const lives = centre.app.get(SocketSessions);
    const closed = new Promise<string>((resolve) => goes.socket.once('disconnect', resolve));
    await centre.app.moveClock(14 * 60_000 + 10_000);
    lives.checkTokens();
    lives.checkTokens();
    const { expiresInS } = await stays.next<{ expiresInS: number }>('auth.expiring');
    expect(expiresInS).toBeGreaterThan(30);
    expect(expiresInS).toBeLessThanOrEqual(50);
    const fresh = await signIn(centre.app, ana.id, 'Ana', 'agent');
    expect(await stays.ask('auth.refresh', { token: fresh.token })).toMatchObject({ ok: true, expiresInS: expect.any(Number) });
    expect(await stays.ask('auth.refresh', { token: (await signIn(centre.app, ben.id, 'Ben', 'agent')).token })).toMatchObject({
      problem: { code: 'forbidden' },
    });
    expect(await stays.ask('auth.refresh', { token: 'nonsense' })).toMatchObject({ problem: { code: 'token_invalid' } });
    await centre.app.moveClock(60_000);
    lives.checkTokens();
    expect(await closed).toBe('io server disconnect');
    expect(await stays.ask('sync', { position: 0 })).toMatchObject({ ok: true });
    expect(stays.events.filter((event) => event.name === 'auth.expiring')).toHaveLength(1);
  });

  it('ends with a sign-out: commands at once, the socket with the next round', async () => {
    const [hers, his] = [await ana.screen(), await ben.screen()];
    const closed = (screen: TestSocket) => new Promise<string>((resolve) => screen.socket.once('disconnect', resolve));
    const [anas, bens] = [closed(hers), closed(his)];
    await centre.app.db.run('UPDATE sign_in_sessions SET ended_at = app_now() WHERE id = ANY($1)', [
      [ana.sessionId, ben.sessionId],
    ]);
    expect(await hers.ask('presence.set', { state: 'away' })).toMatchObject({ ok: false, problem: { code: 'token_invalid' } });
    expect(await anas).toBe('io server disconnect');
    await centre.app.get(SocketSessions).checkSessions();
    expect(await bens).toBe('io server disconnect');
  });

  it('ends with a change of role', async () => {
    const [admin, hers] = [await centre.person('Ada', 'admin'), await ana.screen()];
    const closed = new Promise<string>((resolve) => hers.socket.once('disconnect', resolve));
    const { body } = await admin.call<{ version: number }>('GET', `/v1/agents/${ana.id}`);
    const changed = await fetch(`${centre.app.url}/v1/agents/${ana.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', 'if-match': `"${body.version}"` },
      body: JSON.stringify({ role: 'supervisor' }),
    });
    expect(changed.status).toBe(200);
    await centre.app.get(SocketSessions).checkSessions();
    expect(await closed).toBe('io server disconnect');
  });

  it('keeps the lease while a socket lives, and does not flip the state when the last one closes', async () => {
    const hers = await ana.screen();
    await hers.ask('presence.set', { state: 'available' });
    const presence = async () => (await ana.call<ConsoleSnapshot>('GET', '/v1/me/snapshot')).body.presence!;
    const stored = async () =>
      (
        await centre.app.db.query<{ state: string; left: number }>(
          `SELECT state, extract(epoch FROM lease_expires_at - app_now())::float8 AS left FROM agent_presence WHERE agent_id = $1`,
          [ana.id],
        )
      )[0]!;
    await centre.app.moveClock(100_000);
    await centre.app.get(SocketSessions).renewLeases();
    expect((await stored()).left).toBeGreaterThan(110);
    hers.close();
    await centre.app.get(SocketSessions).renewLeases();
    expect((await stored()).state).toBe('available');
    await centre.app.moveClock(121_000);
    await centre.app.get(SocketSessions).renewLeases();
    await centre.app.sweep();
    expect((await presence()).state).toBe('offline');
  });
});
