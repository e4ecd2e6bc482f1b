import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { boardWords } from './board/words.js';
import { adminWords } from './admin/words.js';
import { callWords } from './calls/words.js';
import { composerWords } from './composer/words.js';
import { customerWords } from './customer/words.js';
import { decisionWords } from './decisions/words.js';
import { frameWords } from './frame/words.js';
import { inboxWords } from './inbox/words.js';
import { listeningWords } from './listening/words.js';
import { isolated } from './live/names.js';
import { liveWords } from './live/words.js';
import { threadWords } from './thread/words.js';
import { uiWords } from './ui/words.js';
import { wallboardWords } from './wallboard/words.js';

const rooms = {
  live: liveWords,
  frame: frameWords,
  ui: uiWords,
  inbox: inboxWords,
  thread: threadWords,
  composer: composerWords,
  customer: customerWords,
  decisions: decisionWords,
  calls: callWords,
  listening: listeningWords,
  board: boardWords,
  admin: adminWords,
  wallboard: wallboardWords,
};

const LANGUAGE_KEY = 'throughline.console.language';
export const languages = [
  { code: 'en', name: 'English' },
  { code: 'zh', name: '中文' },
] as const;

function chosen(): string {
  try {
    const stored = localStorage.getItem(LANGUAGE_KEY);
    if (stored) return stored;
  } catch {
    // Without storage the browser's own language is the choice.
  }
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function setLanguage(code: string): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, code);
  } catch {
    // It holds as long as the page does.
  }
  void words.changeLanguage(code);
}

const of = (language: 'en' | 'zh'): object =>
  Object.fromEntries(Object.entries(rooms).map(([room, both]) => [room, both[language]]));

/** Sentences by room: `t('inbox:empty')`; in components `useTranslation('inbox')`. */
export const words = i18next.createInstance();
void words.use(initReactI18next).init({
  lng: chosen(),
  fallbackLng: 'en',
  ns: Object.keys(rooms),
  defaultNS: 'ui',
  resources: { en: of('en'), zh: of('zh') } as never,
  // React puts every text on the page as text; what is left to see to is the direction that a name or a quote brings along.
  interpolation: { escapeValue: true, escape: isolated },
  initAsync: false,
});

const setDocumentLanguage = (code: string): void => void (document.documentElement.lang = code === 'zh' ? 'zh-CN' : code);
setDocumentLanguage(words.language);
words.on('languageChanged', setDocumentLanguage);
