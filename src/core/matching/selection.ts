import { serveBestPairs } from './best-pairs.js';
import { itemBefore } from './board.js';
import type { Board, ItemState, OnPlaced } from './board.js';
import type { ItemClass } from './grouping.js';
import { tiersOf } from './tiers.js';
import type { Tier } from './tiers.js';
import { wholeTier } from './whole-tier.js';

/**
 * Priority class by class (aged), and within a class first those whose deadline is near, earliest deadline first; then the
 * rest, as a whole where both sides are plural and few, else by the best pair anywhere, again and again until no pair is left.
 * An item nobody can serve is passed over at no cost.
 */
export function runPass(board: Board, onPlaced: OnPlaced): void {
  for (const tier of tiersOf(board.items, board.snapshot)) {
    if (tier.urgent) serveByDeadline(board, tier.items, onPlaced);
    else serveCalm(board, tier, onPlaced);
  }
}

function serveCalm(board: Board, tier: Tier, onPlaced: OnPlaced): void {
  for (const { item, agent } of wholeTier(board, tier) ?? []) {
    onPlaced(item, agent, 'whole_tier');
    board.take(item, agent);
  }
  // After a tier solved as a whole there is nothing left to pair; this finds that out at little cost.
  serveBestPairs(board, tier.items, onPlaced);
}

function serveByDeadline(board: Board, items: ItemState[], onPlaced: OnPlaced): void {
  const inOrder = [...items].sort((a, b) => a.dueAt - b.dueAt || (itemBefore(a.item, b.item) ? -1 : 1));
  // Room only shrinks within a pass, so a class once found without it is not looked at again.
  const exhausted = new Set<ItemClass>();
  for (const state of inOrder) {
    if (exhausted.has(state.group)) continue;
    const best = board.ranked(state, 1)[0];
    if (!best) {
      exhausted.add(state.group);
      continue;
    }
    onPlaced(state, best.agent, 'deadline');
    board.take(state, best.agent);
  }
}
