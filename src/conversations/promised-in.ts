import { IANAZone } from 'luxon';
import type { PromiseSuggestionView } from '../contracts/promises.js';
import { commitmentsIn } from '../core/promises/commitments.js';
import type { Sql } from '../platform/database/tx.js';

export interface SaidMessage {
  id: string;
  conversationId: string;
  text: string;
  at: Date;
}

/** Only words of people commit us, and of them only what the customer sees. */
export const commitsUs = (alias: string): string =>
  `${alias}.direction = 'out' AND ${alias}.kind = 'text' AND ${alias}.author_type = 'agent'`;

/**
 * What these messages of one conversation commit us to, as suggestions. Nothing is stored: the same message gives the same
 * suggestions under the same ids. Without a commitment no statement is run.
 */
export async function promisedIn(sql: Sql, messages: readonly SaidMessage[]): Promise<PromiseSuggestionView[]> {
  // What "tomorrow at three" means is asked only where somebody may have said so.
  const likely = messages.filter(
    ({ text, at }) => commitmentsIn(text, { now: at, zone: 'UTC' }).length > 0 || mayDependOnZone(text),
  );
  const [first] = likely;
  if (!first) return [];
  const zone = await zoneOfCustomer(sql, first.conversationId);
  return likely.flatMap(({ id, conversationId, text, at }) =>
    commitmentsIn(text, { now: at, zone }).map(({ sentence, due }, ordinal) => ({
      id: suggestionId(id, ordinal),
      ...{ conversationId, messageId: id, text: sentence },
      ...{ phrase: due?.phrase ?? null, dueAt: due?.at?.toISOString() ?? null, zone },
    })),
  );
}

/** Words that promise something only together with a time that is still to come: in UTC it may be over. */
const mayDependOnZone = (text: string): boolean => /today|tonight|今|\d[:点點]|\b(?:a|p)m\b/i.test(text.slice(0, 4_000));

export const suggestionId = (messageId: string, ordinal: number): string => `${messageId}-${ordinal}`;

/** The parts of an id that `suggestionId` made; undefined for any other text. */
export function readSuggestionId(id: string): { messageId: string; ordinal: number } | undefined {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,2})$/i.exec(id);
  return match ? { messageId: match[1]!.toLowerCase(), ordinal: Number(match[2]) } : undefined;
}

/** IANA name: the customer's, else that of the queue's opening hours, else UTC. A zone that nobody knows counts for none. */
export async function zoneOfCustomer(sql: Sql, conversationId: string): Promise<string> {
  const [row] = await sql.prepared<{ zones: (string | null)[] }>(
    'zone-of-customer',
    `WITH RECURSIVE up AS (
       SELECT c.id, c.merged_into, c.time_zone, 0 AS step FROM conversations v JOIN customers c ON c.id = v.customer_id WHERE v.id = $1
       UNION ALL SELECT c.id, c.merged_into, c.time_zone, step + 1 FROM customers c JOIN up ON c.id = up.merged_into
     )
     SELECT array_append(ARRAY(SELECT time_zone FROM up ORDER BY step DESC),
       (SELECT h.time_zone FROM conversations v JOIN queues q ON q.id = v.queue_id JOIN business_hours h ON h.id = q.hours_id WHERE v.id = $1)) AS zones`,
    [conversationId],
  );
  return row?.zones.find((zone) => zone !== null && IANAZone.isValidZone(zone)) ?? 'UTC';
}
