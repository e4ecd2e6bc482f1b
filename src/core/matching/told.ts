import type { AgentExplanation } from './explain.js';
import { sentence, type SentenceNames } from './sentence.js';
import { sentenceInChinese } from './sentence-zh.js';
import type { StepNames } from './step-words.js';
import { type WaitingCase, waitingSentence } from './waiting-sentence.js';
import { waitingSentenceInChinese } from './waiting-sentence-zh.js';

/** One sentence in every language of the pages; English is the one without a tag. */
export interface Told {
  sentence: string;
  translations: { zh: string };
}

/** An agent's part in a decision, in every language of the pages. */
export const toldOf = (explanation: AgentExplanation, names: SentenceNames): Told => ({
  sentence: sentence(explanation, names),
  translations: { zh: sentenceInChinese(explanation, names) },
});

/** What keeps a conversation waiting, in every language of the pages. */
export const toldWhyWaiting = (one: WaitingCase, names: StepNames): Told => ({
  sentence: waitingSentence(one, names),
  translations: { zh: waitingSentenceInChinese(one, names) },
});
