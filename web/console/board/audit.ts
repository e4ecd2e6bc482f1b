export const filterKeys = ['actorId', 'action', 'subjectType', 'subjectId'] as const;

/** What is looked for, as the query of the server's list; what is empty or unknown is left out. */
export function auditQuery(wanted: Record<string, string>): string {
  return String(new URLSearchParams(filterKeys.flatMap((key) => (wanted[key]?.trim() ? [[key, wanted[key].trim()]] : []))));
}

/** Offered while typing; any other can be asked for too. */
export const knownActions = [
  ...['conversation.moved', 'conversation.moved_back', 'conversation.transferred', 'conversation.priority'],
  ...['conversation.claimed', 'conversation.closed', 'conversation.listening', 'conversation.whispered'],
  ...['queue.paused', 'queue.resumed', 'queue.changed', 'capacity.overridden', 'agent.presence_forced', 'agent.changed'],
  ...['wallboard_token.made', 'wallboard_token.revoked', 'api_key.issued', 'api_key.revoked', 'policy.activated'],
];

export const subjects = [
  ...['conversation', 'queue', 'agent', 'customer', 'reassignment', 'inbox', 'offer', 'routing_rule', 'skill', 'hours'],
  ...['policy', 'api_key', 'wallboard_token', 'session'],
];

const MOST = 300;

/** Ids and small words of an entry as one line; what changed is shown as before → after. */
export function dataLine(data: Record<string, unknown>): string {
  const line = Object.entries(data)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}: ${wordOf(value)}`)
    .join(' · ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

function wordOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('from' in value && 'to' in value && Object.keys(value).length === 2) return `${wordOf(value.from)} → ${wordOf(value.to)}`;
  return JSON.stringify(value);
}
