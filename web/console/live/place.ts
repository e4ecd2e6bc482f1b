import type { MessageView } from '../../../src/contracts/views.js';

type Placed = Pick<MessageView, 'seq' | 'id' | 'createdAt'>;

/**
 * Which of two messages of a thread stands first: by number, or, where somebody was merged into the customer, by time, for then
 * every number occurs twice and tells nothing.
 */
export function byPlace(isMerged: boolean): (a: Placed, b: Placed) => number {
  const bySeq = (a: Placed, b: Placed): number => a.seq - b.seq || inOrder(a.id, b.id);
  return isMerged ? (a, b) => inOrder(a.createdAt, b.createdAt) || bySeq(a, b) : bySeq;
}

/** Times all come in one form and zone, and ids in one case: their characters order them. */
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
