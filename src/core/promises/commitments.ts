import type { Due, DueContext } from './due.js';
import { readDue } from './due.js';
import { commitsInChinese, conditionInChinese } from './commits-zh.js';
import { commitsInEnglish, conditionInEnglish } from './commits-en.js';
import { clip, hasHan, plainOf, sentencesOf } from './sentences.js';

/** A sentence in which whoever writes for us binds us to do something. */
export interface Commitment {
  /** As it was written. */
  sentence: string;
  /** Where it begins in the text. */
  index: number;
  due: Due | null;
}

export const LONGEST_COMMITMENT = 300;
/** More than these in one message are a text from a book. */
const MOST = 5;

/**
 * What a message to a customer commits us to, with when it is due in the customer's zone. Looking something up at once is
 * no promise; it is one with a time. Pure; English and Chinese.
 */
export function commitmentsIn(text: string, context: DueContext): Commitment[] {
  const found: Commitment[] = [];
  for (const { text: sentence, index } of sentencesOf(text)) {
    if (found.length === MOST) break;
    const plain = plainOf(sentence);
    const chinese = hasHan(plain);
    const strength = chinese ? commitsInChinese(plain) : commitsInEnglish(plain);
    if (!strength) continue;
    // "If it is not there by Friday": that is when the customer should look, not when we are due.
    const due = readDue((chinese ? conditionInChinese : conditionInEnglish)(sentence), context);
    if (strength === 'if_due' && !due?.at) continue;
    if (!found.some((one) => one.sentence === sentence)) found.push({ sentence: clip(sentence, LONGEST_COMMITMENT), index, due });
  }
  return found;
}
