import { windowClosed } from '../../contracts/delivery-reasons.js';
import type { PartOutcome } from '../drawers/drawer.js';
import type { VendorResponse } from '../drawers/vendor-http.js';

export interface WechatTrouble {
  /** undefined where the answer was no answer of WeChat's. */
  errcode: number | undefined;
  reason: string;
}

/** The access token is expired or wrong: with a new one the same call may work. */
export const aboutTheToken = new Set([40001, 40014, 42001]);

const minute = 60_000;
/** Not this time, and how long to wait where that is known. 45047 ends when the customer writes again, or never: it counts. */
const later = new Map<number, number | undefined>([
  [-1, undefined],
  [40001, undefined],
  [40014, undefined],
  [42001, undefined],
  [40164, undefined],
  [45009, 60 * minute],
  [45011, minute],
  [45047, undefined],
  [50001, undefined],
]);

/** In words an agent can do something with; others keep WeChat's own. */
const inWords = new Map<number, string>([
  [40003, 'the customer is not known to this account (OpenID)'],
  [40037, 'this template does not exist in the account'],
  [40164, "this server's address is not on the account's IP list"],
  [43004, 'the customer does not follow the account any more'],
  [43101, 'the customer refuses these messages'],
  [45002, 'the text is too long for WeChat'],
  [45015, `${windowClosed}: the customer last wrote more than 48 hours ago`],
  [45047, 'WeChat takes only a few messages until the customer writes again'],
  [48001, 'the account has no permission to send this (is it verified?)'],
  [48002, 'the customer has turned messages of this account off'],
]);

/** What went wrong, where it did: any answer that names an errcode other than 0, or is not WeChat's at all. */
export function troubleOf({ status, json }: VendorResponse): WechatTrouble {
  const { errcode, errmsg } = isObject(json) ? json : {};
  if (typeof errcode !== 'number') return { errcode: undefined, reason: `WeChat answered ${status} with something else` };
  // What follows "rid:" is for WeChat's own support and different every time.
  const said =
    typeof errmsg === 'string'
      ? errmsg
          .replace(/\s*(?:hint|rid):.*$/i, '')
          .trim()
          .slice(0, 200)
      : '';
  return { errcode, reason: `${errcode}: ${inWords.get(errcode) ?? (said || 'no reason given')}` };
}

/** Where the answer is not WeChat's it is not known to be a no. */
export function outcomeOf({ errcode, reason }: WechatTrouble): PartOutcome {
  if (errcode === undefined) return { state: 'later', reason };
  if (!later.has(errcode)) return { state: 'failed', reason };
  const afterMs = later.get(errcode);
  return { state: 'later', reason, ...(afterMs && { afterMs }) };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
