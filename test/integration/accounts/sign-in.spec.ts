import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { password, type PeopleApp, startPeople } from './people-app.js';

let app: PeopleApp;
const minute = 60_000;

beforeAll(async () => {
  app = await startPeople({ PUBLIC_URL: 'https://desk.example' });
});
afterAll(() => app.stop());

const login = (email: string, secret = password): Promise<Response> =>
  app.http.post('/v1/auth/login').send({ email, password: secret }).then();
const wrong = { status: 401, type: '/problems/wrong_credentials', code: 'wrong_credentials' };

async function failTimes(times: number, email: string): Promise<Response[]> {
  const answers = [];
  for (let n = 0; n < times; n++) answers.push(await login(email, `wrong password ${n}`));
  return answers;
}

describe('signing in', () => {
  it('gives an access token that opens doors, and a refresh cookie scripts and other sites cannot use', async () => {
    const ana = await app.addAgent('ana');
    const answer = await login('ANA@people.test');
    expect(answer.body).toEqual({
      accessToken: expect.any(String),
      expiresInS: 900,
      agent: { id: ana.id, name: 'ana', email: 'ana@people.test', role: 'agent' },
    });
    const [cookie] = answer.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(
      /^tl_refresh=[^;]+; Max-Age=1209600; Path=\/v1\/auth; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
    const me = await app.http.get('/v1/me').set('authorization', `Bearer ${answer.body.accessToken}`);
    expect(me.body).toEqual({ type: 'agent', id: ana.id, name: 'ana', role: 'agent', inboxIds: null });
  });

  it('tells nobody whether the address or the password was wrong', async () => {
    await app.addAgent('bo');
    const [known, unknown] = [
      await login('bo@people.test', 'not the password'),
      await login('nobody@people.test', 'not the password'),
    ];
    const told = ({ body, status }: Response): unknown => ({ ...body, requestId: undefined, status });
    expect(told(known)).toEqual(told(unknown));
    expect(known.body).toMatchObject(wrong);
    expect(known.get('Set-Cookie')).toBeUndefined();
  });

  it('takes as long to refuse an address nobody has', async () => {
    const { email } = await app.addAgent('ben');
    const times = [];
    for (const address of [email, 'stranger@people.test']) {
      const startedAt = performance.now();
      await login(address, 'not the password');
      times.push(performance.now() - startedAt);
    }
    expect(Math.min(...times)).toBeGreaterThanOrEqual(195);
  });

  it('refuses a disabled account with the same words', async () => {
    const { id, email } = await app.addAgent('gone');
    await app.db.run('UPDATE agents SET disabled_at = app_now() WHERE id = $1', [id]);
    expect((await login(email)).body).toMatchObject(wrong);
  });

  it.each([
    ['no body', undefined, ['/email', '/password']],
    ['an object for the address', { email: { $ne: 1 }, password }, ['/email']],
    ['an unknown field', { email: 'a@b.test', password, admin: true }, ['/admin']],
    ['an endless password', { email: 'a@b.test', password: 'x'.repeat(257) }, ['/password']],
  ])('refuses %s by naming the fields', async (_name, body, pointers) => {
    const answer = await app.http.post('/v1/auth/login').send(body);
    expect(answer.status).toBe(422);
    expect(answer.type).toBe('application/problem+json');
    expect(new Set(answer.body.errors.map((error: { pointer: string }) => error.pointer))).toEqual(new Set(pointers));
  });

  it('refuses pages of another origin, and takes those of its own', async () => {
    const { email } = await app.addAgent('cy');
    const from = (origin: string): Promise<Response> =>
      app.http.post('/v1/auth/login').set('origin', origin).send({ email, password }).then();
    expect((await from('https://evil.example')).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await from('null')).status).toBe(403);
    expect((await from('https://desk.example')).status).toBe(200);
  });
});

describe('guessing', () => {
  it('locks the account after eight wrong passwords, for fifteen minutes, then for thirty', async () => {
    const { id, email } = await app.addAgent('dee');
    expect((await failTimes(8, email)).map((answer) => answer.body.code)).toEqual(Array(8).fill('wrong_credentials'));
    const right = await login(email);
    expect(right.body).toMatchObject({ status: 429, code: 'sign_in_locked', retryAfterS: 900 });
    expect(right.headers['retry-after']).toBe('900');
    expect(
      await app.db.query("SELECT action, actor_type FROM audit_log WHERE subject_id = $1 AND action = 'agent.locked'", [id]),
    ).toHaveLength(1);

    await app.moveClock(16 * minute);
    expect((await failTimes(1, email))[0]?.body.code).toBe('wrong_credentials');
    expect((await login(email)).body).toMatchObject({ code: 'sign_in_locked', retryAfterS: 1800 });

    await app.moveClock(31 * minute);
    expect((await login(email)).status).toBe(200);
    expect(await app.db.query('SELECT failed_sign_ins, locked_until FROM agents WHERE id = $1', [id])).toEqual([
      { failed_sign_ins: 0, locked_until: null },
    ]);
  });

  it('lets no more guesses through when they come all at once', async () => {
    const { email } = await app.addAgent('eve');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => login(email, `guess number ${n}`)));
    const codes = answers.map((answer) => answer.body.code as string);
    expect(codes.filter((code) => code === 'wrong_credentials')).toHaveLength(8);
    expect(codes.filter((code) => code === 'sign_in_locked')).toHaveLength(12);
  });

  it('locks an address nobody has in the same way', async () => {
    const answers = await failTimes(9, 'phantom@people.test');
    expect(answers.slice(0, 8).every((answer) => answer.body.code === 'wrong_credentials')).toBe(true);
    expect(answers[8]?.body).toMatchObject({ status: 429, code: 'sign_in_locked', retryAfterS: 900 });
  });

  it('limits an address that tries account after account', async () => {
    const other = await startPeople();
    try {
      const tries = await Promise.all(
        Array.from({ length: 65 }, (_, n) => other.http.post('/v1/auth/login').send({ email: `a${n}@people.test`, password })),
      );
      const limited = tries.filter((answer) => answer.body.code === 'rate_limited');
      expect(limited).toHaveLength(5);
      expect(limited[0]?.headers['retry-after']).toMatch(/^\d+$/);
    } finally {
      await other.stop();
    }
  });
});
