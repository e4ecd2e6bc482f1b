import type { Tx } from '../../platform/database/tx.js';
import { settle } from './settle.js';
import { readHistories } from './target-histories.queries.js';
import { writeTargets } from './targets.repository.js';

/**
 * Starts the clocks of conversations that have just got their queue, in the transaction that routed (and so locked) them: one
 * read, which finds nothing where their queues promise nothing, and one write. What may be due already is left to the sweep.
 */
export async function startTargets(tx: Tx, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  const histories = await readHistories(tx, conversationIds);
  await writeTargets(
    tx,
    histories.map((one) => settle(one, false)),
  );
}
