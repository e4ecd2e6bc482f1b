import type { DateTime } from 'luxon';
import type { DigestLanguage } from './material.js';

/** The frame around what was said: quotes stay in the words and language they were said in. */
export interface Phrases {
  quote(text: string): string;
  day(at: DateTime): string;
  /** With the year where it is not that of `now`. */
  dayAndTime(at: DateTime, now: DateTime): string;
  channel(name: string): string;
  kind(kind: string, label: string | null): string;
  who(name: string | null, tier: string | null, since: string): string;
  wrote(on: string, quote: string): string;
  called(at: string): string;
  lastSaid(quote: string): string;
  about(subject: string): string;
  cameBack(day: string): string;
  switched(from: string, to: string, at: string): string;
  customerTried(quote: string): string;
  agentDid(name: string, quote: string): string;
  promised(name: string, quote: string, due: string | null, overdue: boolean): string;
  said(name: string, quote: string): string;
  upset(quote: string, at: string): string;
  calmedDown(quote: string): string;
  stillUpset(quote: string): string;
  pleased(quote: string): string;
  unanswered(quote: string): string;
  waitsFor(quote: string): string;
  notKnown(kind: string): string;
  /** Promises that are open beside those that are told. */
  morePromised(count: number): string;
  somebody: string;
}

const CHANNELS: Record<DigestLanguage, Record<string, string>> = {
  en: {
    ...{ webchat: 'web chat', email: 'mail', api: 'another system', voice: 'telephone', sms: 'SMS', whatsapp: 'WhatsApp' },
    ...{ messenger: 'Messenger', instagram: 'Instagram', telegram: 'Telegram', line: 'LINE', wechat: 'WeChat' },
  },
  zh: {
    ...{ webchat: '网页聊天', email: '邮件', api: '其他系统', voice: '电话', sms: '短信', whatsapp: 'WhatsApp' },
    ...{ messenger: 'Messenger', instagram: 'Instagram', telegram: 'Telegram', line: 'LINE', wechat: '微信' },
  },
};

const KINDS_ZH: Record<string, string> = {
  ...{ order_number: '订单号', invoice_number: '发票号', email: '邮箱', phone: '电话', address: '地址', name: '姓名' },
  ...{ purchase_date: '购买日期', delivery_date: '收货日期', birth_date: '出生日期', amount: '金额', product: '产品型号' },
  ...{ version: '版本', error_code: '错误代码' },
};

const en: Phrases = {
  quote: (text) => `“${text}”`,
  day: (at) => at.setLocale('en').toFormat('d LLLL yyyy'),
  dayAndTime: (at, now) => at.setLocale('en').toFormat(at.year === now.year ? 'd LLLL, HH:mm' : 'd LLLL yyyy, HH:mm'),
  channel: (name) => CHANNELS.en[name] ?? name,
  kind: (kind, label) => label ?? kind.replaceAll('_', ' '),
  who: (name, tier, since) => `${name ?? 'A visitor without a name'}${tier ? ` (${tier})` : ''}, with us since ${since}.`,
  wrote: (on, quote) => `Wrote by ${on}: ${quote}`,
  called: (at) => `Called on ${at}.`,
  lastSaid: (quote) => `Last said: ${quote}`,
  about: (subject) => `Subject: ${subject}.`,
  cameBack: (day) => `Was here before, last on ${day}.`,
  switched: (from, to, at) => `Changed from ${from} to ${to} on ${at}.`,
  customerTried: (quote) => `Tried already: ${quote}`,
  agentDid: (name, quote) => `${name} did: ${quote}`,
  promised: (name, quote, due, overdue) =>
    `${name} promised: ${quote}${due ? ` (${overdue ? 'overdue since' : 'due'} ${due})` : ' (no day named)'}`,
  said: (name, quote) => `${name} announced: ${quote}`,
  upset: (quote, at) => `Upset since ${at}: ${quote}`,
  calmedDown: (quote) => `Was upset, friendlier since: ${quote}`,
  stillUpset: (quote) => `Last so: ${quote}`,
  pleased: (quote) => `Friendly: ${quote}`,
  unanswered: (quote) => `The customer asked and has no answer: ${quote}`,
  waitsFor: (quote) => `We asked and have no answer: ${quote}`,
  notKnown: (kind) => `Asked for and still not known: ${kind}.`,
  morePromised: (count) => (count === 1 ? 'And one more open promise.' : `And ${count} more open promises.`),
  somebody: 'A colleague',
};

const zh: Phrases = {
  quote: (text) => `“${text}”`,
  day: (at) => at.toFormat('yyyy年M月d日'),
  dayAndTime: (at, now) => at.toFormat(at.year === now.year ? 'M月d日 HH:mm' : 'yyyy年M月d日 HH:mm'),
  channel: (name) => CHANNELS.zh[name] ?? name,
  kind: (kind, label) => label ?? KINDS_ZH[kind] ?? kind.replaceAll('_', ' '),
  who: (name, tier, since) => `${name ?? '未留姓名的访客'}${tier ? `（${tier}）` : ''}，${since}起的客户。`,
  wrote: (on, quote) => `通过${on}来信：${quote}`,
  called: (at) => `${at}来电。`,
  lastSaid: (quote) => `最近说：${quote}`,
  about: (subject) => `主题：${subject}。`,
  cameBack: (day) => `以前来过，上次是${day}。`,
  switched: (from, to, at) => `${at}从${from}转到${to}。`,
  customerTried: (quote) => `客户已经试过：${quote}`,
  agentDid: (name, quote) => `${name}已经做了：${quote}`,
  promised: (name, quote, due, overdue) =>
    `${name}承诺过：${quote}${due ? (overdue ? `（${due}已到期，尚未兑现）` : `（${due}前）`) : '（未定时间）'}`,
  said: (name, quote) => `${name}说过会：${quote}`,
  upset: (quote, at) => `${at}起情绪不满：${quote}`,
  calmedDown: (quote) => `曾经不满，之后缓和：${quote}`,
  stillUpset: (quote) => `最近仍然：${quote}`,
  pleased: (quote) => `态度友好：${quote}`,
  unanswered: (quote) => `客户问了、还没有回答：${quote}`,
  waitsFor: (quote) => `我们问了、客户还没有回答：${quote}`,
  notKnown: (kind) => `问过、仍然不知道：${kind}。`,
  morePromised: (count) => `另有${count}项未兑现的承诺。`,
  somebody: '同事',
};

export const phrasesIn = (language: DigestLanguage): Phrases => (language === 'zh' ? zh : en);
