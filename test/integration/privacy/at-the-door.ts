import { randomUUID } from 'node:crypto';
import { hashPassword } from '../../../src/accounts/passwords.js';
import { ReceiveMessage } from '../../../src/conversations/receive-message.service.js';
import type { TestApp } from '../../support/app.js';
import { anAgent } from '../../support/builders.js';

const password = 'correct horse battery';

/** The HTTP door of an application, which may be started anew meanwhile, and those who come to it. */
export function atTheDoorOf(app: () => TestApp, inboxId: string) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async function call(method: string, path: string, token: string, body?: object): Promise<{ status: number; body: any }> {
    const response = await fetch(`${app().url}/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as unknown) : undefined };
  }

  /** @returns an access token of somebody new */
  async function signedIn(role: 'admin' | 'agent'): Promise<string> {
    const email = `${role}-${randomUUID()}@example.test`;
    await anAgent(app().db, { email, role, passwordHash: await hashPassword(password) });
    const { body } = await call('POST', '/auth/login', '', { email, password });
    return body.accessToken as string;
  }

  /** Somebody writes by a system of the company that has proved who they are. */
  const write = async (
    email: string,
    text: string,
    { name = 'Some Body', ...more }: { name?: string; [field: string]: unknown } = {},
  ) =>
    (await app()
      .get(ReceiveMessage)
      .receive({
        ...{ inboxId, channel: 'api' as const, text, externalId: randomUUID() },
        from: { kind: 'email', value: email, name, display: email, level: 'verified', joins: true },
        ...more,
      }))!;

  return { call, signedIn, write };
}
