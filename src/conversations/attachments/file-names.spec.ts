import { readRange } from './byte-ranges.js';
import { cleanName, cleanType, dispositionOf } from './file-names.js';

it.each([
  ['bill.pdf', 'bill.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\bill.pdf', 'bill.pdf'],
  ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['a.exe...', 'a.exe'],
  ['', 'file'],
  ['..', 'file'],
  ['/', 'file'],
  ['\u0000', 'file'],
  ['\ud83d', '\uFFFD'],
  ['发票 2026.pdf', '发票 2026.pdf'],
])('%j is saved as %j', (given, kept) => {
  expect(cleanName(given, 'file')).toBe(kept);
});

it('keeps the ending of a name that is too long', () => {
  const kept = cleanName(`${'x'.repeat(500)}.pdf`, 'file');
  expect([kept.length, kept.endsWith('x.pdf')]).toEqual([150, true]);
  expect(cleanName(`${'😀'.repeat(200)}.pdf`, 'file').isWellFormed()).toBe(true);
});

it.each([
  ['Text/HTML; charset=x', 'text/html'],
  ['a\r\nb/c', 'application/octet-stream'],
  ['', 'application/octet-stream'],
  [undefined, 'application/octet-stream'],
])('takes %j for %j', (given, kept) => {
  expect(cleanType(given)).toBe(kept);
});

it.each([
  ['bill.pdf', `inline; filename="bill.pdf"; filename*=UTF-8''bill.pdf`],
  ['a"b;c\\d.pdf', `inline; filename="a_b_c_d.pdf"; filename*=UTF-8''a%22b%3Bc%5Cd.pdf`],
  ["it's (1)*.pdf", `inline; filename="it's (1)*.pdf"; filename*=UTF-8''it%27s%20%281%29%2A.pdf`],
  ['发票.pdf', `inline; filename="__.pdf"; filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf`],
  ['a\r\nX: y', `inline; filename="a__X: y"; filename*=UTF-8''a%0D%0AX%3A%20y`],
])('%j breaks out of no header', (name, header) => {
  expect(dispositionOf('inline', name)).toBe(header);
});

it.each<[string | undefined, object | string | undefined]>([
  [undefined, undefined],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-', { start: 90, end: 99 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-5', { start: 95, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=9-3', undefined],
  ['bytes=0-1,5-6', undefined],
  ['bytes=-', undefined],
  ['lines=1-2', undefined],
  ['bytes=0x1-2', undefined],
])('of 100 bytes, %j is %j', (header, range) => {
  expect(readRange(header, 100)).toEqual(range);
});
