import { describe, expect, it } from '@jest/globals';
import { commitmentsIn } from './commitments.js';
import { processorClock } from '../../../test/support/processor-time.js';

/** Said on Wednesday 25 November 2026 at 10:00 in Berlin, or 17:00 in Shanghai. */
const now = new Date('2026-11-25T09:00:00Z');
const berlin = { now, zone: 'Europe/Berlin' };
const shanghai = { now, zone: 'Asia/Shanghai' };

const first = (text: string, context = berlin): string => {
  const [one] = commitmentsIn(text, context);
  return one ? (one.due?.at?.toISOString().slice(0, 16) ?? 'no time') : 'nothing';
};

describe('what an agent commits us to, in English; due as the customer’s clock in Berlin has it (UTC shown)', () => {
  it.each([
    ['I will call you tomorrow at three.', '2026-11-26T14:00'],
    ["I'll call you tomorrow at 3 pm", '2026-11-26T14:00'],
    ['I’ll ring you back tomorrow morning', '2026-11-26T11:00'],
    ['We will send the new invoice by the end of the day.', '2026-11-25T17:00'],
    ["We'll send it by EOD tomorrow", '2026-11-26T17:00'],
    ['I will get back to you within 2 hours', '2026-11-25T11:00'],
    ["I'll get back to you in half an hour.", '2026-11-25T09:30'],
    ['I will follow up in an hour and a half', '2026-11-25T10:30'],
    ['Our technician will call you within the next 30 minutes.', '2026-11-25T09:30'],
    ['You will receive your refund within 3 business days.', '2026-11-30T17:00'],
    ['The replacement will be shipped on Friday', '2026-11-27T17:00'],
    ["I'll email you on Friday at 9:30.", '2026-11-27T08:30'],
    ['I will phone you tonight', '2026-11-25T20:00'],
    ["I'll call you this afternoon", '2026-11-25T17:00'],
    ['We will refund the amount in 2-3 days', '2026-11-28T17:00'],
    ['We will refund you within two to five working days', '2026-12-02T17:00'],
    ['I will write to you next Monday', '2026-11-30T17:00'],
    ['I will write to you on Monday next week', '2026-11-30T17:00'],
    ["We'll have it fixed by the end of the week", '2026-11-27T17:00'],
    ["We'll update you by the end of next week", '2026-12-04T17:00'],
    ["We'll let you know by the end of the month", '2026-11-30T17:00'],
    ['A colleague will contact you the day after tomorrow', '2026-11-27T17:00'],
    ['Your parcel will be delivered on 3 December between 2 and 4 pm.', '2026-12-03T15:00'],
    ['Your order will arrive on December 1st', '2026-12-01T17:00'],
    ['I will send it on 2026-12-24', '2026-12-24T17:00'],
    ['We will ship it on the 28th.', '2026-11-28T17:00'],
    ['We will ship it on the 5th.', '2026-12-05T17:00'],
    ['I shall reply by noon', '2026-11-25T11:00'],
    ["I'll call you at 4 o'clock", '2026-11-25T15:00'],
    ["I'll call you tomorrow at half past three", '2026-11-26T14:30'],
    ["I'll call you tomorrow at quarter to four", '2026-11-26T14:45'],
    ["I'll call you tomorrow at 17:30", '2026-11-26T16:30'],
    ["I'm calling you tomorrow at 9", '2026-11-26T08:00'],
    ['We are going to refund you today', '2026-11-25T17:00'],
    ['Let me get back to you in ten minutes.', '2026-11-25T09:10'],
    ['You can expect a call from me by 5 pm', '2026-11-25T16:00'],
    ["I'll check with the warehouse and come back to you tomorrow.", '2026-11-26T17:00'],
    ["I'll look into it by tomorrow", '2026-11-26T17:00'],
    ["I'll call you tomorrow at three, ok?", '2026-11-26T14:00'],
    ['If it is not there by Friday, I will send a new one on Monday', '2026-11-30T17:00'],
    ['Sorry about the delay! I will ship it tomorrow. Have a nice day.', '2026-11-26T17:00'],
    ["I'll get back to you in 24 hours", '2026-11-26T09:00'],
    ['We will credit your account a week from today', '2026-12-02T17:00'],
    ["We'll send it by 25.12.", '2026-12-25T17:00'],
    ['I will call at 3 p.m. tomorrow', '2026-11-26T14:00'],
    ['Someone from our billing team will call you on Thursday afternoon', '2026-11-26T17:00'],
  ])('%s: %s', (text, due) => expect(first(text)).toBe(due));

  it.each([
    ['I will call you as soon as possible'],
    ['We will send it soon'],
    ['I will call you soon, in the evening'],
    ['I will get back to you next week'],
    ['I will call you tomorrow or on Friday'],
    ['I will call you on Wednesday'],
    ['I will call you next Friday'],
    ['I will call you tomorrow at 7'],
    ['I will ship it on 11/12'],
    ['I will call you at 3 pm GMT'],
    ['I will call you at 9 am'],
    ['We will refund you in a few days'],
    ['I will send you the label right away'],
    ['I will send it once you have paid'],
    ['I will call you every Monday'],
    ['We will send it on 31 November'],
  ])('%s: a promise without a time', (text) => expect(first(text)).toBe('no time'));

  it.each([
    ['Will you be at home tomorrow at three?'],
    ['I won’t be able to call you tomorrow'],
    ['I can call you tomorrow if you like'],
    ['Would you like me to call you tomorrow?'],
    ['One moment, I will check.'],
    ['I will be happy to help you with that'],
    ['Shall I send it tomorrow?'],
    ['Please send us the form by Friday'],
    ['I have sent it yesterday'],
    ['Your order was delivered on Friday'],
    ['You said you would call me tomorrow'],
    ['Thank you, have a great weekend'],
    ['> I will call you tomorrow'],
    ['What is your order number?'],
    ['See you tomorrow'],
  ])('%s: no promise', (text) => expect(first(text)).toBe('nothing'));
});

