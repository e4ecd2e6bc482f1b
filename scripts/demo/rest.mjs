import { DemoError } from './wait.mjs';

/** A caller of the public REST surface. Rejects with one line that names what was refused and why. */
export const callerOf =
  (url) =>
  async (method, path, { body, token } = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const data = await answer.json().catch(() => null);
    if (!answer.ok) throw refused(`${method} ${path}`, data ?? { title: `status ${answer.status}` });
    return data;
  };

export const refused = (what, problem) =>
  Object.assign(new DemoError(`${what}: ${[problem.title, problem.detail].filter(Boolean).join(': ')}`), { code: problem.code });
