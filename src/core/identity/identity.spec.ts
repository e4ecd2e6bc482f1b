import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { IDENTITY_KINDS } from './kinds.js';
import { normalise } from './normalise.js';
import { resolveIdentity } from './resolve.js';

describe('normalise', () => {
  it.each([
    ['email', '  Mei.Lin@Example.COM ', 'mei.lin@example.com'],
    ['email', 'MEI+shop@example.com', 'mei+shop@example.com'],
    ['email', 'jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['email', 'anna@Bücher.example', 'anna@xn--bcher-kva.example'],
    ['email', '用户@例子.测试', '用户@xn--fsqu00a.xn--0zwm56d'],
    ['email', 'root@localhost', 'root@localhost'],
    ['email', 'a@example.com.', 'a@example.com'],
    ['phone', '+86 138-0013-8000', '+8613800138000'],
    ['phone', 'tel:+1-202-555-0123', '+12025550123'],
    ['phone', '+44 (0) 20 7946 0958', '+442079460958'],
    ['phone', '＋８６１３８００１３８０００', '+8613800138000'],
    ['whatsapp', '8613800138000', '+8613800138000'],
    ['whatsapp', 'US.13491208655302741918', 'US.13491208655302741918'],
    ['visitor', ' v_9f-3 ', 'v_9f-3'],
    ['external', 'Customer/42', 'Customer/42'],
    ['telegram', '123456789', '123456789'],
    ['wechat', 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc', 'oLVPpjqs9BhvzwPj5A-vTYAX3GLc'],
  ] as const)('%s %j is %j', (kind, written, value) => {
    expect(normalise(kind, written)).toMatchObject({ ok: true, kind, value });
  });

  it('reads a national number only with a country', () => {
    expect(normalise('phone', '13800138000', { defaultCountry: 'CN' })).toMatchObject({ ok: true, value: '+8613800138000' });
    expect(normalise('phone', '(202) 555-0123', { defaultCountry: 'US' })).toMatchObject({ ok: true, value: '+12025550123' });
    expect(normalise('phone', '13800138000')).toMatchObject({ ok: false, code: 'invalid_phone' });
    expect(normalise('phone', '13800138000', { defaultCountry: 'Narnia' })).toMatchObject({ ok: false, code: 'invalid_phone' });
  });

  it.each([
    ['email', '   ', 'empty'],
    ['email', 'nobody', 'invalid_email'],
    ['email', '@example.com', 'invalid_email'],
    ['email', 'a@', 'invalid_email'],
    ['email', 'a b@example.com', 'invalid_email'],
    ['email', 'a@b@example.com', 'invalid_email'],
    ['email', 'a@exa mple.com', 'invalid_email'],
    ['email', 'a@-example.com', 'invalid_email'],
    ['email', 'a@example..com', 'invalid_email'],
    ['email', 'a@[127.0.0.1]', 'invalid_email'],
    ['email', 'a@127.1', 'invalid_email'],
    ['email', 'a@１２７．１', 'invalid_email'],
    ['email', 'a\r\nBcc: b@example.com', 'invalid_email'],
    ['email', `${'x'.repeat(65)}@example.com`, 'invalid_email'],
    ['email', `a@${'x'.repeat(300)}.com`, 'too_long'],
    ['phone', 'call me', 'invalid_phone'],
    ['phone', '+1', 'invalid_phone'],
    ['phone', 'my number is +12025550123', 'invalid_phone'],
    ['visitor', 'a\u0000b', 'invalid_id'],
    ['external', 'x'.repeat(256), 'too_long'],
    ['whatsapp', 'a\nb', 'invalid_id'],
  ] as const)('%s %j is refused: %s', (kind, written, code) => {
    expect(normalise(kind, written)).toEqual({ ok: false, kind, code });
  });

  it('never throws, and a normalised value stays as it is', () => {
    const address = fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 12 }), fc.domain())
      .map(([local, domain]) => `${local}@${domain}`);
    const written = fc.oneof(fc.string({ unit: 'grapheme' }), address, fc.emailAddress(), fc.stringMatching(/^\+?\d{5,15}$/));
    fc.assert(
      fc.property(fc.constantFrom(...IDENTITY_KINDS), written, (kind, text) => {
        const once = normalise(kind, text);
        if (once.ok) expect(normalise(kind, once.value)).toMatchObject({ ok: true, value: once.value });
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('resolveIdentity', () => {
  const none = { verified: null, joining: null };
  const held = { verified: 'v', joining: 'j' };
  const unprovedOnly = { verified: null, joining: 'j' };
  it.each([
    ['a mail nobody can vouch for', unprovedOnly, 'reply_address', null, { action: 'join', holder: 'j', unproved: true }],
    ['the same with DMARC', unprovedOnly, 'reply_address', 'dmarc', { action: 'join', holder: 'j', unproved: false }],
    ['our reply token', held, 'reply_address', 'reply_token', { action: 'join', holder: 'v', unproved: false }],
    ["a vendor's user id", none, 'reply_address', 'vendor', { action: 'create', unproved: false }],
    ['a forged From of a verified customer', held, 'reply_address', null, { action: 'join', holder: 'v', unproved: true }],
    ['a first mail', none, 'reply_address', null, { action: 'create', unproved: true }],
    ['a signed identity token', held, 'signed_in', null, { action: 'join', holder: 'v', unproved: false }],
    ['a new signed identity', none, 'signed_in', null, { action: 'create', unproved: false }],
    ['a returning visitor', unprovedOnly, 'own_token', null, { action: 'join', holder: 'j', unproved: false }],
    ['a typed address somebody verified holds', held, 'typed', null, { action: 'suggest', holder: 'v' }],
    ['a typed address somebody writes from', unprovedOnly, 'typed', null, { action: 'suggest', holder: 'j' }],
    ['a typed address of nobody', none, 'typed', null, { action: 'create', unproved: true }],
    ['a typed address that claims proof', held, 'typed', 'dmarc', { action: 'suggest', holder: 'v' }],
  ] as const)('%s', (_, holders, source, proof, resolution) => {
    expect(resolveIdentity(holders, { source, proof })).toEqual(resolution);
  });
});
