import type { Application } from './application.js';
import type { Config } from './config/config.js';
import { demoPassword, demoSignIns } from './seed/demo-data.js';

/** What a person wants to know when the server is up: where to go, and as whom. */
export async function welcome(
  config: Config,
  { port, smtpPort }: Application & { smtpPort?: number },
  say: (line: string) => void,
): Promise<void> {
  if (config.role === 'worker') return say('\nThroughline worker is ready.\n');
  const base = config.publicUrl.replace(/:0$/, `:${port}`);
  say(`
Throughline is ready.

  console      ${base}/console/
  widget demo  ${base}/demo/
  API docs     ${base}/docs
  mail         smtp://localhost:${smtpPort ?? config.smtpPort}`);
  if (config.seedDemo)
    say(`
  DEMO DATA with public passwords is in this database. Sign in with the password ${demoPassword} as
    ${demoSignIns.join(', ')}`);
  say('\nCtrl-C stops it. The story in one minute, in another terminal: npm run demo\n');
}
