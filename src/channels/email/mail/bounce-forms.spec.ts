import { describe, expect, it } from '@jest/globals';
import { isDeadAddress, readBounceReport, readSmtpRefusal } from './bounce-report.js';
import { parseMail } from './parse-mail.js';

const ours = '0193a1b2-0000-7000-8000-000000000002@demo.test';

const report = (status: string[], original = `Message-ID: <${ours}>`): string =>
  [
    'From: MAILER-DAEMON@mx.test',
    'To: support@demo.test',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Sorry.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.test',
    '',
    ...status,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'Subject: Re: Order',
    original,
    '',
    '--b--',
    '',
  ].join('\r\n');

const plain = (from: string, subject: string, text: string, headers: string[] = []): string =>
  [
    `From: ${from}`,
    'To: support@demo.test',
    `Subject: ${subject}`,
    ...headers,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
  ].join('\r\n');

async function read(raw: string) {
  const mail = await parseMail(Buffer.from(raw));
  if (!mail.ok) throw new Error(mail.reason);
  const { originalMessageId, recipients } = readBounceReport(mail);
  const [first] = recipients;
  return { originalMessageId, address: first?.address, action: first?.action, dead: first ? isDeadAddress(first) : null };
}

describe('a delivery failure, as each server writes it', () => {
  it.each<[string, string, { address: string; action: string; dead: boolean; originalMessageId?: string | null }]>([
    [
      'Postfix',
      report([
        'Final-Recipient: rfc822; gone@shop.test',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 <gone@shop.test>: Recipient address rejected: User unknown',
      ]),
      { address: 'gone@shop.test', action: 'failed', dead: true, originalMessageId: ours },
    ],
    [
      'Exchange Online',
      report([
        'Final-Recipient: rfc822;gone@shop.test',
        'Action: failed',
        'Status: 5.1.10',
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      ]),
      { address: 'gone@shop.test', action: 'failed', dead: true },
    ],
    [
      'Gmail',
      report([
        'Final-Recipient: rfc822; gone@shop.test',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
        ' 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser',
      ]),
      { address: 'gone@shop.test', action: 'failed', dead: true },
    ],
    [
      'a full mailbox',
      report([
        'Final-Recipient: rfc822; full@shop.test',
        'Action: failed',
        'Status: 5.2.2',
        'Diagnostic-Code: smtp; 552 5.2.2 Mailbox full, over quota',
      ]),
      { address: 'full@shop.test', action: 'failed', dead: false },
    ],
    [
      'taken for spam',
      report([
        'Final-Recipient: rfc822; mei@shop.test',
        'Action: failed',
        'Status: 5.7.1',
        'Diagnostic-Code: smtp; 550 5.7.1 Message rejected as spam',
      ]),
      { address: 'mei@shop.test', action: 'failed', dead: false },
    ],
    [
      'given up after days',
      report([
        'Final-Recipient: rfc822; slow@shop.test',
        'Action: failed',
        'Status: 4.4.7',
        'Diagnostic-Code: smtp; 451 4.4.7 Message expired',
      ]),
      { address: 'slow@shop.test', action: 'failed', dead: false },
    ],
    [
      'no such domain',
      report([
        'Final-Recipient: rfc822; mei@nowhere.test',
        'Action: failed',
        'Status: 5.4.4',
        'Diagnostic-Code: X-Postfix; Host or domain name not found',
      ]),
      { address: 'mei@nowhere.test', action: 'failed', dead: true },
    ],
    [
      'a delay',
      report([
        'Final-Recipient: rfc822; slow@shop.test',
        'Action: delayed',
        'Status: 4.4.1',
        'Will-Retry-Until: Sat, 21 Nov 2026 10:00:00 +0000',
      ]),
      { address: 'slow@shop.test', action: 'delayed', dead: false },
    ],
    [
      'QQ in words',
      plain(
        'PostMaster@qq.com',
        '系统退信',
        `抱歉，您的邮件被退回来了……\n\n无法发送到 gone@qq.test\n退信原因：收件人邮件地址（gone@qq.test）不存在，邮件无法送达。\n550 Mailbox not found. http://service.mail.qq.test\n\nMessage-ID: <${ours}>`,
      ),
      { address: 'gone@qq.test', action: 'failed', dead: true, originalMessageId: ours },
    ],
    [
      '163 in words',
      plain(
        'Postmaster@163.com',
        '系统退信/System bounce',
        '您的邮件无法送达收件人 gone@163.test\n\n退信代码：550 User not found: gone@163.test\n收件人地址不存在',
      ),
      { address: 'gone@163.test', action: 'failed', dead: true },
    ],
    [
      '163, frequency limit',
      plain('Postmaster@163.com', '系统退信', '收件人 mei@163.test\n退信代码：550 RP:TRC 发信频率超出限制'),
      { address: 'mei@163.test', action: 'failed', dead: false },
    ],
    [
      'qmail',
      plain(
        'MAILER-DAEMON@mx.test',
        'failure notice',
        "Hi. This is the qmail-send program at mx.test.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<gone@shop.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <" +
          ours +
          '>\nTo: other@shop.test',
      ),
      { address: 'gone@shop.test', action: 'failed', dead: true, originalMessageId: ours },
    ],
    [
      'Exim',
      plain(
        'Mail Delivery System <Mailer-Daemon@mx.test>',
        'Mail delivery failed: returning message to sender',
        'A message that you sent could not be delivered to one or more of its recipients.\n\n  gone@shop.test\n    SMTP error from remote mail server after RCPT TO:<gone@shop.test>:\n    550 5.1.1 unknown user',
        ['X-Failed-Recipients: gone@shop.test'],
      ),
      { address: 'gone@shop.test', action: 'failed', dead: true },
    ],
    [
      'old Exchange',
      plain(
        'postmaster@corp.test',
        'Undeliverable: Re: Order',
        'Your message did not reach some or all of the intended recipients.\n\nThe following recipient(s) could not be reached:\n\n      gone@corp.test on 20.11.2026 10:00\n            The e-mail account does not exist at the organization this message was sent to.\n            <mx.corp.test #5.1.1 smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found>',
      ),
      { address: 'gone@corp.test', action: 'failed', dead: true },
    ],
    [
      'Exim, a warning',
      plain(
        'Mailer-Daemon@mx.test',
        'Warning: message delayed 24 hours',
        'This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours on the queue.\n\n  slow@shop.test\n\nNo action is required on your part. Delivery attempts will continue for some time',
      ),
      { address: 'slow@shop.test', action: 'delayed', dead: false },
    ],
    [
      'words without a code',
      plain('mailer-daemon@mx.test', 'Returned mail', 'We could not deliver it to mei@shop.test. Have a nice day.'),
      { address: 'mei@shop.test', action: 'unknown', dead: false },
    ],
  ])('%s', async (_server, raw, expected) => {
    expect(await read(raw)).toMatchObject(expected);
  });

  it.each([
    ['550 5.1.1 No such user here', true],
    ['550 no such user here', true],
    ['550 5.7.1 Relaying denied', false],
    ['554 5.7.1 Service unavailable; client host blocked', false],
    ['451 4.7.1 no such user, try later', false],
    ['552 5.2.2 mailbox full', false],
    ['the address cannot be written to', false],
  ])('at the door: %s', (reason, dead) => {
    expect(readSmtpRefusal(`the mail server refused it: ${reason}`)).toBe(dead);
  });
});
