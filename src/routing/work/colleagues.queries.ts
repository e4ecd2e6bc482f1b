import { presenceViews } from '../../agents/agents.queries.js';
import type { ColleagueView } from '../../contracts/routing-views.js';
import { fullBecause } from '../../core/capacity/admission.js';
import { claimLimit, freeUnits } from '../../core/capacity/limits.js';
import type { Load } from '../../core/capacity/weights.js';
import type { Sql } from '../../platform/database/tx.js';
import { type AgentRoom, readRooms } from './reserved.queries.js';

/** Agents in the order in which one would ask them: who can take it, who is there at least, the others; by name. */
const rank = ({ canTake, state }: ColleagueView): number => (canTake ? 0 : state === 'offline' ? 2 : 1);

/** Who else there is to hand this load to, and whether they could take it now. A look, never a claim. */
export async function colleagueViews(sql: Sql, load: Load, exceptId: string | null): Promise<ColleagueView[]> {
  const agents = await sql.query<{ id: string }>(
    'SELECT id FROM agents WHERE disabled_at IS NULL AND id IS DISTINCT FROM $1::uuid',
    [exceptId],
  );
  const ids = agents.map(({ id }) => id);
  const [rooms, presences] = await Promise.all([readRooms(sql, ids), presenceViews(sql, ids)]);
  const states = new Map(presences.map((one) => [one.agentId, one.state]));
  return [...rooms.values()]
    .map((room): ColleagueView => ({
      id: room.id,
      name: room.name,
      state: states.get(room.id) ?? 'offline',
      ...slotsOf(room, load),
      canTake: room.available && fullBecause(room, load, room.now) === null,
    }))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}

/** Slots of this load's size, as reasons count them. */
function slotsOf(room: AgentRoom, load: Load): { freeSlots: number; slots: number } {
  const size = Math.max(1, load.weight);
  const capacity = claimLimit({ ...room, firstClaim: room.reserved === 0 ? load.weight : 0 }, room.now);
  return { freeSlots: Math.floor(freeUnits({ capacity, reserved: room.reserved }) / size), slots: Math.floor(room.limit / size) };
}
