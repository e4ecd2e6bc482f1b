import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inboxAddressOf, makeReplyAddress, readReplyAddress } from './reply-address.js';

const secret = 'a secret for reply addresses';
const conversationId = '0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const address = makeReplyAddress({ inboxAddress: 'support@demo.test', conversationId, secret });
const local = address.slice(0, address.indexOf('@'));

describe('makeReplyAddress', () => {
  it('keeps within the 64 octets of a local part, in one case, and is the same each time', () => {
    expect(address).toMatch(/^support\+c\.[a-z2-7]{42}@demo\.test$/);
    expect(local.length).toBeLessThanOrEqual(64);
    expect(makeReplyAddress({ inboxAddress: 'support@demo.test', conversationId, secret })).toBe(address);
  });

  it('gives the plain address where the token would not fit', () => {
    const fits = `${'a'.repeat(19)}@demo.test`;
    const tooLong = `${'a'.repeat(20)}@demo.test`;
    expect(readReplyAddress(makeReplyAddress({ inboxAddress: fits, conversationId, secret }), secret)).toEqual({
      conversationId,
    });
    expect(makeReplyAddress({ inboxAddress: tooLong, conversationId, secret })).toBe(tooLong);
  });

  it('throws for what only a caller can get wrong', () => {
    expect(() => makeReplyAddress({ inboxAddress: 'a@b.test', conversationId: 'nine', secret })).toThrow('must be a UUID');
    expect(() => makeReplyAddress({ inboxAddress: 'a@b.test', conversationId, secret: '' })).toThrow('must not be empty');
  });
});

describe('readReplyAddress', () => {
  it('reads what was made, in any letter case and after other plus parts', () => {
    expect(readReplyAddress(address, secret)).toEqual({ conversationId });
    expect(readReplyAddress(address.toUpperCase(), secret)).toEqual({ conversationId });
    expect(readReplyAddress(address.replace('+c.', '+x+c.'), secret)).toEqual({ conversationId });
  });

  it('reads any id', () => {
    const holds = (id: string): boolean =>
      readReplyAddress(makeReplyAddress({ inboxAddress: 's@d.test', conversationId: id, secret }), secret)?.conversationId === id;
    fc.assert(fc.property(fc.uuid(), holds), { seed: 3 });
  });

  it('takes older secrets while they are named, and no others', () => {
    expect(readReplyAddress(address, ['newer', secret])).toEqual({ conversationId });
    expect(readReplyAddress(address, 'newer')).toBeNull();
    expect(readReplyAddress(address, ['', 'newer'])).toBeNull();
    expect(readReplyAddress(address, [])).toBeNull();
  });

  it('refuses a token with any one letter changed, the two spare bits of the last included', () => {
    const token = local.slice('support+c.'.length);
    for (let at = 0; at < token.length; at += 1) {
      for (const letter of 'abcdefghijklmnopqrstuvwxyz234567') {
        if (letter === token[at]) continue;
        const forged = `support+c.${token.slice(0, at)}${letter}${token.slice(at + 1)}@demo.test`;
        expect({ forged, read: readReplyAddress(forged, secret) }).toEqual({ forged, read: null });
      }
    }
  });

  it.each([
    'support@demo.test',
    'support+c.@demo.test',
    `${local.slice(0, -1)}@demo.test`,
    `${local}a@demo.test`,
    `${local.slice(0, -1)}1@demo.test`,
    `support+c.${'a'.repeat(42)}@demo.test`,
    `support+c.${'\u0130'.repeat(42)}@demo.test`,
    '@',
    '',
    '+c.',
  ])('refuses %s', (other) => {
    expect(readReplyAddress(other, secret)).toBeNull();
  });
});

describe('inboxAddressOf', () => {
  it.each([
    ['support@demo.test', 'support@demo.test'],
    [' Support+c.ABC@Demo.test ', 'support@demo.test'],
    ['support+sales@demo.test', 'support@demo.test'],
    ['+odd@demo.test', '+odd@demo.test'],
    ['plain', 'plain'],
    ['x@a+b.test', 'x@a+b.test'],
  ])('%j means %j', (recipient, inbox) => {
    expect(inboxAddressOf(recipient)).toBe(inbox);
  });
});
