import type { PartOutcome } from '../drawers/drawer.js';
import type { VendorResponse } from '../drawers/vendor-http.js';
import { type Json, numberOf, objectOf, objectsOf, textOf } from './json-reading.js';

/** An error as the Graph API tells it, in an answer or (WhatsApp) in a status. */
export interface GraphError {
  code: number | undefined;
  subcode: number | undefined;
  /** In Meta's words, for the agent. */
  words: string;
  /** Meta says itself that another try may do. */
  transient: boolean;
}

export function graphErrorOf(error: Json): GraphError {
  const details = textOf(objectOf(error['error_data'])?.['details'], 500);
  const message = textOf(error['message'], 500) ?? textOf(error['title'], 500) ?? 'without a word';
  return {
    code: numberOf(error['code']),
    subcode: numberOf(error['error_subcode']),
    words: details && details !== message ? `${message}: ${details}` : message,
    transient: error['is_transient'] === true,
  };
}

export const unreadable = 'Meta answered something that cannot be read.';

const second = 1000;
const minute = 60 * second;

/** Meta's own waits, where its documentation or experience names one; the rest is for whoever counts the attempts. */
const throttled: Record<number, { what: string; afterMs: number }> = {
  4: { what: "the app's limit of calls is reached", afterMs: 5 * minute },
  17: { what: "the account's limit of calls is reached", afterMs: 5 * minute },
  32: { what: "the page's limit of calls is reached", afterMs: 5 * minute },
  613: { what: 'too many calls', afterMs: minute },
  80006: { what: "the page's limit of messages is reached", afterMs: 5 * minute },
  80007: { what: "the WhatsApp account's limit of calls is reached", afterMs: 5 * minute },
  130429: { what: 'too many messages at once', afterMs: 5 * second },
  131048: { what: 'messages of this number were reported as spam', afterMs: 60 * minute },
  131056: { what: 'too many messages to this customer', afterMs: 10 * second },
};

/** "Something went wrong here, try again", in the words of several teams. */
const passing = new Set([1, 2, 1200, 131000, 131016, 131057, 133004]);

/** Only another token helps, so the message waits for whoever can put it in. */
const signInCodes = new Set([102, 190]);

/** What a channel says in words of its own, by code and subcode. */
export type KnownFailures = (error: GraphError) => string | undefined;

/** What an answer other than a success means for the part that was to be sent. */
export function refusedBy(response: VendorResponse, known: KnownFailures): Exclude<PartOutcome, { state: 'sent' }> {
  const told = objectOf(objectOf(response.json)?.['error']);
  const error = told ? graphErrorOf(told) : undefined;
  const code = error?.code ?? -1;
  const words = error ? inWords(error) : `HTTP ${response.status}`;
  if (signInCodes.has(code) || response.status === 401)
    return { state: 'later', reason: `Meta does not take the access token any more; give the inbox a new one. ${words}` };
  const limit = throttled[code];
  if (limit || response.status === 429)
    return {
      state: 'later',
      reason: `Meta asks to wait: ${limit?.what ?? 'too many calls'}. ${words}`,
      afterMs: toldPauseMs(response) ?? limit?.afterMs ?? 30 * second,
    };
  const failure = error && known(error);
  if (failure) return { state: 'failed', reason: failure };
  // A success without what it should say is no success; an answer that is no error of Meta's comes from something between.
  const trouble = response.status >= 500 || response.status < 400 || response.status === 408 || response.status === 425;
  if (!error && response.status >= 200 && response.status < 300) return { state: 'later', reason: `${unreadable} ${words}` };
  if (trouble || error?.transient || passing.has(code)) return { state: 'later', reason: `Meta could not take it now. ${words}` };
  return { state: 'failed', reason: `Meta refused it. ${words}` };
}

export const inWords = (error: GraphError): string =>
  error.code === undefined ? error.words : `${error.words} (${error.code}${error.subcode ? `/${error.subcode}` : ''})`;

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const longestPauseMs = 60 * minute;

/** How long the answer itself says to wait: Retry-After in seconds, or the usage header in minutes. */
function toldPauseMs({ headers }: VendorResponse): number | undefined {
  const after = /^\d{1,6}$/.exec(headers['retry-after'] ?? '')?.[0];
  if (after) return Math.min(Number(after) * second, longestPauseMs);
  const minutes = usageMinutes(headers['x-business-use-case-usage']);
  return minutes ? Math.min(minutes * minute, longestPauseMs) : undefined;
}

function usageMinutes(header: string | undefined): number | undefined {
  if (!header) return undefined;
  try {
    const accounts = Object.values(objectOf(JSON.parse(header)) ?? {});
    const waits = accounts.flatMap((uses) => objectsOf(uses).map((use) => numberOf(use['estimated_time_to_regain_access']) ?? 0));
    return Math.max(0, ...waits) || undefined;
  } catch {
    return undefined;
  }
}
