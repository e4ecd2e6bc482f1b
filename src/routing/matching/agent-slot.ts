import type { AgentSlot } from '../../core/matching/snapshot.js';
import type { AgentRow } from './desk.queries.js';

/** An agent as the matcher sees them. */
export function toSlot(row: AgentRow): AgentSlot {
  const { id, capacity, reserved, languages, skills, queues, presence, leaseExpiresAt, idleSince } = row;
  return { agentId: id, capacity, reserved, languages, skills, queues, presence, leaseExpiresAt, idleSince };
}
