import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VendorSilent } from '../../../../src/channels/drawers/vendor-http.js';
import { VendorHttpClient } from '../../../../src/channels/drawers/vendor-http-client.js';
import { readConfig } from '../../../../src/config/read-config.js';

describe('the way out to vendors', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => answer(request, response));
  let url: string;
  const http = new VendorHttpClient(readConfig({ VENDOR_TIMEOUT_MS: '300', LINE_API_URL: 'http://gateway.test/line/' }, '/srv'));

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/send`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });

  it('gives any status as an answer, with its body whole and its JSON read', async () => {
    answer = (_request, response) => response.writeHead(418, { 'x-teapot': 'yes' }).end('{"a":[1]}');
    expect(await http.call({ url })).toMatchObject({ status: 418, json: { a: [1] }, headers: { 'x-teapot': 'yes' } });
    answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
    const odd = await http.call({ url });
    expect([odd.json, odd.body.toString()]).toEqual([undefined, '<html>']);
  });

  it('sends JSON, forms and parts as what they are', async () => {
    const heard: string[] = [];
    answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        heard.push(
          `${request.method} ${request.headers['content-type']?.split(';')[0]} ${Buffer.concat(chunks).toString().slice(0, 20)}`,
        );
        response.end();
      });
    };
    await http.call({ url, json: { a: 1 } });
    await http.call({ url, form: { a: '1 &' } });
    const multipart = new FormData();
    multipart.append('a', new Blob(['x']), 'x.txt');
    await http.call({ url, multipart });
    expect(heard).toEqual([
      'POST application/json {"a":1}',
      'POST application/x-www-form-urlencoded a=1+%26',
      expect.stringMatching(/^POST multipart\/form-data --/),
    ]);
  });

  it('follows nobody to another address', async () => {
    answer = (request, response) =>
      request.url === '/elsewhere' ? response.end('followed') : response.writeHead(302, { location: '/elsewhere' }).end();
    expect(await http.call({ url })).toMatchObject({ status: 302 });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['nothing at all', () => undefined],
    ['a body that never ends', (response) => void response.writeHead(200).write('some')],
    [
      'half of what it promised',
      (response) => void (response.writeHead(200, { 'content-length': '100' }), response.write('some', () => response.destroy())),
    ],
    ['more than was asked for', (response) => void response.writeHead(200).end('x'.repeat(2_000))],
  ])('calls %s silence, in time', async (_what, act) => {
    answer = (_request, response) => act(response);
    const began = performance.now();
    await expect(http.call({ url, maxBytes: 1_000, timeoutMs: 60_000 })).rejects.toThrow(VendorSilent);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('tells no address in what it says of a failure: some vendors keep their token in it', async () => {
    const error = await http.call({ url: 'http://127.0.0.1:1/bot123:SECRET/send' }).catch((one: Error) => one);
    expect(error).toBeInstanceOf(VendorSilent);
    expect((error as Error).message).not.toContain('SECRET');
  });

  it('knows each vendor by the environment', () => {
    expect([http.base('line'), http.base('telegram')]).toEqual(['http://gateway.test/line', 'https://api.telegram.org']);
  });
});
