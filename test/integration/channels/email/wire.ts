import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Wire {
  port: number;
  /** Connections made through it so far. */
  made(): number;
  /** Cuts every connection now. */
  cut(): void;
  /** The next connections are cut once so many bytes came from the server; undefined: never. */
  cutAfter(bytes: number | undefined): void;
  close(): Promise<void>;
}

/** A wire between us and a server, which can be cut in the middle of a word. */
export async function layWire(toPort: number): Promise<Wire> {
  const pairs = new Set<Socket>();
  let [made, limit] = [0, undefined as number | undefined];
  const server: Server = createServer((near) => {
    made += 1;
    const far = connect(toPort, '127.0.0.1');
    let came = 0;
    const allowed = limit;
    const end = (): void => void [near, far].forEach((socket) => socket.destroy());
    for (const socket of [near, far]) {
      pairs.add(socket);
      socket.on('error', end).on('close', () => (pairs.delete(socket), end()));
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes: Buffer) => {
      const rest = allowed === undefined ? bytes.length : Math.max(0, allowed - came);
      came += bytes.length;
      near.write(bytes.subarray(0, rest));
      if (rest < bytes.length) near.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    made: () => made,
    cut: () => pairs.forEach((socket) => socket.destroy()),
    cutAfter: (bytes) => void (limit = bytes),
    close: async () => {
      pairs.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
