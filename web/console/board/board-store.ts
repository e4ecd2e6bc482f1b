import { create } from 'zustand';
import type { WaitingItemView } from '../../../src/contracts/decision-views.js';
import type { ReassignmentView } from '../../../src/contracts/routing-views.js';
import type { QueueIntervalView } from '../../../src/contracts/report-views.js';
import type { PresenceState } from '../../../src/contracts/words.js';
import type { Wish } from './moves.js';
import { nothingPicked, type Picking } from './picking.js';
import { everything, type RowFilter, type Sort } from './rows.js';

/** What is asked in front of the board; one thing at a time. */
export type Asking =
  | { kind: 'move'; ids: readonly string[]; line?: { queueId: string; count: number } }
  | { kind: 'left'; result: ReassignmentView }
  | { kind: 'nobody'; queueId: string }
  | { kind: 'plan'; wish: Wish }
  | { kind: 'priority'; ids: readonly string[] }
  | { kind: 'pause'; queueId: string }
  | { kind: 'presence'; agentId: string; name: string; state: PresenceState }
  | { kind: 'why'; conversationId: string };

interface Board {
  filter: RowFilter;
  sort: Sort;
  picking: Picking;
  asking: Asking | null;
  /** Who waits and what keeps them, by conversation. */
  waiting: ReadonlyMap<string, WaitingItemView>;
  /** Today so far, by quarter of an hour and queue. */
  today: readonly QueueIntervalView[];
  /** The rows are on their way: an empty list says nothing yet. */
  isReading: boolean;
  /** Conversations that are being dragged. */
  dragging: readonly string[];
  /** On their way to somewhere else: answered for on the screen before the server has. */
  moving: ReadonlySet<string>;
}

/** What the board itself remembers; the truth about the work stands in the desk. */
export const useBoard = create<Board>(() => ({
  filter: everything,
  sort: { by: 'trouble', turned: false },
  picking: nothingPicked,
  asking: null,
  waiting: new Map(),
  today: [],
  isReading: true,
  dragging: [],
  moving: new Set(),
}));

export const ask = (asking: Asking | null): void => useBoard.setState({ asking });

export function pick(change: (before: Picking) => Picking): void {
  useBoard.setState(({ picking }) => ({ picking: change(picking) }));
}

export function setFilter(change: Partial<RowFilter>): void {
  useBoard.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
}

/** While these are moved their rows say so. */
export function setMoving(ids: readonly string[], on: boolean): void {
  useBoard.setState(({ moving }) => {
    const next = new Set(moving);
    for (const id of ids)
      if (on) next.add(id);
      else next.delete(id);
    return { moving: next };
  });
}
