import { askedWords } from './words/asked.js';
import { auditDetailWords } from './words/audit-details.js';
import { auditWords } from './words/audit.js';
import { liveBoardWords } from './words/live.js';
import { boardPageWords } from './words/pages.js';

export const boardWords = {
  en: { ...liveBoardWords.en, ...askedWords.en, ...boardPageWords.en, ...auditWords.en, ...auditDetailWords.en },
  zh: { ...liveBoardWords.zh, ...askedWords.zh, ...boardPageWords.zh, ...auditWords.zh, ...auditDetailWords.zh },
};
