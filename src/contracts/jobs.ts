/** Jobs are wake-ups: an id of a row that says work is due, never the work itself. */
export interface JobMap {
  'run-matching': { because: string };
  /** Several at once: what came in together is woken together. */
  'translate-inbound': { deliveryIds: string[] };
  'send-message': { messageId: string };
  'fetch-media': { messageId: string };
}

export type JobName = keyof JobMap;

/** How each job is spread and coalesced. `coalesce` folds repeats into one run plus one after it. */
export const jobSettings: Record<JobName, { concurrency: number; coalesce: boolean }> = {
  'run-matching': { concurrency: 1, coalesce: true },
  'translate-inbound': { concurrency: 8, coalesce: false },
  'send-message': { concurrency: 8, coalesce: false },
  'fetch-media': { concurrency: 2, coalesce: false },
};
