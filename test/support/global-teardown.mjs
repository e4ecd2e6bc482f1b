import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  const { postgres, redis, folder } = globalThis.throughlineTestServers ?? {};
  await postgres?.stop();
  if (redis) {
    const gone = new Promise((resolve) => redis.child.once('exit', resolve));
    redis.child.kill();
    await gone;
  }
  if (folder) rmSync(folder, { recursive: true, force: true });
}
