import type { Language } from '../words.js';

/** What is said at a field of the form that has to be filled in otherwise. */
export interface FormWords {
  name: string;
  email: string;
  phone: string;
}

const all: Record<Language, FormWords> = {
  en: {
    name: 'Please write your name.',
    email: 'Please write a whole e-mail address, such as mei@shop.example.',
    phone: 'Please write a telephone number, such as +49 30 1234567.',
  },
  'zh-CN': {
    name: '请填写您的姓名。',
    email: '请填写完整的电子邮箱地址，例如 mei@shop.example。',
    phone: '请填写电话号码，例如 +86 138 0013 8000。',
  },
  'zh-TW': {
    name: '請填寫您的姓名。',
    email: '請填寫完整的電子信箱地址，例如 mei@shop.example。',
    phone: '請填寫電話號碼，例如 +886 912 345 678。',
  },
};

export const formWords = (language: string): Record<string, string> => ({ ...(all[language as Language] ?? all.en) });
