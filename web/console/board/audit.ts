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

/** Who or what an id is, where that is known here. */
export type NameOf = (id: string) => string | undefined;

/** Ids and small words of an entry as one line, names for ids where they are known; what changed is shown as before → after. */
export function dataLine(data: Record<string, unknown>, nameOf: NameOf = () => undefined): string {
  const line = Object.entries(data)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${plainKey(key)}: ${wordOf(value, nameOf)}`)
    .join(' · ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

/** `toAgentId` → `to agent`. */
const plainKey = (key: string): string =>
  key
    .replace(/Ids?$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase() || key;

function wordOf(value: unknown, nameOf: NameOf): string {
  if (typeof value === 'string') return nameOf(value) ?? value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return value.map((one) => wordOf(one, nameOf)).join(', ');
  if ('from' in value && 'to' in value && Object.keys(value).length === 2)
    return `${wordOf(value.from, nameOf)} → ${wordOf(value.to, nameOf)}`;
  const { id, name } = value as { id?: unknown; name?: unknown };
  if (typeof name === 'string' && name !== '') return name;
  if (typeof id === 'string' && Object.keys(value).length === 1) return wordOf(id, nameOf);
  return Array.isArray(value)
    ? value.map((one) => wordOf(one, nameOf)).join('; ')
    : Object.entries(value)
        .filter(([, part]) => part !== null && part !== undefined)
        .map(([key, part]) => `${plainKey(key)} ${wordOf(part, nameOf)}`)
        .join(', ');
}

/** The conversations that entries are about, so that their customers' names can be read. */
export const conversationsIn = (
  rows: readonly { subjectType: string; subjectId: string; data: Record<string, unknown> }[],
): string[] => [
  ...new Set(
    rows.flatMap(({ subjectType, subjectId, data }) =>
      subjectType === 'conversation' ? [subjectId] : typeof data['conversationId'] === 'string' ? [data['conversationId']] : [],
    ),
  ),
];
