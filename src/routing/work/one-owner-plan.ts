import { fullBecause, withLoad } from '../../core/capacity/admission.js';
import type { Load } from '../../core/capacity/weights.js';
import { ownersInOrder } from '../../core/lifecycle/one-owner.js';
import type { Sql } from '../../platform/database/tx.js';
import { ownerOf, type SharedRow } from './lent.repository.js';
import { loadIn } from './place-conversation.js';
import type { AgentRoom } from './reserved.queries.js';

export interface Handing {
  row: SharedRow;
  load: Load;
  to: string;
}

export interface HandingPlan {
  /** Who has all of it afterwards; null: nobody, each has their own. */
  keeper: string | null;
  handings: Handing[];
}

type ReadRooms = (agentIds: string[]) => Promise<ReadonlyMap<string, AgentRoom>>;

/**
 * Who gets what of the conversations that agents hold: all goes to the first owner who may take it. The merge asks with the
 * agents' rooms locked; whoever only wants to know beforehand asks with a look at them.
 */
export async function planHandings(sql: Sql, held: readonly SharedRow[], rooms: ReadRooms): Promise<HandingPlan> {
  const owners = ownersInOrder(held.map(asWork));
  const astray = held.some((row) => row.assignee_id !== ownerOf(row));
  if (owners.length < 2 && !astray) return { keeper: owners[0] ?? null, handings: [] };
  const loads = new Map<string, Load>();
  for (const row of held) loads.set(row.id, await loadIn(sql, row.queue_id, row.channel));
  const known = await rooms(owners);
  const all = (to: (row: SharedRow) => string | null): Handing[] =>
    held.flatMap((row) => {
      const agentId = row.live_call_id ? null : to(row);
      return agentId && agentId !== row.assignee_id ? [{ row, to: agentId, load: loads.get(row.id)! }] : [];
    });
  for (const owner of owners) {
    const handings = all(() => owner);
    if (mayTake(known, handings)) return { keeper: owner, handings };
  }
  // Nobody can have all of it: what lies elsewhere goes home where there is room, the rest stays where it is.
  const given: Handing[] = [];
  for (const handing of all(ownerOf)) if (mayTake(known, [...given, handing])) given.push(handing);
  return { keeper: null, handings: given };
}

const asWork = (row: SharedRow) => ({
  ownerId: ownerOf(row),
  live: row.live_call_id !== null,
  lastInboundAt: row.last_inbound_at?.getTime() ?? 0,
  lastWorkAt: row.worked_at.getTime(),
});

/** Whether each may take what they are to get, one after the other, under every limit: there for new work, or at least there for what is theirs. */
function mayTake(rooms: ReadonlyMap<string, AgentRoom>, handings: readonly Handing[]): boolean {
  const filled = new Map(rooms);
  return handings.every(({ row, to, load }) => {
    const room = filled.get(to);
    const there = ownerOf(row) === to ? room?.reachable : room?.available;
    if (!room || room.disabled || !there || fullBecause(room, load, room.now)) return false;
    filled.set(to, withLoad(room, load));
    return true;
  });
}
