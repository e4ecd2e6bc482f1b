import { describe, expect, it } from '@jest/globals';
import { readForward } from './forwarded-mail.js';

const body = 'My parcel is lost.\n\nMei';
const forward = (subject: string, ...lines: string[]) => readForward({ subject, text: [...lines, '', body].join('\n') });
const mei = { address: 'mei@shop.test', name: 'Mei Lin' };

describe('a forwarded mail is its original sender’s', () => {
  it.each<[string, string, string[], Partial<{ subject: string; note: string }>]>([
    [
      'Gmail',
      'Fwd: Lost',
      [
        'Please take this.',
        '',
        '---------- Forwarded message ---------',
        'From: Mei Lin <mei@shop.test>',
        'Date: Fri, Nov 20, 2026 at 9:12 AM',
        'Subject: Lost',
        'To: Ana <ana@demo.test>',
      ],
      { subject: 'Lost', note: 'Please take this.' },
    ],
    [
      'Gmail zh',
      '转发：丢失',
      [
        '---------- Forwarded message ---------',
        '发件人： Mei Lin <mei@shop.test>',
        '日期：2026年11月20日',
        '主题：丢失',
        '收件人： Ana <ana@demo.test>',
      ],
      { subject: '丢失', note: '' },
    ],
    [
      'Outlook en',
      'FW: Lost',
      [
        'FYI',
        '',
        'From: Mei Lin <mei@shop.test>',
        'Sent: Friday, November 20, 2026 9:12 AM',
        'To: Ana <ana@demo.test>',
        'Subject: Lost',
      ],
      { subject: 'Lost', note: 'FYI' },
    ],
    [
      'Outlook de',
      'WG: Verloren',
      [
        'Von: Mei Lin <mei@shop.test>',
        'Gesendet: Freitag, 20. November 2026 09:12',
        'An: Ana <ana@demo.test>',
        'Betreff: Verloren',
      ],
      { subject: 'Verloren' },
    ],
    [
      'Outlook fr',
      'TR: Perdu',
      ['De : Mei Lin <mei@shop.test>', 'Envoyé : vendredi 20 novembre 2026 09:12', 'À : Ana', 'Objet : Perdu'],
      { subject: 'Perdu' },
    ],
    [
      'Apple',
      'Fwd: Lost',
      [
        'Begin forwarded message:',
        '',
        '> From: Mei Lin <mei@shop.test>',
        '> Subject: Lost',
        '> Date: 20 November 2026 at 09:12:00 CET',
        '> To: ana@demo.test',
      ],
      { subject: 'Lost' },
    ],
    [
      'QQ',
      '转发：丢失',
      [
        '------------------ 原始邮件 ------------------',
        '发件人: "Mei Lin"<mei@shop.test>;',
        '发送时间: 2026年11月20日(星期五) 上午9:12',
        '收件人: "Ana"<ana@demo.test>;',
        '主题: 丢失',
      ],
      { subject: '丢失' },
    ],
    [
      '163',
      '转发: 丢失',
      [
        '-------- 转发邮件信息 --------',
        '发件人："Mei Lin" <mei@shop.test>',
        '发送日期：2026-11-20 09:12:00',
        '收件人：ana@demo.test',
        '主题：丢失',
      ],
      { subject: '丢失' },
    ],
    [
      'an address of Outlook',
      'FW: Lost',
      ['From: Mei Lin [mailto:mei@shop.test]', 'Sent: Friday, November 20, 2026 9:12 AM', 'To: Ana', 'Subject: Lost'],
      {},
    ],
  ])('%s', (_program, subject, lines, expected) => {
    expect(forward(subject, ...lines)).toMatchObject({ from: mei, text: body, ...expected });
  });

  it.each<[string, string, string[]]>([
    [
      'an answer that quotes',
      'Re: Lost',
      ['Done.', '', 'From: Mei Lin <mei@shop.test>', 'Sent: Friday, November 20, 2026 9:12 AM', 'To: Ana', 'Subject: Lost'],
    ],
    ['no address', 'Fwd: Lost', ['---------- Forwarded message ---------', 'From: Mei Lin', 'Subject: Lost', 'To: Ana']],
    ['no block', 'Fwd: Lost', ['see below']],
    ['an attribution', 'Fwd: Lost', ['On Fri, Nov 20, 2026 at 9:12 AM Mei <mei@shop.test> wrote:']],
  ])('but not %s', (_what, subject, lines) => {
    expect(forward(subject, ...lines)).toBeNull();
  });
});
