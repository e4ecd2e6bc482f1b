import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readForward } from './forwarded-mail.js';
import { parseFiles, parseMail } from './parse-mail.js';
import { translateMail } from './translate-mail.js';
import { processorClock } from '../../../../test/support/processor-time.js';

const folder = join(import.meta.dirname, '../../../../test/payloads/email');
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => readFileSync(join(folder, name)));
const inbox = { addresses: ['support@demo.test'], secrets: ['s'], instanceId: 'i', trustedAuthservIds: ['mx.demo.test'] };
const delivery = { receivedAt: new Date('2026-11-21T00:00:00Z'), envelopeTo: [] };

/** mulberry32: the same numbers on every run, so that a failing input can be made again from its number. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SPLINTERS = [
  ...['\r\n\r\n', '\r\n', '--', '\0', '=?', '?=', '=?gb18030?B?', '<', '>', '"', '(', '=\r\n', '\xff\xfe', 'charset=utf-16', ';'],
  ...[
    'Content-Type: multipart/mixed; boundary=x\r\n',
    'Content-Transfer-Encoding: base64\r\n',
    'Content-Transfer-Encoding: quoted-printable\r\n',
  ],
  ...[
    'From: ',
    'charset=utf-7',
    'charset=iso-2022-jp\r\n',
    'format=flowed; delsp=yes',
    'Content-Type: message/rfc822\r\n\r\n',
    '\x1b$B',
  ],
  ...[
    'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID="',
    'Content-Type: text/calendar; method=REQUEST\r\n\r\n',
    'Content-Type: application/pkcs7-mime; smime-type=',
    '---------- Forwarded message ---------\r\nFrom: ',
    'X-Failed-Recipients: ',
    '550 5.1.1 user unknown a@b.test',
  ],
].map((text) => Buffer.from(text, 'latin1'));

function mutate(raw: Buffer, dice: () => number): Buffer {
  let bytes = Buffer.from(raw.subarray(0, 6000));
  const at = (): number => Math.floor(dice() * (bytes.length + 1));
  for (let times = 1 + Math.floor(dice() * 6); times > 0; times -= 1) {
    const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
    const splinter = SPLINTERS[Math.floor(dice() * SPLINTERS.length)] ?? Buffer.alloc(0);
    const kind = Math.floor(dice() * 5);
    if (kind === 0 && bytes.length > 0) bytes[Math.min(from, bytes.length - 1)] = Math.floor(dice() * 256);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, from), splinter, bytes.subarray(from)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.min(to, from + 200))]);
    else if (kind === 3)
      bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, Math.min(to, from + 400)), bytes.subarray(to)]);
    else bytes = bytes.subarray(0, Math.max(1, to));
  }
  return bytes;
}

const SINGLE_MAIL_LIMIT_MS = 2_000;

describe('mutated mail', () => {
  it('never throws, never hangs, and gives text a database can store', async () => {
    const dice = seeded(20261120);
    let [slowest, messages] = [0, 0];
    for (let round = 0; round < 3_000; round += 1) {
      const raw = mutate(corpus[round % corpus.length] ?? Buffer.alloc(0), dice);
      const spent = processorClock();
      const mail = await parseMail(raw, { timeoutMs: 5_000 });
      const got = translateMail(mail, inbox, delivery);
      const passedOn = mail.ok ? readForward(mail) : null;
      if (mail.ok && mail.attachments.length > 0) expect(await parseFiles(raw)).toHaveLength(mail.attachments.length);
      slowest = Math.max(slowest, spent());
      expect({ round, timedOut: !mail.ok && mail.reason === 'timed_out' }).toEqual({ round, timedOut: false });
      const written = JSON.stringify([got, passedOn]);
      expect({ round, storable: !written.includes('\\u0000') && !/\\ud[89a-f]/i.test(written) }).toEqual({
        round,
        storable: true,
      });
      if (got.outcome === 'message') messages += 1;
    }
    expect(slowest).toBeLessThan(SINGLE_MAIL_LIMIT_MS);
    // The mutations must leave most mails readable, or this would test the refusals only.
    expect(messages).toBeGreaterThan(1_500);
  }, 120_000);
});

describe('mail made to be slow', () => {
  const head = (type: string): string => `From: a@b.test\r\nSubject: x\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n`;
  it.each<[string, string]>([
    ['nested divs', head('text/html') + '<div>'.repeat(100_000)],
    ['divs just below the limit', head('text/html') + '<div>'.repeat(2_990) + '<p>x'.repeat(60_000)],
    ['nested quotes', head('text/html') + '<blockquote>'.repeat(50_000) + 'x'],
    ['unclosed tags', head('text/html') + '<a href="'.repeat(50_000)],
    ['attribute without end', head('text/html') + `<p ${'a '.repeat(200_000)}`],
    ['a quoted-looking line without end', head('text/plain') + `On ${'1 '.repeat(100_000)}`],
    ['many near-attributions', head('text/plain') + `${'在1于1於2'.repeat(60)}:\n`.repeat(400)],
    ['many near-headers', head('text/plain') + 'From: a\n'.repeat(20_000)],
    ['many wrote-lines', head('text/plain') + `On ${'wrote 1 '.repeat(40)}:\n`.repeat(500)],
    ['schrieb', head('text/plain') + `Am ${'schrieb '.repeat(45)}:\n`.repeat(400)],
    ['dashes', head('text/plain') + `${'-'.repeat(900)}\n`.repeat(200)],
    ['blank space', head('text/plain') + `${' '.repeat(150_000)}x`],
    ['quotes without end', head('text/plain') + '>'.repeat(190_000)],
    ['a short mail for the library', head('text/plain') + `Op ${'schreef '.repeat(2_400)}`],
    ['library: dnia', head('text/plain') + `Dnia x ${'pisze\n'.repeat(3_000)}`],
    ['library: on a line', head('text/plain') + 'On a b '.repeat(2_800)],
    ['From with many commas', `From: ${'a@b.test,'.repeat(20_000)}\r\n\r\nx`],
    ['From with open brackets', `From: ${'<'.repeat(100_000)}\r\n\r\nx`],
    ['encoded words', `Subject: ${'=?utf-8?Q?a?= '.repeat(15_000)}\r\nFrom: a@b.test\r\n\r\nx`],
    ['references', `From: a@b.test\r\nReferences: ${'<a@b> '.repeat(40_000)}\r\n\r\nx`],
    ['content-type folds', `From: a@b.test\r\nContent-Type: text/plain${';\r\n a=b'.repeat(20_000)}\r\n\r\nx\xff`],
  ])('%s', async (_name, source) => {
    const spent = processorClock();
    translateMail(await parseMail(Buffer.from(source, 'utf8'), { timeoutMs: 5_000 }), inbox, delivery);
    expect(spent()).toBeLessThan(3_000);
  });
});
