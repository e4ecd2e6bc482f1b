import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { WebhookRequest } from '../drawers/drawer.js';
import { checkTwilioSignature, twilioSignature } from './twilio-signature.js';

const token = '0123456789abcdef0123456789abcdef';
const url = 'https://desk.example/v1/inboxes/0193/webhook';

const formOf = (fields: Record<string, string | string[]>): URLSearchParams => {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return form;
};

function call(
  fields: Record<string, string | string[]>,
  options: Partial<WebhookRequest> & { signature?: string } = {},
): WebhookRequest {
  const address = options.url ?? url;
  const form = formOf(fields);
  const signature = options.signature ?? getExpectedTwilioSignature(token, address, fields);
  return {
    method: 'POST',
    url: address,
    query: {},
    headers: { 'x-twilio-signature': signature },
    body: Buffer.from(form.toString()),
    ...options,
  };
}

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((one) => one.toWellFormed());
const fields = fc.dictionary(
  text.filter((name) => name !== '__proto__' && !/^\d+$/.test(name)),
  fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
);

describe("Twilio's signature", () => {
  it("is taken as the vendor's own library makes it, whatever is in the form", () => {
    fc.assert(
      fc.property(fields, (form) => {
        const checked = checkTwilioSignature(call(form), token);
        expect(checked.outcome).toBe('genuine');
      }),
    );
  });

  it("made here, the vendor's own library takes it", () => {
    fc.assert(
      fc.property(fields, (form) => {
        const params = formOf(form);
        expect(validateRequest(token, twilioSignature(token, url, params), url, form)).toBe(true);
      }),
    );
  });

  it('gives back the fields that were signed', () => {
    const checked = checkTwilioSignature(call({ Body: '5 % & more = 你好', From: '+14155550123' }), token);
    expect(checked.outcome === 'genuine' && Object.fromEntries(checked.fields)).toEqual({
      Body: '5 % & more = 你好',
      From: '+14155550123',
    });
  });

  it.each([
    ['the standard port written out', `${url.replace('.example', '.example:443')}`, url],
    ['the standard port left out', url, url.replace('.example', '.example:443')],
    ['http and its port', 'http://desk.example:80/hook?a=1', 'http://desk.example/hook?a=1'],
    ['a port of its own that Twilio left out', 'https://desk.example/hook', 'https://desk.example:8443/hook'],
  ])('takes %s', (_name, signed, seen) => {
    const signature = getExpectedTwilioSignature(token, signed, { a: 'b' });
    expect(checkTwilioSignature(call({ a: 'b' }, { url: seen, signature }), token).outcome).toBe('genuine');
  });

  it('a GET signs its address', () => {
    const address = `${url}?From=%2B14155550123&Body=it's`;
    const signature = getExpectedTwilioSignature(token, address, {});
    const checked = checkTwilioSignature(
      { ...call({}, { url: address, signature }), method: 'GET', body: Buffer.alloc(0) },
      token,
    );
    expect(checked.outcome === 'genuine' && checked.fields.get('Body')).toBe("it's");
  });

  describe('a body that is no form is named by its hash', () => {
    const body = Buffer.from('{"EventType":"x"}');
    const address = `${url}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
    const signature = getExpectedTwilioSignature(token, address, {});

    it('and taken', () => {
      expect(checkTwilioSignature({ ...call({}, { url: address, signature }), body }, token).outcome).toBe('genuine');
    });

    it('and refused where it was changed, or the hash was', () => {
      const changed = { ...call({}, { url: address, signature }), body: Buffer.from('{"EventType":"y"}') };
      expect(checkTwilioSignature(changed, token).outcome).toBe('forged');
      const moved = `${url}?bodySHA256=${createHash('sha256').update(changed.body).digest('hex')}`;
      expect(checkTwilioSignature({ ...changed, url: moved }, token).outcome).toBe('forged');
    });
  });

  it.each([
    ['is missing', { headers: {} }],
    ['is empty', { signature: '' }],
    ['is of another token', { signature: getExpectedTwilioSignature('f'.repeat(32), url, { Body: 'hello' }) }],
    ['is of another form', { signature: getExpectedTwilioSignature(token, url, { Body: 'hello!' }) }],
    ['is of another address', { signature: getExpectedTwilioSignature(token, `${url}/voice`, { Body: 'hello' }) }],
    ['is of another length', { signature: 'AAAA' }],
  ])('is forged where it %s', (_name, options) => {
    expect(checkTwilioSignature(call({ Body: 'hello' }, options), token).outcome).toBe('forged');
  });

  it('a form with a field more is another form, and with a thousand too many it is not read', () => {
    const genuine = call({ Body: 'hello' });
    expect(checkTwilioSignature({ ...genuine, body: Buffer.from('Body=hello&From=x') }, token).outcome).toBe('forged');
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_none, n) => [`f${n}`, '1']));
    expect(checkTwilioSignature(call(many), token).outcome).toBe('forged');
  });
});
