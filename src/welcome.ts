import { relative } from 'node:path';
import type { Application } from './application.js';
import type { Config } from './config/config.js';
import { demoPassword, demoSignIns } from './seed/demo-data.js';

/** What a person wants to know when the server is up: where to go, and as whom. */
export async function welcome(
  config: Config,
  { port, smtpPort }: Pick<Application, 'port' | 'smtpPort'>,
  say: (line: string) => void,
): Promise<void> {
  if (config.role === 'worker') {
    const health = port ? ` Health and figures: http://localhost:${port}/health/ready.` : '';
    return say(`\nThroughline worker is ready.${health} Ctrl-C stops it.\n`);
  }
  const base = config.publicUrl.replace(/:0$/, `:${port}`);
  say(`
Throughline is ready.

  console      ${base}/console/
  widget demo  ${base}/demo/
  API docs     ${base}/docs
  mail         smtp://localhost:${smtpPort}`);
  if (config.seedDemo)
    say(`
  DEMO DATA with public passwords is in this database. Sign in with the password ${demoPassword} as
    ${demoSignIns.join(', ')}`);
  if (config.mailDropDir)
    say(`\n  Mail to customers is written to ${relative('.', config.mailDropDir)}/ until SMTP_URL says where to send it.`);
  say('\nCtrl-C stops it. The story in one minute, in another terminal: npm run demo\n');
}
