import { withoutSecrets } from './without-secrets.js';

const secrets = { accessToken: 'EAAG0123456789/abcdef', verifyToken: 'tea', calls: true };

describe("a vendor's words without our secrets", () => {
  it.each([
    ['Malformed access token EAAG0123456789/abcdef.', 'Malformed access token [withheld].'],
    ['two: EAAG0123456789/abcdef, EAAG0123456789/abcdef', 'two: [withheld], [withheld]'],
    ['in an address: /bot/EAAG0123456789%2Fabcdef/send', 'in an address: /bot/[withheld]/send'],
    ['cut off: EAAG0123456789/abc', 'cut off: [withheld]'],
    ['another: EAAG99999', 'another: EAAG99999'],
    ['no tea left', 'no tea left'],
    ['', ''],
  ])('%s', (said, shown) => {
    expect(withoutSecrets(said, secrets)).toBe(shown);
  });
});
