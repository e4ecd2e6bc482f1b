import { Agent, get } from 'node:http';
import { expect, it } from '@jest/globals';
import { startApp } from '../../support/app.js';

it('ends although a page goes on asking on the connection it holds open', async () => {
  const app = await startApp();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      get(`${app.url}/health/live`, { agent }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.headers.connection));
      }).on('error', reject);
    });
  expect(await ask()).not.toBe('close');
  const answers: (string | undefined)[] = [];
  const asking = (async () => {
    for (;;) answers.push(await ask());
  })();
  // Would never come back while answers are given on that connection.
  await Promise.all([app.stop(), expect(asking).rejects.toThrow(/ECONN|hang up/)]);
  agent.destroy();
});
