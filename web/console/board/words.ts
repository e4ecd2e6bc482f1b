import { askedWords } from './words/asked.js';
import { auditWords } from './words/audit.js';
import { liveBoardWords } from './words/live.js';
import { boardPageWords } from './words/pages.js';

export const boardWords = {
  en: { ...liveBoardWords.en, ...askedWords.en, ...boardPageWords.en, ...auditWords.en },
  zh: { ...liveBoardWords.zh, ...askedWords.zh, ...boardPageWords.zh, ...auditWords.zh },
};
