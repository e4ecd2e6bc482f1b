import { askedWords } from './words/asked.js';
import { liveBoardWords } from './words/live.js';
import { boardPageWords } from './words/pages.js';

export const boardWords = {
  en: { ...liveBoardWords.en, ...askedWords.en, ...boardPageWords.en },
  zh: { ...liveBoardWords.zh, ...askedWords.zh, ...boardPageWords.zh },
};
