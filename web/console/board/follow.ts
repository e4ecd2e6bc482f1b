import type { Problem } from '../../../src/contracts/errors.js';
import type { ReassignmentView } from '../../../src/contracts/routing-views.js';

/** How far something is that the server is still at; null: it could not be asked just now. */
export type Tell = (now: ReassignmentView | null) => void;

const FIRST_MS = 500;
const MOST_MS = 5_000;

/** Nothing more will happen to it by itself. One that is `planned` was never begun. */
export const isAtRest = ({ status }: Pick<ReassignmentView, 'status'>): boolean => status !== 'applying' && status !== 'undoing';

/** What was refused; null: no answer came; undefined: no refusal at all. Read by its shape, so that this stays free of the screen. */
const problemOf = (error: unknown): Partial<Problem> | null | undefined =>
  error instanceof Error && 'problem' in error ? (error.problem as Partial<Problem> | null) : undefined;

const isSilence = (problem: Partial<Problem> | null): boolean => problem === null || (problem.status ?? 0) >= 500;

/** No answer, or one that leaves open what was done: the record knows. */
export function isUnsure(error: unknown): boolean {
  const problem = problemOf(error);
  return problem !== undefined && (isSilence(problem) || problem?.code === 'conflict');
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/**
 * Asks for a record until it is at rest, less often the longer that takes: a server that died in the middle takes it up again
 * by itself, after a minute. Without an answer it asks on.
 * @throws what `read` throws where the record is not to be had at all
 */
export async function follow(
  read: () => Promise<ReassignmentView>,
  tell: Tell,
  pause: (ms: number) => Promise<void> = wait,
): Promise<ReassignmentView> {
  for (let ms = FIRST_MS; ; ms = Math.min(MOST_MS, ms * 1.5)) {
    const now = await read().catch((error: unknown) => {
      const problem = problemOf(error);
      if (problem === undefined || !isSilence(problem)) throw error;
      return null;
    });
    if (now && isAtRest(now)) return now;
    tell(now);
    await pause(ms);
  }
}
