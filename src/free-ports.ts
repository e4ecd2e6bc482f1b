import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from './config/config.js';

/**
 * Tries the ports of the doors before anything slow is begun, so that a taken one is told at once and not after a database was
 * set up. What is free now may be taken a moment later: opening the doors fails in the same way then.
 * @throws the error of `listen`, with `variable`: the name of the setting
 */
export async function tryPorts({ role, port, host, smtpPort, smtpHost }: Config): Promise<void> {
  if (role === 'worker') return;
  await tryPort('PORT', port, host);
  await tryPort('SMTP_PORT', smtpPort, smtpHost);
}

async function tryPort(variable: string, port: number, host: string): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw Object.assign(error as Error, { variable });
  }
  server.close();
  await once(server, 'close');
}