describe('what an agent commits us to, in Chinese; due as the customer’s clock in Shanghai has it (UTC shown)', () => {
  it.each([
    ['我明天下午三点给您回电话', '2026-11-26T07:00'],
    ['我明天下午3点给您打电话。', '2026-11-26T07:00'],
    ['明天上午十点半我们会联系您', '2026-11-26T02:30'],
    ['我会在两小时内给您回复', '2026-11-25T11:00'],
    ['我们将在24小时内处理', '2026-11-26T09:00'],
    ['半小时内给您回电', '2026-11-25T09:30'],
    ['我們明天下午三點會回電給您', '2026-11-26T07:00'],
    ['退款將在三個工作日內到帳', '2026-11-30T10:00'],
    ['半个小时后我给您回电话', '2026-11-25T09:30'],
    ['一个半小时内给您答复', '2026-11-25T10:30'],
    ['下周一上午给您寄出', '2026-11-30T04:00'],
    ['我下周五给您答复', '2026-12-04T10:00'],
    ['我们周五之前会给您发货', '2026-11-27T10:00'],
    ['后天给您安排师傅上门', '2026-11-27T10:00'],
    ['大后天下午两点师傅会上门', '2026-11-28T06:00'],
    ['今天下班前给您回复', '2026-11-25T10:00'],
    ['今晚八点我给您打电话', '2026-11-25T12:00'],
    ['明早9点我们联系您', '2026-11-26T01:00'],
    ['明晚7点半给您回电', '2026-11-26T11:30'],
    ['退款将在三个工作日内到账', '2026-11-30T10:00'],
    ['退款会在3到5个工作日内退回您的账户', '2026-12-02T10:00'],
    ['两三天内给您寄新的', '2026-11-28T10:00'],
    ['包裹预计12月3日送达', '2026-12-03T10:00'],
    ['我们十二月一号给您发货', '2026-12-01T10:00'],
    ['28号之前我们会处理好', '2026-11-28T10:00'],
    ['月底前我们给您退款', '2026-11-30T10:00'],
    ['本周内会给您答复，我们一定跟进', '2026-11-27T10:00'],
    ['明天14:30我给您回电', '2026-11-26T06:30'],
    ['明天下午两点到四点师傅会上门维修', '2026-11-26T08:00'],
    ['我查一下，明天中午前给您答复', '2026-11-26T05:00'],
    ['如果周五还没收到，我们下周一给您补发', '2026-11-30T10:00'],
    ['非常抱歉！我明天给您补寄。', '2026-11-26T10:00'],
    ['明天下午三点给您回电话可以吗？', '2026-11-26T07:00'],
    ['15分钟内我给您打过去', '2026-11-25T09:15'],
    ['您会在三天内收到新的发票', '2026-11-28T10:00'],
    ['财务会在三天内处理', '2026-11-28T10:00'],
    ['我这边一周之内给您结果', '2026-12-02T10:00'],
  ])('%s: %s', (text, due) => expect(first(text, shanghai)).toBe(due));

  it.each([
    ['我们会尽快给您处理'],
    ['稍后给您回复'],
    ['我下周给您回复'],
    ['我马上帮您安排'],
    ['我明天或者周五给您打电话'],
    ['我们会联系您的'],
    ['明天七点我给您回电'],
    ['过几天给您寄'],
    ['我周三给您打电话'],
  ])('%s: a promise without a time', (text) => expect(first(text, shanghai)).toBe('no time'));

  it.each([
    ['您明天方便吗？'],
    ['我们无法明天发货'],
    ['我已经给您发货了'],
    ['请您明天把发票发给我们'],
    ['我可以明天给您打电话'],
    ['请稍等，我帮您看一下'],
    ['您的订单号是多少？'],
    ['需要我明天给您打电话吗？'],
    ['昨天已经联系您了'],
    ['祝您生活愉快'],
    ['麻烦您提供一下订单号'],
  ])('%s: no promise', (text) => expect(first(text, shanghai)).toBe('nothing'));
});

