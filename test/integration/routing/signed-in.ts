import { hashPassword } from '../../../src/accounts/passwords.js';
import type { Principal } from '../../../src/accounts/principal.js';
import type { RoutingApp } from './routing-app.js';

const password = 'correct horse battery';

export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}
export type Call = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: object) => Promise<Answer>;

/** HTTP calls in the name of people, who sign in when they first call. */
export function callsOn(app: () => RoutingApp): (who: Principal) => Call {
  const tokens = new Map<string, string>();
  return (who) => async (method, path, body) => {
    const token = tokens.get(who.id) ?? (await signIn(app(), who));
    tokens.set(who.id, token);
    const asked = app()
      .http[method](`/v1${path}`)
      .set({ authorization: `Bearer ${token}` });
    const { status, body: answer } = await (body ? asked.send(body) : asked);
    return { status, body: answer };
  };
}

async function signIn(app: RoutingApp, who: Principal): Promise<string> {
  await app.db.run('UPDATE agents SET password_hash = $2 WHERE id = $1', [who.id, await hashPassword(password)]);
  const { body } = await app.http
    .post('/v1/auth/login')
    .send({ email: `${who.id}@example.test`, password })
    .expect(200);
  return (body as { accessToken: string }).accessToken;
}

/** The latest row of the audit log about something. */
export async function lastAudit(
  app: RoutingApp,
  subjectId: string,
): Promise<{ action: string; actor_id: string | null; data: Record<string, unknown> }> {
  const rows = await app.db.query<Awaited<ReturnType<typeof lastAudit>>>(
    'SELECT action, actor_id, data FROM audit_log WHERE subject_id = $1 ORDER BY id DESC LIMIT 1',
    [subjectId],
  );
  return rows[0]!;
}
