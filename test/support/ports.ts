import { createServer, type Server } from 'node:net';

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const { port, server } = await takenPort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A port that somebody else listens on, until `server` is closed. */
export function takenPort(host = '127.0.0.1'): Promise<{ port: number; server: Server }> {
  return new Promise((resolve, reject) => {
    // Whoever connects is heard out and told nothing; their end closes ours.
    const server = createServer((socket) => socket.resume().on('error', () => undefined)).once('error', reject);
    server.listen(0, host, () => resolve({ port: (server.address() as { port: number }).port, server }));
  });
}