describe('the customer’s zone and changes of clocks', () => {
  const at = (text: string, said: string, zone: string): string => first(text, { now: new Date(said), zone });
  it.each([
    // The same words mean another moment elsewhere.
    ['I will call you tomorrow at three', '2026-11-25T09:00:00Z', 'America/New_York', '2026-11-26T20:00'],
    ['I will call you tomorrow at three', '2026-11-25T09:00:00Z', 'Asia/Kolkata', '2026-11-26T09:30'],
    // It is tomorrow already where the customer is.
    ['I will call you tomorrow at three', '2026-11-25T20:00:00Z', 'Asia/Shanghai', '2026-11-27T07:00'],
    // The night in which clocks go forward (29 March, Berlin): the day has 23 hours.
    ['I will call you tomorrow at 10 am', '2026-03-28T10:00:00Z', 'Europe/Berlin', '2026-03-29T08:00'],
    ['I will call you in 24 hours', '2026-03-28T10:00:00Z', 'Europe/Berlin', '2026-03-29T10:00'],
    // 02:30 is not there that night: the hour after it.
    ['I will call you tomorrow at 02:30', '2026-03-28T10:00:00Z', 'Europe/Berlin', '2026-03-29T01:30'],
    // The night in which clocks go back (25 October, Berlin): 02:30 comes twice, the first counts.
    ['I will call you tomorrow at 02:30', '2026-10-24T10:00:00Z', 'Europe/Berlin', '2026-10-25T00:30'],
    ['I will call you tomorrow at 10 am', '2026-10-24T10:00:00Z', 'Europe/Berlin', '2026-10-25T09:00'],
    // New York, 8 March.
    ['I will call you on Sunday at noon', '2026-03-07T15:00:00Z', 'America/New_York', '2026-03-08T16:00'],
    // Over the turn of the year.
    ['I will send it by 5 January', '2026-12-30T10:00:00Z', 'Europe/Berlin', '2027-01-05T17:00'],
    ['我明天下午三点给您回电话', '2026-12-31T10:00:00Z', 'Asia/Shanghai', '2027-01-01T07:00'],
    // After closing time today is over.
    ['I will call you today', '2026-11-25T19:00:00Z', 'Europe/Berlin', 'no time'],
    ['I will call you tomorrow', '2026-11-25T09:00:00Z', 'Nowhere/Town', 'no time'],
  ])('%s (said %s in %s): %s', (text, said, zone, due) => expect(at(text, said, zone)).toBe(due));
});

describe('bounds', () => {
  it('gives the sentence as it was written and where, the words of time with it', () => {
    const text = 'Hello Mei! Sorry for this. I’ll call you TOMORROW at 3 pm, promised.';
    expect(commitmentsIn(text, berlin)).toEqual([
      {
        sentence: 'I’ll call you TOMORROW at 3 pm, promised.',
        index: text.indexOf('I’ll'),
        due: { phrase: 'TOMORROW at 3 pm', at: new Date('2026-11-26T14:00:00Z') },
      },
    ]);
  });

  it('reads a text of any length and kind in no time, and finds at most five', () => {
    const texts = [
      'I will call you tomorrow. We will send it on Friday. '.repeat(2_000),
      `I will call you ${'tomorrow '.repeat(5_000)}`,
      '我会在'.repeat(20_000),
      'within 2 '.repeat(10_000),
      '三'.repeat(50_000),
      '1:1:1:1/'.repeat(10_000),
      'if '.repeat(20_000),
      'our very nice '.repeat(10_000),
      '\ud800\u0000\uffff'.repeat(10_000),
      '我'.repeat(3_000) + '会'.repeat(3_000),
    ];
    for (const text of texts) {
      const spent = processorClock();
      const found = commitmentsIn(text, berlin);
      expect(spent()).toBeLessThan(500);
      expect(found.length).toBeLessThanOrEqual(5);
      for (const one of found) expect(one.sentence.length).toBeLessThanOrEqual(300);
    }
  });
});
