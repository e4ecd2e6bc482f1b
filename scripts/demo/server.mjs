import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../set-up.mjs';
import { DemoError } from './wait.mjs';

const startWithinMs = 180_000;

/**
 * The server the story is played on: the one that listens on PORT, or one started for the story (the same as `npm start`
 * would start, on the same data) whose outgoing mail goes to `mailboxUrl` and what it sends by WhatsApp to `whatsAppUrl`.
 * @param {(() => Promise<void>)[]} leave what is to be undone at the end; a server started here stops there, also one that was
 *   only starting
 * @returns {Promise<{ url: string, smtpPort: number, started: boolean }>}
 */
export async function findOrStart(env, { mailboxUrl, whatsAppUrl, leave, say }) {
  const port = Number(env.PORT ?? 3000);
  const at = { url: `http://127.0.0.1:${port}`, smtpPort: Number(env.SMTP_PORT ?? 2525) };
  const found = await look(at.url);
  if (found === 'ready') return { ...at, started: false };
  if (found === 'other')
    throw new DemoError(`something answers on port ${port}, but it is no Throughline that is ready; set PORT to another one`);
  const stands = { SMTP_URL: await mailboxUrl(), META_GRAPH_URL: await whatsAppUrl(), PANEL_ALLOW_PRIVATE: 'true' };
  await start(at.url, { ...env, ...stands }, { leave, say });
  return { ...at, started: true };
}

/** @returns {Promise<'ready' | 'other' | 'nobody'>} */
async function look(url) {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? 'ready' : 'other';
  } catch (error) {
    return error.cause?.code === 'ECONNREFUSED' ? 'nobody' : 'other';
  }
}

async function start(url, env, { leave, say }) {
  say('no server is running here: starting one, as `npm start` would …');
  const begun = performance.now();
  // In a group of its own: Ctrl-C reaches the story first, which tidies up and then stops the server.
  const child = spawn(process.execPath, [join(projectRoot, 'scripts', 'start.mjs')], {
    cwd: projectRoot,
    env: { ...env, LOG_LEVEL: env.LOG_LEVEL ?? 'error' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said = `${said}${chunk}`.slice(-4_000)));
  const ended = new Promise((resolve) => child.once('close', resolve));
  leave.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const isOver = ended.then(() => 'ended');
  for (;;) {
    if ((await look(url)) === 'ready') break;
    const pause = new Promise((resolve) => setTimeout(resolve, 250));
    if ((await Promise.race([isOver, pause])) === 'ended')
      throw new DemoError(`the server did not start: ${said.trim().split('\n').at(-1) || `exit code ${child.exitCode}`}`);
    if (performance.now() - begun > startWithinMs) throw new DemoError('the server did not become ready');
  }
  say(`ready after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
