import { type TextLocale, textLocale } from './locale.js';

export type CustomerText = 'reminder' | 'closed_no_reply' | 'answer_by_mail' | 'call_back' | 'closed_hours';

/** What Throughline itself writes into a thread, or says before there is one. */
const TEXTS: Record<TextLocale, Record<CustomerText, string>> = {
  en: {
    reminder: 'Are you still there? We are waiting for your answer; if you need more time, just write when you are ready.',
    closed_no_reply:
      'As we have not heard from you, we are closing this conversation. Write to us whenever you like: it goes on from here.',
    answer_by_mail: 'You left our chat before we could answer. Your message is kept, and we will answer you at this address.',
    call_back: 'Please call me back:',
    closed_hours:
      'We are closed at the moment. Write to us all the same: your message is kept, and we answer when we open again.',
  },
  'zh-CN': {
    reminder: '您还在吗？我们正在等待您的回复；如需更多时间，准备好后随时写给我们即可。',
    closed_no_reply: '由于一直没有收到您的回复，本次对话现已结束。您可以随时再次联系我们，对话会从这里继续。',
    answer_by_mail: '您在我们答复之前离开了聊天。您的消息已保留，我们会通过此邮箱答复您。',
    call_back: '请给我回电：',
    closed_hours: '现在是非服务时间。您可以先留言，我们会在开始服务后答复。',
  },
  'zh-TW': {
    reminder: '您還在嗎？我們正在等待您的回覆；如需更多時間，準備好後隨時寫給我們即可。',
    closed_no_reply: '由於一直沒有收到您的回覆，本次對話現已結束。您可以隨時再次聯絡我們，對話會從這裡繼續。',
    answer_by_mail: '您在我們答覆之前離開了聊天。您的訊息已保留，我們會透過此信箱答覆您。',
    call_back: '請回電給我：',
    closed_hours: '現在是非服務時間。您可以先留言，我們會在開始服務後答覆。',
  },
};

export const customerText = (which: CustomerText, languageTag: string | null | undefined): string =>
  TEXTS[textLocale(languageTag)][which];
