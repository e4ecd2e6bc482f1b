import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decryptWechat, encryptWechat, keyOf } from './wechat-crypto.js';
import { signedBy, wechatSignature } from './wechat-signature.js';

const cipher = { encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', appId: 'wx0123456789abcdef' };
const random = Buffer.from('0123456789abcdef');

/** Made with `openssl enc -aes-256-cbc -nopad` over bytes put together by hand, and not with the code under test. */
const vectors = {
  text: 'Q3stYC6hdFzMh9T8HCvyDPszbRSiYUMcWZC1Y6XyNthn49IyIuxNlJazgFblJB9QykClDfXuZBCzRVWZc0wuPQMYLqcL6LSnp0j63d6l/uCTJHbRddzAOz3NfzLH98wkT7DgfEqQo344JtQ5Jm+43Fm+i94yWX3jaqqy22xu/qY=',
  empty: 'Q3stYC6hdFzMh9T8HCvyDGZiBhQLSMRqCCp1yfKodckFYVMuSAVSShungPO2G/jy8QnWVIYmxnb5H1I7043v6A==',
  wholeBlocks:
    'Q3stYC6hdFzMh9T8HCvyDIP/Thyv3Ru0+hYhr95epRcaSXJ3GzoTrG0GqHCUyFYA5qujoCWpUWZlFW2Zx48tngzBrgroq2XnwtnXUvGYsnaDSPfZp689YQkwm3ONzJRY',
  unevenPadding: 'Q3stYC6hdFzMh9T8HCvyDB/4yAunSHCQeFdVtbuvZCcykdaRhyK17LObYPsSed27DNC5FVE8Tw3Rlq5beiT/QA==',
  tooMuchPadding:
    'Q3stYC6hdFzMh9T8HCvyDPUcX4TisFrTqPyTunjoEb0qvKaatEF4fLHn23AUF5VLwuv1wEPHsPvE6k5nyF4qjZV3ifI3GlD0H4dkhOE8nnKD34qXAj0K1I2AMkrFFjVvg0gBA+AXE+SeB5b06EJe5A==',
  noPadding: 'Q3stYC6hdFzMh9T8HCvyDB/4yAunSHCQeFdVtbuvZCep/DQMuC5+dRsi5frPC0YYf5KS1AojcrHibV55WmdA4A==',
  wrongLength: 'Q3stYC6hdFzMh9T8HCvyDHYbDRxsxBu5F3CHlRM9yzJWgXXLp6mkixXMVUg8CZg6gsGHj+7LNbS2RNAOicmlDQ==',
};
const message = '<xml><Content><![CDATA[你好, Zoë 🌿]]></Content></xml>';

describe('the encryption of WeChat', () => {
  it.each([
    ['a message', vectors.text, message],
    ['nothing', vectors.empty, ''],
    ['a message that fills its last block, padded by a whole one', vectors.wholeBlocks, '0123456789abcdef0123456789'],
  ])('opens and makes %s as openssl does', (_name, encrypted, text) => {
    expect(decryptWechat(encrypted, cipher)).toEqual({ ok: true, text });
    expect(encryptWechat(text, cipher, random)).toBe(encrypted);
  });

  it.each([
    ['padding', vectors.unevenPadding, cipher],
    ['padding', vectors.noPadding, cipher],
    ['padding', vectors.tooMuchPadding, cipher],
    ['length', vectors.wrongLength, cipher],
    ['appid', vectors.text, { ...cipher, appId: 'wx0123456789abcdee' }],
    ['padding', vectors.text, { ...cipher, encodingAesKey: cipher.encodingAesKey.replace('a', 'b') }],
    ['encoding', vectors.text.slice(0, 40), cipher],
    ['encoding', '', cipher],
    ['encoding', '*** nothing of base64 ***', cipher],
  ])('says %s where that is wrong', (trouble, encrypted, with_) => {
    expect(decryptWechat(encrypted, with_)).toMatchObject({ ok: false, trouble });
  });

  it('a key is 32 bytes', () => {
    expect(keyOf(cipher.encodingAesKey).toString('hex')).toBe('69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051');
  });

  it('gives back what went in, whatever it was', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), bytes, (text, seed) => {
        const wellFormed = text.toWellFormed();
        expect(decryptWechat(encryptWechat(wellFormed, cipher, Buffer.from(seed)), cipher)).toEqual({
          ok: true,
          text: wellFormed,
        });
      }),
    );
  });

  it('never throws, and opens nothing that nobody encrypted', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decryptWechat(Buffer.from(bytes).toString('base64'), cipher).ok).toBe(false);
      }),
    );
  });
});

describe('the signature of WeChat', () => {
  it('is SHA-1 over the sorted parts', () => {
    expect(wechatSignature('pamtest', '1409304348', 'xxxxxx')).toBe('76480565cbe296026c53aaacd1ad523a1ddba24f');
    expect(wechatSignature('xxxxxx', 'pamtest', '1409304348')).toBe('76480565cbe296026c53aaacd1ad523a1ddba24f');
  });

  it.each([undefined, '', '76480565', '76480565cbe296026c53aaacd1ad523a1ddba24e', 'é'.repeat(20)])('is not %p', (given) => {
    expect(signedBy(given, 'pamtest', '1409304348', 'xxxxxx')).toBe(false);
  });
});
