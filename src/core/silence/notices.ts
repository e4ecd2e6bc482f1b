import type { ConversationStatus } from '../lifecycle/conversation.js';
import { type TextLocale, textLocale } from './locale.js';

export const NOTICE_CODES = [
  'in_line',
  'waiting_for',
  'wait_over',
  'handed_on',
  'no_agent',
  'outside_hours',
  'answer_by_mail',
  'offered',
  'with_agent',
  'taken_over',
  'snoozed',
  'closed',
  'closed_no_reply',
  'abandoned',
] as const;
export type NoticeCode = (typeof NOTICE_CODES)[number];

/** What a notice is made of; names are first names, as customers see them, and null where there is none to show. */
export interface NoticeFacts {
  status: ConversationStatus;
  channel: string;
  outcome: string | null;
  /** Who holds it now. */
  agent: string | null;
  /** Who held it before, where it left their hands without being closed; `left`: that it did, whoever it was. */
  before: string | null;
  left: boolean;
  /** The agent the customer chose to wait for. */
  waitingFor: string | null;
  /** The queue is outside its opening hours. */
  closedHours: boolean;
  /** Any agent of the queue is signed in with a live lease. */
  anybodyThere: boolean;
  /** Somebody of the queue but the one who held it before takes new work. */
  colleagueThere: boolean;
  /** The customer's time of waiting for one agent has just run out, or that agent has left. */
  waitOver: boolean;
}

/** Every state has a word for the customer: none is left in the dark. */
export function noticeCode(facts: NoticeFacts): NoticeCode {
  switch (facts.status) {
    case 'waiting':
      return inLine(facts);
    case 'offered':
      return 'offered';
    case 'assigned':
      return facts.left && facts.before !== facts.agent ? 'taken_over' : 'with_agent';
    case 'snoozed':
      return 'snoozed';
    case 'closed':
      if (facts.outcome === 'abandoned') return 'abandoned';
      return facts.outcome === 'no_reply' ? 'closed_no_reply' : 'closed';
  }
}

function inLine(facts: NoticeFacts): NoticeCode {
  if (facts.channel === 'email') return 'answer_by_mail';
  if (facts.closedHours) return 'outside_hours';
  if (!facts.anybodyThere) return 'no_agent';
  if (facts.waitingFor !== null) return 'waiting_for';
  if (facts.waitOver) return 'wait_over';
  // A colleague is promised only where there is one.
  return facts.left && facts.colleagueThere ? 'handed_on' : 'in_line';
}

interface Names {
  agent: string;
  before: string;
  waitingFor: string;
}

type Texts = Record<NoticeCode, string | ((names: Names) => string)>;

/** Stands in for a name that is not to be shown. */
const SOMEBODY: Record<TextLocale, string> = { en: 'your agent', 'zh-CN': '客服', 'zh-TW': '客服' };

const TEXTS: Record<TextLocale, Texts> = {
  en: {
    in_line: 'You are in line. We will be with you as soon as somebody is free.',
    waiting_for: ({ waitingFor }) => `You are waiting for ${waitingFor}. You keep your place in line.`,
    wait_over: 'The agent you waited for is not free after all. You are back in line at your old place.',
    handed_on: ({ before }) => `A colleague takes over from ${before}. You keep your place in line.`,
    no_agent: 'Nobody is here at the moment. Your message is kept, and we answer as soon as somebody is back.',
    outside_hours: 'We are closed at the moment. Your message is kept, and we answer when we open again.',
    answer_by_mail: 'We will answer you by e-mail.',
    offered: 'We have found somebody for you. One moment, please.',
    with_agent: ({ agent }) => `You are talking to ${agent}.`,
    taken_over: ({ agent, before }) => `${agent} has taken over from ${before}.`,
    snoozed: 'Your request is being worked on. We will come back to you; you can write at any time.',
    closed: 'This conversation is closed. Write to us and it goes on.',
    closed_no_reply: 'We closed this conversation because we did not hear from you. Write to us and it goes on.',
    abandoned: 'You left before we could answer. Write to us and we will be with you.',
  },
  'zh-CN': {
    in_line: '您正在排队，一有客服空闲就会立即为您服务。',
    waiting_for: ({ waitingFor }) => `您正在等待${waitingFor}，您的排队位置会保留。`,
    wait_over: '您等待的客服暂时无法接待，您已回到原来的排队位置。',
    handed_on: ({ before }) => `同事将接替${before}为您服务，您的排队位置会保留。`,
    no_agent: '目前没有客服在线。您的消息已保留，客服上线后会尽快答复。',
    outside_hours: '现在是非服务时间。您的消息已保留，我们会在开始服务后答复。',
    answer_by_mail: '我们会通过电子邮件答复您。',
    offered: '已为您找到客服，请稍候。',
    with_agent: ({ agent }) => `${agent}正在为您服务。`,
    taken_over: ({ agent, before }) => `${agent}已接替${before}为您服务。`,
    snoozed: '您的问题正在处理中，我们会再与您联系；您可以随时留言。',
    closed: '本次对话已结束。如需继续，请直接留言。',
    closed_no_reply: '由于没有收到您的回复，本次对话已结束。如需继续，请直接留言。',
    abandoned: '您在我们答复之前离开了。请再次留言，我们会为您服务。',
  },
  'zh-TW': {
    in_line: '您正在排隊，一有客服空閒就會立即為您服務。',
    waiting_for: ({ waitingFor }) => `您正在等待${waitingFor}，您的排隊位置會保留。`,
    wait_over: '您等待的客服暫時無法接待，您已回到原來的排隊位置。',
    handed_on: ({ before }) => `同事將接替${before}為您服務，您的排隊位置會保留。`,
    no_agent: '目前沒有客服在線。您的訊息已保留，客服上線後會盡快答覆。',
    outside_hours: '現在是非服務時間。您的訊息已保留，我們會在開始服務後答覆。',
    answer_by_mail: '我們會透過電子郵件答覆您。',
    offered: '已為您找到客服，請稍候。',
    with_agent: ({ agent }) => `${agent}正在為您服務。`,
    taken_over: ({ agent, before }) => `${agent}已接替${before}為您服務。`,
    snoozed: '您的問題正在處理中，我們會再與您聯絡；您可以隨時留言。',
    closed: '本次對話已結束。如需繼續，請直接留言。',
    closed_no_reply: '由於沒有收到您的回覆，本次對話已結束。如需繼續，請直接留言。',
    abandoned: '您在我們答覆之前離開了。請再次留言，我們會為您服務。',
  },
};

/** What the widget shows in this state, in the customer's language. */
export function noticeFor(facts: NoticeFacts, languageTag: string | null | undefined): { code: NoticeCode; text: string } {
  const code = noticeCode(facts);
  const locale = textLocale(languageTag);
  const text = TEXTS[locale][code];
  if (typeof text === 'string') return { code, text };
  const somebody = SOMEBODY[locale];
  const names = { agent: facts.agent ?? somebody, before: facts.before ?? somebody, waitingFor: facts.waitingFor || somebody };
  const shown = text(names);
  return { code, text: shown.charAt(0).toUpperCase() + shown.slice(1) };
}
