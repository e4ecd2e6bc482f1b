import { Board } from './board.js';
import type { ItemState } from './board.js';
import { nearestOf } from './explain.js';
import { runPass } from './selection.js';
import type { BlockReason, MatchingSnapshot } from './snapshot.js';

/** What one conversation of a picture waits for. */
export interface Blocked {
  /** Who gets it in a pass over this picture; null: nobody can take it now. */
  agentId: string | null;
  /** Of the agents who came nearest to serving, what they failed at; null where somebody gets it. */
  binding: BlockReason | 'no_agents' | null;
  /** How many agents cannot take it once the pass is over, by reason. */
  counts: Record<BlockReason, number>;
}

/** What keeps each conversation waiting, from one pass over all of them. By conversation id. */
export function blockedByAll(snapshot: MatchingSnapshot): Map<string, Blocked> {
  const board = new Board(snapshot);
  const given = new Map<ItemState, string>();
  runPass(board, (item, agent) => given.set(item, agent.slot.agentId));
  return new Map(
    board.items.map((state) => {
      const agentId = given.get(state) ?? null;
      const counts = board.counts(state);
      return [state.item.conversationId, { agentId, binding: agentId === null ? nearestOf(counts) : null, counts }];
    }),
  );
}
