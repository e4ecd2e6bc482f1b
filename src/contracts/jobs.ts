/** Jobs are wake-ups: an id of a row that says work is due, never the work itself. */
export interface JobMap {
  'run-matching': { because: string };
  /** Several at once: what came in together is woken together. */
  'translate-inbound': { deliveryIds: string[] };
  'send-message': { messageId: string };
  'fetch-media': { messageId: string };
  /** The one job that stands for no row: a sign of writing that is lost, or late, is not missed. `saidAt` is ISO 8601. */
  'show-typing': { conversationId: string; agentId: string; saidAt: string };
}

export type JobName = keyof JobMap;

/** How each job is spread and coalesced. Of sends and fetches a channel takes only some (see their work). `coalesce` folds repeats into one run plus one after it. */
export const jobSettings: Record<JobName, { concurrency: number; coalesce: boolean }> = {
  'run-matching': { concurrency: 1, coalesce: true },
  'translate-inbound': { concurrency: 8, coalesce: false },
  'send-message': { concurrency: 32, coalesce: false },
  'fetch-media': { concurrency: 6, coalesce: false },
  'show-typing': { concurrency: 4, coalesce: false },
};
