import type { VendorCall, VendorHttp, VendorResponse } from '../drawers/vendor-http.js';
import { fetchFile } from './fetch-meta-media.js';

/** A world in which each address answers as it is told; what was asked of it is remembered. */
function world(answers: Record<string, Partial<VendorResponse>>): VendorHttp & { asked: VendorCall[] } {
  const asked: VendorCall[] = [];
  return {
    asked,
    base: () => 'https://graph.facebook.com/v23.0',
    call: (call) => {
      asked.push(call);
      return Promise.resolve({ status: 404, headers: {}, body: Buffer.alloc(0), json: undefined, ...answers[call.url] });
    },
  };
}

const first = 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1';
const network = 'https://scontent.xx.fbcdn.net/file';

it('shows the token to the first server, and to no other that it is sent on to', async () => {
  const http = world({
    [first]: { status: 302, headers: { location: '/again' } },
    'https://lookaside.fbsbx.com/again': { status: 302, headers: { location: network } },
    [network]: { status: 200, body: Buffer.from('a voice') },
  });
  expect(await fetchFile(http, first, 1000, 'the-token')).toEqual({ body: Buffer.from('a voice') });
  expect(http.asked.map(({ url, headers }) => [url, headers])).toEqual([
    [first, { authorization: 'Bearer the-token' }],
    ['https://lookaside.fbsbx.com/again', { authorization: 'Bearer the-token' }],
    [network, {}],
  ]);
});
