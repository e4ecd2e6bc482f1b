import type { Tx } from '../../platform/database/tx.js';
import type { Routed } from '../requirements/routed.repository.js';
import { settle } from './settle.js';
import { readHistories } from './target-histories.queries.js';
import { writeTargets } from './targets.repository.js';

/**
 * Starts the clocks of conversations that have just got their queue, in the transaction that routed (and so locked) them: one
 * read, which finds nothing where their queues promise nothing, and one write. What may be due already is left to the sweep.
 */
export async function startTargets(tx: Tx, routed: readonly Routed[]): Promise<void> {
  if (routed.length === 0) return;
  const histories = await readHistories(
    tx,
    routed.map((one) => one.id),
  );
  const told = new Set(routed.filter((one) => one.told).map((one) => one.id));
  await writeTargets(
    tx,
    histories.map((one) => settle(one, false)),
    told,
  );
}
