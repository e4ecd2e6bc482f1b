import { describe, expect, it } from '@jest/globals';
import { parseMail } from './parse-mail.js';
import { insteadOfUnreadable } from './unreadable-mail.js';

const keptUntil = new Date('2026-12-22T10:00:00Z');
const bytes = (head: string[], body = '--b\r\n\r\nx\r\n'): Buffer => Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
const head = [
  'From: Mei Lin <mei@shop.test>',
  'Subject: =?utf-8?q?Re=C3=A7u?=',
  'Message-ID: <many@shop.test>',
  'Content-Type: multipart/mixed;',
  ' boundary=b',
  'Content-Transfer-Encoding: 7bit',
];

describe('a mail instead of one that could not be read', () => {
  it('has its sender, subject and id, the reason and until when the original is kept; nothing of its body', async () => {
    const notice = await parseMail(insteadOfUnreadable(bytes(head), 'too_many_parts', keptUntil)!);
    expect(notice).toMatchObject({
      ok: true,
      from: { address: 'mei@shop.test', name: 'Mei Lin' },
      subject: 'Reçu',
      messageId: 'many@shop.test',
      text: '[This mail could not be read: it has too many parts. The original is kept until 2026-12-22.]\n',
      attachments: [],
    });
  });

  it('is read however large the headers of the original are', async () => {
    const many = Array.from({ length: 20_000 }, (_none, n) => `X-Filler-${n}: ${'y'.repeat(20)}`);
    expect(await parseMail(insteadOfUnreadable(bytes([...head, ...many]), 'headers_too_large', keptUntil)!)).toMatchObject({
      ok: true,
      from: { address: 'mei@shop.test' },
    });
  });

  it('is none where nobody wrote anything', () => {
    expect(insteadOfUnreadable(Buffer.alloc(0), 'empty', keptUntil)).toBeUndefined();
  });
});
