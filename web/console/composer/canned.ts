import type { CannedReplyView } from '../../../src/contracts/views.js';

/** What a canned reply may name: `{{customer.name}}` and the like. Null where it is not known. */
export type Variables = Readonly<Record<string, string | null | undefined>>;

const VARIABLE = /\{\{\s*([\w.]{1,60})\s*\}\}/g;

export function variablesOf(known: {
  customerName: string | null;
  agentName: string | null;
  subject: string | null;
  facts: readonly { kind: string; value: string }[];
}): Variables {
  const first = (name: string | null): string | null => name?.trim().split(/\s+/)[0] || null;
  const facts = Object.fromEntries([...known.facts].reverse().map(({ kind, value }) => [`fact.${kind}`, value]));
  return {
    ...facts,
    'customer.name': known.customerName,
    'customer.firstName': first(known.customerName),
    'agent.name': known.agentName,
    'agent.firstName': first(known.agentName),
    'conversation.subject': known.subject,
  };
}

/**
 * The reply as it would be sent. What is not known stays as it is, to be written by hand.
 * @returns the text, and the place of the first blank that is left
 */
export function filledIn(text: string, variables: Variables): { text: string; blank: { start: number; end: number } | null } {
  const done = text.replace(VARIABLE, (all, name: string) => (Object.hasOwn(variables, name) && variables[name]?.trim()) || all);
  const left = firstBlank(done);
  return { text: done, blank: left };
}

/** A variable that nobody filled in: customers must not see it. */
export function firstBlank(text: string): { start: number; end: number } | null {
  const found = new RegExp(VARIABLE.source).exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

/** What is being looked for at the cursor: `/` for canned replies, `@` for colleagues, at the beginning of a word. */
export function wordAt(text: string, cursor: number, mark: '/' | '@'): { query: string; start: number } | null {
  const start = text.lastIndexOf(mark, cursor - 1);
  if (start < 0 || cursor - start > 40) return null;
  if (start > 0 && !/[\s\u3000-\u303f\uff00-\uffef\p{Script=Han}]/u.test(text[start - 1] ?? '')) return null;
  const query = text.slice(start + 1, cursor);
  // A slash with a space after it is a slash.
  return /\n|^\s|\s\s/.test(query) || (mark === '/' && query.includes('/')) ? null : { query, start };
}

/** Those that fit, the best first: by key, by title, by text; in the customer's language before others. */
export function fitting(replies: readonly CannedReplyView[], query: string, language: string | null): CannedReplyView[] {
  const wanted = query.trim().toLowerCase();
  const speaks = ({ locale }: CannedReplyView): boolean => language !== null && locale.split('-')[0] === language.split('-')[0];
  const rank = ({ key, title, text }: CannedReplyView): number => {
    if (wanted === '') return 0;
    if (key.startsWith(wanted)) return 0;
    if (title.toLowerCase().includes(wanted) || key.includes(wanted)) return 1;
    return text.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return replies
    .map((reply, index) => ({ reply, index, rank: rank(reply) }))
    .filter((one) => one.rank < 3)
    .sort((a, b) => a.rank - b.rank || Number(speaks(b.reply)) - Number(speaks(a.reply)) || a.index - b.index)
    .map(({ reply }) => reply);
}
