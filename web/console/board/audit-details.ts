const MOST = 300;

/** Who or what an id is, where that is known here. */
export type NameOf = (id: string) => string | undefined;

/** How an entry is read out: names of ids, and words of keys, values and moments; undefined where there are none. */
export interface Reading {
  nameOf: NameOf;
  keyWord: (key: string) => string | undefined;
  valueWord: (key: string, value: string) => string | undefined;
  time: (at: string) => string;
}

const plainly: Reading = { nameOf: () => undefined, keyWord: () => undefined, valueWord: () => undefined, time: (at) => at };

/** What people wrote or chose as a name is never taken for a word of ours. */
const theirOwn = new Set(['reason', 'name', 'email', 'key', 'condition', 'note', 'label', 'text', 'title']);
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Ids and small words of an entry as one line, names for ids where they are known; what changed is shown as before → after. */
export function dataLine(data: Record<string, unknown>, reading: Partial<Reading> = {}): string {
  const read = { ...plainly, ...reading };
  // The store keeps short keys before long ones, and people read from before to.
  const { from, ...rest } = data;
  const line = Object.entries({ ...(from === undefined ? {} : { from }), ...rest })
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `${keyOf(key, read)}: ${wordOf(key, value, read)}`)
    .join(' · ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

/** `toAgentId` → `to agent`, `fromAgentId` → `from agent`, each part in words where there are some. */
function keyOf(key: string, read: Reading): string {
  const bare = key.replace(/Ids?$/, '') || key;
  const whole = read.keyWord(bare);
  if (whole !== undefined) return whole;
  const parts = bare
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _]/);
  const said = parts.map((part) => read.keyWord(part));
  return said.every((one) => one !== undefined) ? said.join(/[\u4e00-\u9fff]/.test(said.join('')) ? '' : ' ') : parts.join(' ');
}

function wordOf(key: string, value: unknown, read: Reading): string {
  if (typeof value === 'string') return textOf(key, value, read);
  if (typeof value === 'boolean') return read.valueWord(key, String(value)) ?? String(value);
  if (typeof value !== 'object' || value === null) return value === null ? (read.valueWord(key, 'none') ?? '–') : String(value);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
    return value.map((one) => wordOf(key, one, read)).join(', ');
  if ('from' in value && 'to' in value && Object.keys(value).length === 2)
    return `${wordOf(key, value.from, read)} → ${wordOf(key, value.to, read)}`;
  const { id, name } = value as { id?: unknown; name?: unknown };
  if (typeof name === 'string' && name !== '') return name;
  if (typeof id === 'string' && Object.keys(value).length === 1) return wordOf(key, id, read);
  return Array.isArray(value)
    ? value.map((one) => wordOf(key, one, read)).join('; ')
    : Object.entries(value)
        .filter(([, part]) => part !== null && part !== undefined)
        .map(([inner, part]) => `${keyOf(inner, read)} ${wordOf(inner, part, read)}`)
        .join(', ');
}

function textOf(key: string, value: string, read: Reading): string {
  const name = read.nameOf(value);
  if (name !== undefined) return name;
  // Nobody reads an id: its end tells two of them apart, and the whole of it stands in what was recorded.
  if (ID.test(value)) return `#${value.slice(-6)}`;
  if (TIME.test(value)) return read.time(value);
  return (theirOwn.has(key) ? undefined : read.valueWord(key, value)) ?? value;
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
