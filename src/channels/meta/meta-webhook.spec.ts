import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '../drawers/drawer.js';
import { answerChallenge, isSigned, openCall } from './meta-webhook.js';
import { cutPageEntry } from './page-call.js';
import { cutWhatsappEntry } from './whatsapp-call.js';

const secrets = {
  appSecret: 'b1c2d3e4f5a6978877665544332211ff',
  accessToken: 'EAA-token-of-twenty-letters',
  verifyToken: 'made-up-word',
};
const sign = (body: Buffer | string): string => `sha256=${createHmac('sha256', secrets.appSecret).update(body).digest('hex')}`;
const post = (body: Buffer | string, header?: string): WebhookRequest => ({
  method: 'POST',
  url: 'https://centre.example/v1/inboxes/x/webhook',
  query: {},
  headers: header === undefined ? {} : { 'x-hub-signature-256': header },
  body: Buffer.from(body),
});
const get = (query: Record<string, string>): WebhookRequest => ({ ...post(''), method: 'GET', query });

describe('the signature of a call', () => {
  // RFC 4231, test case 2: a signature that nothing here has made.
  it('is the HMAC-SHA-256 of the bytes', () => {
    const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(isSigned(Buffer.from('what do ya want for nothing?'), `sha256=${known}`, 'Jefe')).toBe(true);
  });

  const body = Buffer.from('{"text":"\\u00e9t\\u00e9","plain":"été"}');
  const right = sign(body);
  it.each([
    ['right', right, true],
    ['right, in capitals', `sha256=${right.slice(7).toUpperCase()}`, true],
    ['missing', undefined, false],
    ['empty', '', false],
    ['of another body', sign('{}'), false],
    ['of another secret', `sha256=${createHmac('sha256', 'other').update(body).digest('hex')}`, false],
    ['the older kind', `sha1=${createHmac('sha1', secrets.appSecret).update(body).digest('hex')}`, false],
    ['cut short', right.slice(0, -2), false],
    ['without its name', right.slice(7), false],
    ['no hex', `sha256=${'zz'.repeat(32)}`, false],
    ['with more after it', `${right}00`, false],
  ])('%s', (_case, header, signed) => {
    expect(isSigned(body, header, secrets.appSecret)).toBe(signed);
  });

  it('is over the bytes as they came, not over what they mean', () => {
    expect(isSigned(Buffer.from('{"text":"été","plain":"été"}'), right, secrets.appSecret)).toBe(false);
  });
});

describe("Meta's question whether the address is ours", () => {
  const asked = { 'hub.mode': 'subscribe', 'hub.verify_token': 'made-up-word', 'hub.challenge': '1158201444' };

  it('is answered with its challenge, as plain text', () => {
    expect(answerChallenge(get(asked), secrets)).toEqual({ status: 200, contentType: 'text/plain', body: '1158201444' });
  });

  it.each([
    ['another token', { ...asked, 'hub.verify_token': 'guess' }],
    ['no token', { 'hub.mode': 'subscribe', 'hub.challenge': '1' }],
    ['another mode', { ...asked, 'hub.mode': 'unsubscribe' }],
    ['no challenge', { ...asked, 'hub.challenge': '' }],
    ['a page for a challenge', { ...asked, 'hub.challenge': '<script>alert(1)</script>' }],
    ['nothing at all', {}],
  ])('with %s it is forged', (_case, query) => {
    expect(answerChallenge(get(query as Record<string, string>), secrets)).toMatchObject({ outcome: 'forged' });
  });
});

describe('a call that is opened', () => {
  const open = (body: string) => openCall(post(body, sign(body)), secrets, cutWhatsappEntry);

  it('is forged without a right signature', () => {
    expect(openCall(post('{"entry":[]}'), secrets, cutWhatsappEntry)).toMatchObject({ outcome: 'forged' });
    expect(openCall(post('{"entry":[]}', sign('{}')), secrets, cutWhatsappEntry)).toMatchObject({ outcome: 'forged' });
  });

  it.each([
    ['no JSON', 'nonsense'],
    ['half a body', '{"object":"whatsapp_business_account","entry":[{"id"'],
    ['no object', '[1,2]'],
    ['no entries', '{"object":"page"}'],
    ['nothing', ''],
  ])('is one delivery, byte for byte, where it is %s', (_case, body) => {
    const opened = open(body);
    expect(opened).toEqual({
      outcome: 'opened',
      deliveries: [{ externalId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), raw: Buffer.from(body) }],
    });
  });

  it('is one delivery where it is nested too deep to be written again', () => {
    const deep = 200_000;
    const body = `{"object":"page","entry":[{"id":"1","messaging":[{"message":${'['.repeat(deep)}${']'.repeat(deep)}}]}]}`;
    const opened = openCall(post(body, sign(body)), secrets, cutPageEntry);
    expect(opened.outcome === 'opened' && opened.deliveries.map(({ raw }) => raw.length)).toEqual([body.length]);
  });

  it('has no delivery where nothing is in it', () => {
    expect(open('{"object":"whatsapp_business_account","entry":[]}')).toEqual({ outcome: 'opened', deliveries: [] });
  });
});
