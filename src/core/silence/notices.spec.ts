import { CONVERSATION_STATUSES } from '../lifecycle/conversation.js';
import { customerText } from './customer-texts.js';
import { TEXT_LOCALES, textLocale } from './locale.js';
import { NOTICE_CODES, type NoticeCode, noticeCode, type NoticeFacts, noticeFor } from './notices.js';

const CHANNELS = [
  ...['webchat', 'email', 'api', 'voice', 'sms', 'whatsapp', 'messenger', 'instagram', 'telegram', 'line', 'wechat'],
];
const facts = (change: Partial<NoticeFacts>): NoticeFacts => ({
  ...{ status: 'waiting', channel: 'webchat', outcome: null, agent: null, before: null, left: false },
  ...{ waitingFor: null, closedHours: false, anybodyThere: true, colleagueThere: true, waitOver: false },
  ...change,
});

describe('what a customer is told', () => {
  const cases: [NoticeCode, Partial<NoticeFacts>][] = [
    ['in_line', {}],
    ['waiting_for', { waitingFor: 'Ana' }],
    ['wait_over', { waitOver: true }],
    ['handed_on', { left: true, before: 'Ana' }],
    ['in_line', { left: true, before: 'Ana', colleagueThere: false }],
    ['no_agent', { anybodyThere: false }],
    ['no_agent', { anybodyThere: false, left: true, before: 'Ana' }],
    ['outside_hours', { closedHours: true, anybodyThere: false }],
    ['answer_by_mail', { channel: 'email', closedHours: true }],
    ['offered', { status: 'offered' }],
    ['with_agent', { status: 'assigned', agent: 'Ben' }],
    ['with_agent', { status: 'assigned', agent: 'Ana', before: 'Ana', left: true }],
    ['taken_over', { status: 'assigned', agent: 'Ben', before: 'Ana', left: true }],
    ['snoozed', { status: 'snoozed', agent: 'Ben' }],
    ['closed', { status: 'closed', outcome: 'solved' }],
    ['closed_no_reply', { status: 'closed', outcome: 'no_reply' }],
    ['abandoned', { status: 'closed', outcome: 'abandoned' }],
  ];
  it.each(cases)('%s: %j', (code, change) => expect(noticeCode(facts(change))).toBe(code));

  it('names every code in one case at least', () => {
    expect(new Set(cases.map(([code]) => code))).toEqual(new Set(NOTICE_CODES));
  });

  it('has a text for every status on every channel in every language, whatever else is so', () => {
    const flags = [true, false];
    for (const status of CONVERSATION_STATUSES)
      for (const channel of CHANNELS)
        for (const tag of TEXT_LOCALES)
          for (const closedHours of flags)
            for (const anybodyThere of flags)
              for (const left of flags)
                for (const agent of [null, 'Ben']) {
                  const shown = noticeFor(facts({ status, channel, closedHours, anybodyThere, left, agent }), tag);
                  expect([status, channel, shown.text]).not.toContain('');
                  expect(shown.text).not.toMatch(/null|undefined/);
                }
  });

  it('names who took over from whom, and nobody whose name is not to be shown', () => {
    const moved = facts({ status: 'assigned', agent: 'Ben', before: 'Ana', left: true });
    expect(noticeFor(moved, 'en').text).toBe('Ben has taken over from Ana.');
    expect(noticeFor(moved, 'zh-Hant-TW').text).toBe('Ben已接替Ana為您服務。');
    expect(noticeFor({ ...moved, agent: null }, null).text).toBe('Your agent has taken over from Ana.');
  });

  it.each([
    [null, 'en'],
    ['fr', 'en'],
    ['zh', 'zh-CN'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh_HK', 'zh-TW'],
    ['ZH-tw', 'zh-TW'],
    ['zhx', 'en'],
  ])('reads the language tag %s as %s', (tag, locale) => expect(textLocale(tag)).toBe(locale));

  it('writes reminders and farewells in three languages', () => {
    for (const which of ['reminder', 'closed_no_reply', 'answer_by_mail'] as const)
      expect(new Set(TEXT_LOCALES.map((tag) => customerText(which, tag))).size).toBe(3);
  });
});
