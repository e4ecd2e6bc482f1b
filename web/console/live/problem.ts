import type { ErrorCode, Problem } from '../../../src/contracts/errors.js';
import type { NotDoneView } from '../../../src/contracts/routing-views.js';
import { words } from '../words.js';
import { problemInChinese } from './problem-zh.js';

/** An answer that refuses. `problem` is null when there was no answer at all. */
export class Refusal extends Error {
  constructor(readonly problem: Partial<Problem> | null) {
    super(problemLine(problem));
  }
}

/** A problem document as one line a person can read, in the language of the page. */
export function problemLine(problem: Partial<Problem> | null | undefined): string {
  if (!problem) return words.t('live:noAnswer');
  const line = (words.language === 'zh' && problemInChinese(problem)) || inEnglish(problem);
  return problem.status && problem.status >= 500 && problem.requestId ? `${line} (${problem.requestId})` : line;
}

function inEnglish({ title = words.t('live:wentWrong'), detail, errors }: Partial<Problem>): string {
  const field = errors?.[0];
  // The detail is a sentence that says it all; the title is only its heading.
  return detail ?? (field ? `${title}: ${field.pointer} ${field.detail}` : title);
}

/** What a record of many keeps of one refusal, as one line. */
export const refusedLine = ({ code, detail, translations }: NotDoneView): string =>
  problemLine({ code: code as ErrorCode, detail, ...(translations ? { translations } : {}) });

/** What went wrong, whatever was thrown, as one line. */
export function errorLine(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
