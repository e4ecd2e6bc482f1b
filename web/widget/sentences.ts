import type { CallItem } from '../../src/contracts/calls.js';
import type { Problem } from '../../src/contracts/errors.js';
import type { WidgetConversationView } from '../../src/contracts/views.js';
import type { NoticeCode, WaitingChoice } from '../../src/contracts/words.js';
import type { WidgetSessionView } from '../../src/contracts/widget-schemas.js';
import type { Words } from './words.js';

const minutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000));

type Closed = WidgetSessionView['closed'];

/** Nobody is asked for yet, or any more. */
const isIdle = (conversation: WidgetConversationView | null): boolean => !conversation || conversation.status === 'closed';

/** Nothing of it can be seen: spaces, controls, joiners and fillers that show nothing by themselves. */
export const isBlank = (text: string): boolean => /^[\s\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2800]*$/u.test(text);

/** What is going on, for the customer, in a few words. */
export function statusLine(words: Words, conversation: WidgetConversationView | null, closed: Closed = null): string {
  if (closed && isIdle(conversation)) return closed.opensAt ? words.opens(opening(words, closed.opensAt)) : words.closedNow;
  if (!conversation) return words.start;
  const name = conversation.agent?.name ?? null;
  switch (conversation.status) {
    case 'assigned':
      return words.isHere(name);
    case 'closed':
      return words.isClosed;
    case 'snoozed':
      return words.comesBack(name);
    case 'offered':
      return words.connecting;
    default:
      return lineText(words, conversation);
  }
}

/** Of who waits; a place in line means nothing while there is nobody to come. */
function lineText(words: Words, { position, expectedWait, opensAt, waiting, notice }: WidgetConversationView): string {
  if (opensAt) return words.opens(opening(words, opensAt));
  if (notice.code === 'outside_hours') return words.closedNow;
  if (notice.code === 'no_agent') return words.noAgent;
  if (notice.code === 'answer_by_mail') return words.byMail;
  if (waiting?.waitingFor) return words.waitingFor(waiting.waitingFor.name);
  const place = words.place(position);
  return expectedWait ? `${place} · ${words.wait(minutes(expectedWait.fromMs), minutes(expectedWait.toMs))}` : place;
}

/** In the time zone of the customer's own device, and which that is: behind the time in every language. */
export function opening(words: Words, at: string): string {
  const date = new Date(at);
  const format = (more: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(words.language, { hour: 'numeric', minute: '2-digit', ...more });
  const when = format({ weekday: 'long', day: 'numeric', month: 'short' }).format(date);
  const zone = format({ timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName');
  return zone ? words.inZone(when, zone.value) : when;
}

/** Of these the first sentence is what the header says. */
const saidInHeader: readonly NoticeCode[] = ['in_line', 'closed'];

/** The server's own sentences, in the customer's language, without what the header says already. */
export function noticeLine(conversation: WidgetConversationView | null, closed: Closed = null): string {
  if (closed && isIdle(conversation)) return closed.text;
  if (!conversation || conversation.notice.code === 'with_agent') return '';
  const { code, text } = conversation.notice;
  return saidInHeader.includes(code) ? text.replace(/^[^.。]+[.。]\s*(?=\S)/u, '') : text;
}

export interface Choice {
  choice: WaitingChoice;
  label: string;
  chosen: boolean;
}

export function choicesOf(words: Words, conversation: WidgetConversationView | null): Choice[] {
  const waiting = conversation?.waiting;
  if (!waiting) return [];
  const name = waiting.waitingFor?.name || waiting.preferred?.name || '';
  return waiting.choices.map((choice) => ({
    choice,
    label: choice === 'wait' ? words.waitFor(name) : words.anyone,
    chosen: (choice === 'wait') === (waiting.waitingFor !== null),
  }));
}

/** A problem document as one line a person can read; null: there was no answer at all. */
export function problemLine(words: Words, problem: Partial<Problem> | null | undefined): string {
  if (!problem) return words.noConnection;
  const { code = 'invalid_request' } = problem;
  // Too large, or of a kind that is not taken, says more than which field that is.
  const errors = code === 'invalid_request' && problem.errors;
  const field = errors && errors.flatMap(({ pointer }) => pointer.split('/')).find((name) => words.wrong[name]);
  const own = words.wrong[field || ''] ?? words.problems[problem.code ?? ''];
  if (own) return own;
  // The detail is a sentence that says it all, in English; of a field it is none.
  return (words.language === 'en' && !errors && problem.detail) || words.wentWrong;
}

/** Why a file is not to be had: what was said of it, or that nothing of it is left. */
export function fileTrouble(
  words: Words,
  { name, failed }: { name: string; failed?: { problem: Partial<Problem> | null } | null },
): string {
  return failed ? `${name}: ${problemLine(words, failed.problem)}` : words.wrong['attachments']!;
}

/** `1:05`, `1:02:03`. */
export function clockOf(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number): string => String(n).padStart(2, '0');
  const [hours, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return hours > 0 ? `${hours}:${two(rest)}:${two(s % 60)}` : `${rest}:${two(s % 60)}`;
}

/** The item of a call in the thread. */
export function callLine(words: Words, { state, outcome, durationMs, agentName }: CallItem): string {
  if (state === 'talking' || state === 'held') return words.callNow;
  if (state !== 'ended') return words.callTrying;
  if (durationMs === null && outcome !== 'answered') return words.callMissed;
  return `${words.callItem(agentName)} · ${clockOf(durationMs ?? 0)} ${words.minutes}`;
}

export function sizeOf(bytes: number): string {
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.ceil(bytes / 1024))} KB`;
}

/** Two letters at most; of a Chinese name its first character. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
  return letters
    .map((part) => [...(part ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

export const timeOf = (words: Words, at: string): string =>
  new Intl.DateTimeFormat(words.language, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** `now`: the server's, since a device may be days off. */
export function dayOf(words: Words, at: string, now: number): string {
  const then = new Date(at);
  if (then.toDateString() === new Date(now).toDateString()) return words.today;
  return new Intl.DateTimeFormat(words.language, { weekday: 'short', day: 'numeric', month: 'short' }).format(then);
}
