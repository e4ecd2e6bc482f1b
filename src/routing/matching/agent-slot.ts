import { channelRooms, matchingLimit } from '../../core/capacity/admission.js';
import type { AgentSlot } from '../../core/matching/snapshot.js';
import type { AgentRow } from './desk.queries.js';

/** An agent as the matcher sees them: the limit that binds claims at this moment, and the whole one beside it. */
export function toSlot(row: AgentRow): AgentSlot {
  const { id, limit, reserved, active, groups, languages, skills, queues, presence, leaseExpiresAt, idleSince } = row;
  return {
    ...{ agentId: id, capacity: matchingLimit(row, row.now), limit, reserved, active, groups, languages, skills, queues },
    // Left out where nothing limits them, so that agents of a kind stay one profile.
    ...(Object.keys(row.channelLimits).length > 0 ? { channelRoom: channelRooms(row) } : {}),
    ...{ presence, leaseExpiresAt, idleSince },
  };
}
