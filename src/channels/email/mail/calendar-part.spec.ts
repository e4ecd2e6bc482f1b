import { describe, expect, it } from '@jest/globals';
import { readCalendar } from './calendar-part.js';
import { parseMail } from './parse-mail.js';
import { translateMail } from './translate-mail.js';

const event = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');

describe('an invitation in one line', () => {
  it.each<[string, string | null, string[], string]>([
    [
      'a meeting in its own zone',
      'REQUEST',
      [
        'SUMMARY:Kick-off\\, part 1',
        'DTSTART;TZID=Asia/Shanghai:20261125T140000',
        'DTEND;TZID=Asia/Shanghai:20261125T150000',
        'LOCATION:Room 5',
        'ORGANIZER;CN="Lin, Mei":mailto:mei@shop.test',
        'ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Support:mailto:support@demo.test',
      ],
      '[Invitation] Kick-off, part 1 · 2026-11-25 14:00–15:00 (Asia/Shanghai) · Room 5 · from Lin, Mei · with Support',
    ],
    [
      'in UTC',
      'PUBLISH',
      ['SUMMARY:Call', 'DTSTART:20261125T060000Z', 'DTEND:20261126T010000Z'],
      '[Event] Call · 2026-11-25 06:00 – 2026-11-26 01:00 (UTC)',
    ],
    [
      'whole days',
      'REQUEST',
      ['SUMMARY:Fair', 'DTSTART;VALUE=DATE:20261125', 'DTEND;VALUE=DATE:20261127'],
      '[Invitation] Fair · 2026-11-25 – 2026-11-27',
    ],
    ['called off', 'CANCEL', ['SUMMARY:Call', 'DTSTART:20261125T060000Z'], '[Called off] Call · 2026-11-25 06:00 (UTC)'],
    [
      'an answer',
      'REPLY',
      ['SUMMARY:Call', 'ATTENDEE;PARTSTAT=DECLINED;CN=Mei:mailto:mei@shop.test'],
      '[Answer to an invitation] Call · with Mei: declined',
    ],
    [
      'repeated',
      null,
      ['SUMMARY:Standup', 'DTSTART:20261125T060000Z', 'RRULE:FREQ=DAILY'],
      '[Event] Standup · 2026-11-25 06:00 (UTC), repeated',
    ],
    [
      'folded, with an alarm of its own',
      'REQUEST',
      ['SUMMARY:A long na', ' me', 'BEGIN:VALARM', 'SUMMARY:Alarm', 'END:VALARM'],
      '[Invitation] A long name',
    ],
    [
      'a Windows zone',
      'REQUEST',
      ['SUMMARY:x', 'DTSTART;TZID="China Standard Time":20261125T140000'],
      '[Invitation] x · 2026-11-25 14:00 (China Standard Time)',
    ],
  ])('%s', (_what, method, lines, expected) => {
    expect(readCalendar(event(...lines), method)?.line).toBe(expected);
  });

  it.each([
    ['nothing', ''],
    ['no event', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR'],
    ['an open end', 'BEGIN:VEVENT\r\nSUMMARY'],
  ])('survives %s', (_what, ics) => {
    expect(() => readCalendar(ics, null)).not.toThrow();
  });

  it('names five people and counts the others', () => {
    const people = Array.from({ length: 60 }, (_, index) => `ATTENDEE;CN=P${index}:mailto:p${index}@x.test`);
    expect(readCalendar(event('SUMMARY:All', ...people), 'REQUEST')?.line).toBe(
      '[Invitation] All · with P0, P1, P2, P3, P4 and 45 more',
    );
  });

  it('stands below the words of its mail', async () => {
    const raw = [
      'From: mei@shop.test',
      'Message-ID: <i@shop.test>',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Please come.',
      '--b',
      'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
      '',
      event('SUMMARY:订单会议', 'DTSTART;TZID=Europe/Berlin:20261125T090000'),
      '--b--',
      '',
    ].join('\r\n');
    const got = translateMail(
      await parseMail(Buffer.from(raw)),
      { addresses: ['support@demo.test'], secrets: ['s'], instanceId: 'i', trustedAuthservIds: [] },
      { receivedAt: new Date('2026-11-21T00:00:00Z'), envelopeTo: [] },
    );
    expect(got).toMatchObject({
      message: {
        text: 'Please come.\n\n[Invitation] 订单会议 · 2026-11-25 09:00 (Europe/Berlin)',
        calendar: { method: 'REQUEST', what: '订单会议', when: '2026-11-25 09:00 (Europe/Berlin)' },
        automatic: null,
      },
    });
  });
});
