import { commonWords } from './words/common.js';
import { inboxesWords } from './words/inboxes.js';
import { peopleWords } from './words/people.js';
import { queueWords } from './words/queues.js';
import { systemWords } from './words/systems.js';
import { workWords } from './words/work.js';
import { wrongWords } from './words/wrong.js';

const parts = [commonWords, peopleWords, queueWords, workWords, inboxesWords, systemWords, wrongWords];

/** By section, so that each can be read beside its form. */
export const adminWords = {
  en: Object.assign({}, ...parts.map(({ en }) => en)) as Record<string, string>,
  zh: Object.assign({}, ...parts.map(({ zh }) => zh)) as Record<string, string>,
};
