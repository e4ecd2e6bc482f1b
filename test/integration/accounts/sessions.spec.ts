import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, SignJWT, UnsecuredJWT } from 'jose';
import type { Response } from 'supertest';
import { Tokens } from '../../../src/accounts/tokens.service.js';
import { Sessions } from '../../../src/accounts/sign-in/sessions.repository.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { cookieOf, password, type PeopleApp, startPeople } from './people-app.js';

let app: PeopleApp;
const second = 1_000;

beforeAll(async () => {
  app = await startPeople();
});
afterAll(() => app.stop());

const refresh = (cookie: string): Promise<Response> => app.http.post('/v1/auth/refresh').set('cookie', cookie).then();
const me = (token: string): Promise<Response> => app.http.get('/v1/me').set('authorization', `Bearer ${token}`).then();
const sidOf = (token: string): string => decodeJwt<{ sid: string }>(token).sid;

describe('refreshing', () => {
  it('gives a new access token and a new refresh token', async () => {
    const { email } = await app.addAgent('ana');
    const first = await app.signIn(email);
    const answer = await refresh(first.cookie);
    expect(answer.body).toMatchObject({ expiresInS: 900, agent: { name: 'ana' } });
    expect(cookieOf(answer)).not.toBe(first.cookie);
    expect((await refresh(cookieOf(answer)!)).status).toBe(200);
    expect((await me(answer.body.accessToken)).status).toBe(200);
  });

  it('forgives two tabs that show the same token at once, and both go on', async () => {
    const first = await app.signIn((await app.addAgent('bo')).email);
    const answers = await Promise.all([refresh(first.cookie), refresh(first.cookie)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    // Only one of them sets the cookie both tabs then share.
    const cookies = answers.flatMap((answer) => cookieOf(answer) ?? []);
    expect(cookies).toHaveLength(1);
    expect((await refresh(cookies[0]!)).status).toBe(200);
  });

  it('ends the session when a token comes again after the grace, for the thief and for the agent', async () => {
    const { id, email } = await app.addAgent('cy');
    const stolen = await app.signIn(email);
    const next = await refresh(stolen.cookie);
    await app.moveClock(11 * second);
    expect((await refresh(stolen.cookie)).body).toMatchObject({ status: 401, code: 'token_invalid' });
    expect((await refresh(cookieOf(next)!)).status).toBe(401);
    expect((await me(next.body.accessToken)).body.code).toBe('token_invalid');
    expect(await app.db.query("SELECT action FROM audit_log WHERE subject_id = $1 AND action LIKE 'session.%'", [id])).toEqual([
      { action: 'session.token_reused' },
    ]);
  });

  it('ends the session for a token two rotations old even at once', async () => {
    const first = await app.signIn((await app.addAgent('dee')).email);
    const newest = cookieOf(await refresh(cookieOf(await refresh(first.cookie))!))!;
    expect((await refresh(first.cookie)).status).toBe(401);
    expect((await refresh(newest)).status).toBe(401);
  });

  it('is not ended by somebody who makes a token up for a session they know of', async () => {
    const first = await app.signIn((await app.addAgent('eve')).email);
    const made = `tl_refresh=${sidOf(first.accessToken)}.${'A'.repeat(43)}.${'B'.repeat(22)}`;
    expect((await refresh(made)).body.code).toBe('token_invalid');
    expect((await refresh(first.cookie)).status).toBe(200);
  });

  it.each(['', 'tl_refresh=', 'tl_refresh=...', `tl_refresh=${'x'.repeat(5000)}`])('refuses the cookie %p', async (cookie) => {
    expect((await refresh(cookie)).body).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  it('refuses pages of another origin', async () => {
    const { cookie } = await app.signIn((await app.addAgent('flo')).email);
    const answer = await app.http.post('/v1/auth/refresh').set({ cookie, origin: 'https://evil.example' });
    expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' });
    expect(cookieOf(answer)).toBeUndefined();
  });

  it('ends fourteen days after the last refresh', async () => {
    const { cookie } = await app.signIn((await app.addAgent('guy')).email);
    await app.moveClock(15 * 86_400 * second);
    expect((await refresh(cookie)).body.code).toBe('token_invalid');
  });
});

describe('signing out', () => {
  it('ends the session at once, for calls and for sockets, and takes the cookie', async () => {
    const session = await app.signIn((await app.addAgent('hal')).email);
    const other = await app.signIn('hal@people.test');
    const answer = await app.http.post('/v1/auth/logout').set('cookie', session.cookie).expect(204);
    expect(cookieOf(answer)).toBe('tl_refresh=');
    expect((await me(session.accessToken)).body).toMatchObject({ status: 401, code: 'token_invalid' });
    await expect(app.nest.get(Tokens).verifyAccess(session.accessToken)).rejects.toMatchObject({ code: 'token_invalid' });
    expect((await refresh(session.cookie)).status).toBe(401);
    const sids = [session, other].map((one) => sidOf(one.accessToken));
    expect(await app.nest.get(Sessions).liveAmong(sids)).toEqual(new Set([sids[1]]));
  });

  it('works for a program that has only its access token, and again for one that has nothing', async () => {
    const { accessToken } = await app.signIn((await app.addAgent('ida')).email);
    await app.http.post('/v1/auth/logout').set('authorization', `Bearer ${accessToken}`).expect(204);
    expect((await me(accessToken)).status).toBe(401);
    await app.http.post('/v1/auth/logout').set('authorization', `Bearer ${accessToken}`).expect(204);
    await app.http.post('/v1/auth/logout').expect(204);
  });
});

describe('access tokens', () => {
  const claimsOf = async (name: string): Promise<{ token: string; claims: Record<string, unknown> }> => {
    const { accessToken: token } = await app.signIn((await app.addAgent(name)).email);
    return { token, claims: decodeJwt(token) };
  };
  const signed = (claims: object, key: Uint8Array): Promise<string> =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(key);

  it('end after fifteen minutes', async () => {
    const { token } = await claimsOf('jo');
    expect((await me(token)).status).toBe(200);
    await app.moveClock(15 * 60 * second);
    expect((await me(token)).body).toMatchObject({ status: 401, code: 'token_expired' });
  });

  it('are refused when they were forged, unsigned, signed for another use, or cut', async () => {
    const { token, claims } = await claimsOf('kim');
    const [head, body, signature] = token.split('.') as [string, string, string];
    const admin = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
    const forged = [
      await signed(claims, Buffer.from('another-secret-another-secret-012')),
      await signed(claims, app.nest.get(Secrets).key('widget-session')),
      new UnsecuredJWT(claims).encode(),
      `${head}.${admin}.${signature}`,
      `${head}.${body}.`,
      'not.a.token',
    ];
    for (const one of forged) expect((await me(one)).body).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  it('are refused by our own key when they name another agent, another role or lack a claim', async () => {
    const { claims } = await claimsOf('lou');
    const { id } = await app.addAgent('mia');
    const key = app.nest.get(Secrets).key('access-token');
    for (const change of [{ sub: id }, { role: 'admin' }, { sid: undefined }, { exp: undefined }])
      expect((await me(await signed({ ...claims, ...change }, key))).body.code).toBe('token_invalid');
    expect((await me(await signed(claims, key))).status).toBe(200);
  });

  it.each([undefined, 'Basic YTpi', 'Bearer', 'Bearer  '])('are missing in %p', async (header) => {
    const answer = await app.http.get('/v1/me').set(header ? { authorization: header } : {});
    expect(answer.body).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });
});

describe('changing one’s own password', () => {
  const change = (token: string, body: object): Promise<Response> =>
    app.http.post('/v1/me/password').set('authorization', `Bearer ${token}`).send(body).then();

  it('needs the present one, and ends every other session', async () => {
    const { email } = await app.addAgent('ned');
    const [here, elsewhere] = [await app.signIn(email), await app.signIn(email)];
    expect((await change(here.accessToken, { current: 'a guess at random', new: 'another good one' })).body.code).toBe(
      'wrong_credentials',
    );
    expect((await me(elsewhere.accessToken)).status).toBe(200);
    expect((await change(here.accessToken, { current: password, new: 'another good one' })).status).toBe(204);
    expect((await me(here.accessToken)).status).toBe(200);
    expect((await me(elsewhere.accessToken)).status).toBe(401);
    expect((await app.http.post('/v1/auth/login').send({ email, password })).status).toBe(401);
    expect((await app.http.post('/v1/auth/login').send({ email, password: 'another good one' })).status).toBe(200);
  });

  it('refuses a short one', async () => {
    const { accessToken } = await app.signIn((await app.addAgent('oz')).email);
    const answer = await change(accessToken, { current: password, new: 'too short' });
    expect(answer.body).toMatchObject({ status: 422, code: 'invalid_request', errors: [{ pointer: '/new' }] });
  });
});
