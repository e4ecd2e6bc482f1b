import { Tokens } from '../../../../src/accounts/tokens.service.js';
import type { Role } from '../../../../src/contracts/words.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import type { TestApp } from '../../../support/app.js';
import { anAgent } from '../../../support/builders.js';

export interface Caller {
  agentId: string;
  token: string;
  call<T = Record<string, unknown>>(
    path: string,
    method?: string,
    body?: object,
  ): Promise<{ status: number; body: T; response: Response }>;
}

/** Somebody with a live session, made without a password. */
export async function aSignedIn(app: TestApp, role: Role, name = 'Ana'): Promise<Caller> {
  const agentId = await anAgent(app.db, { name, role });
  const sessionId = newId();
  await app.db.run(
    `INSERT INTO sign_in_sessions (id, agent_id, token_hash, expires_at) VALUES ($1, $2, $3, app_now() + interval '1 day')`,
    [sessionId, agentId, `hash of ${sessionId}`],
  );
  const token = await app.get(Tokens).issueAccess({ agentId, sessionId, name, role });
  return { agentId, token, call: callerWith(app, token) };
}

export const callerWith =
  (app: TestApp, token: string): Caller['call'] =>
  async <T>(path: string, method = 'GET', body?: object) => {
    const headers = { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const response = await fetch(app.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const answered = (response.headers.get('content-type')?.includes('json') ? await response.clone().json() : null) as T;
    return { status: response.status, body: answered, response };
  };
