export const filterKeys = ['actorId', 'action', 'subjectType', 'subjectId'] as const;

/** Without one: any time. `own`: from the day `first` to the day `last`, both included. */
export const spans = ['all', 'today', '7', '30', 'own'] as const;
export type SpanKey = (typeof spans)[number];

export const spanKey = (span: string | null | undefined): SpanKey => spans.find((one) => one === span) ?? 'all';

/** The days a span covers, today included, as an input of days writes them; empty: without an end on that side. */
export function daysOf(wanted: Record<string, string>, now: number): { first: string; last: string } {
  const span = spanKey(wanted['span']);
  if (span === 'own') return { first: dayIn(wanted['first']), last: dayIn(wanted['last']) };
  if (span === 'all') return { first: '', last: '' };
  const before = span === 'today' ? 0 : Number(span) - 1;
  return { first: writtenDay(now, -before), last: writtenDay(now, 0) };
}

const dayIn = (text = ''): string => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : '');

function writtenDay(now: number, days: number): string {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** Midnight at this screen, so many days after that day; empty where there is no such day. */
function midnight(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return '';
  at.setDate(at.getDate() + days);
  return at.toISOString();
}

/** What is looked for, as the query of the server's list; what is empty or unknown is left out. */
export function auditQuery(wanted: Record<string, string>, now: number): string {
  const { first, last } = daysOf(wanted, now);
  // To the end of today is to whatever will be done next: without an end the list stays true while it is read on.
  const isOpen = spanKey(wanted['span']) !== 'own';
  const asked: Record<string, string> = {
    ...wanted,
    from: first && midnight(first, 0),
    to: last && !isOpen ? midnight(last, 1) : '',
  };
  const keys = [...filterKeys, 'from', 'to'] as const;
  const filled = keys.flatMap((key) => (asked[key]?.trim() ? [[key, asked[key].trim()]] : []));
  return String(new URLSearchParams(Object.fromEntries(filled) as Record<string, string>));
}

/** Acts that are named after something else than what they are about. */
const aboutOf: Record<string, string> = {
  ...{ capacity: 'conversation', consent: 'customer', customers: 'customer', inbound: 'inbound_delivery', outbound: 'message' },
  ...{ supervisor: 'agent', wrap_up: 'agent', session: 'agent', promise_suggestion: 'promise' },
};

/** What an act is about, for lists of acts. */
export function subjectOf(action: string): string {
  const [first = ''] = action.split('.');
  return aboutOf[first] ?? first;
}

export const subjects = [
  ...['conversation', 'queue', 'agent', 'customer', 'reassignment', 'inbox', 'offer', 'call', 'message', 'inbound_delivery'],
  ...['routing_rule', 'skill', 'hours', 'policy', 'canned_reply', 'panel', 'fact', 'fact_pattern', 'promise', 'identity'],
  ...['identity_suggestion', 'customer_import', 'erasure', 'retention_rule', 'address', 'api_key', 'wallboard_token'],
];
