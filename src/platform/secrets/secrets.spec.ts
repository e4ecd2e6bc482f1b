import { Secrets, sameSecret } from './secrets.js';

const secrets = new Secrets('one secret of a whole deployment');

describe('sealed data', () => {
  it('comes back as it was, any script and any byte', () => {
    for (const text of ['', 'hello', '你好,杯子碎了', '\u0000\u0001'])
      expect(secrets.unseal(secrets.seal(text)).toString()).toBe(text);
  });

  it('looks different every time and is refused when a byte is changed or the secret is another', () => {
    const sealed = secrets.seal('secret');
    expect(secrets.seal('secret').equals(sealed)).toBe(false);
    for (const at of [0, 5, 20, sealed.length - 1]) {
      const forged = Buffer.from(sealed);
      forged[at]! ^= 1;
      expect(() => secrets.unseal(forged)).toThrow();
    }
    expect(() => new Secrets('another secret').unseal(sealed)).toThrow();
    expect(() => secrets.unseal(Buffer.alloc(3))).toThrow('not sealed data');
  });
});

it('derives one key per use, the same in every process', () => {
  expect(secrets.key('access-token').equals(new Secrets('one secret of a whole deployment').key('access-token'))).toBe(true);
  expect(secrets.key('access-token').equals(secrets.key('widget-session'))).toBe(false);
});

it('compares secrets of any length', () => {
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'ab')).toBe(false);
});
