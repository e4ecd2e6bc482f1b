/** @typedef {import('../../src/contracts/errors.js').Problem} Problem */

/** An answer that refuses; `problem` is null when there was no answer at all. */
export class Refusal extends Error {
  /** @param {string} line @param {Problem | null} problem */
  constructor(line, problem) {
    super(line);
    this.problem = problem;
  }
}

/**
 * A problem document as one line a person can read.
 * @param {Partial<Problem> | null | undefined} problem
 */
export function problemLine(problem) {
  if (!problem) return 'There is no connection just now.';
  const field = problem.errors?.[0];
  const title = problem.title ?? 'Something went wrong';
  // The detail is a sentence that says it all; the title is only its heading.
  return problem.detail ?? (field ? `${title}: ${field.pointer} ${field.detail}` : title);
}

/**
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>} the parsed answer
 * @throws {Refusal} for every answer that is not 2xx, and when no answer came
 */
export async function post(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refusal(problemLine(null), null);
  }
  const data = await answer.json().catch(() => null);
  if (answer.ok) return data;
  const problem = data ?? { title: `The server answered ${answer.status}`, status: answer.status };
  throw new Refusal(problemLine(problem), problem);
}
