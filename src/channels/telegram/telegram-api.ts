import type { PartOutcome } from '../drawers/drawer.js';
import { type Plain, plain, prose, whole } from '../drawers/untrusted-json.js';
import { type VendorCall, type VendorHttp, type VendorResponse, AnswerUnreadable, VendorSilent } from '../drawers/vendor-http.js';
import type { TelegramConnection } from './telegram-connection.js';

/** Calls one method. The bot's token is part of the address, so no address of Telegram may ever be written anywhere. */
export function callMethod(
  method: string,
  body: Pick<VendorCall, 'json' | 'multipart' | 'timeoutMs'>,
  { secrets }: TelegramConnection,
  http: VendorHttp,
): Promise<VendorResponse> {
  return http.call({ method: 'POST', url: `${http.base('telegram')}/bot${secrets.botToken}/${method}`, ...body });
}

/** The result of a call that worked; undefined for everything else, nonsense included. */
export function resultOf({ status, json }: VendorResponse): Plain | undefined {
  const answer = plain(json);
  return status === 200 && answer?.['ok'] === true ? plain(answer['result']) : undefined;
}

/** Telegram's own sentence about what went wrong, for an agent's eyes. */
export const described = ({ status, json }: VendorResponse): string =>
  prose(plain(json)?.['description'], 300)?.trim() || `status ${status}`;

/** What an answer to a send other than success means. */
export function readTrouble(response: VendorResponse): PartOutcome {
  const { status } = response;
  const said = described(response);
  if (status === 429) {
    const seconds = whole(plain(plain(response.json)?.['parameters'])?.['retry_after']);
    const reason = `Telegram asks for a pause: ${said}`;
    return { state: 'later', reason, ...(seconds && seconds > 0 ? { afterMs: seconds * 1000 } : {}) };
  }
  // The token is ours to mend, and must not cost a customer their answer.
  if (status === 401 || status === 404) return { state: 'later', reason: `Telegram does not know this bot token: ${said}` };
  if (status === 403) return { state: 'failed', reason: `Telegram may not deliver to this customer: ${said}` };
  if (status >= 400 && status < 500) return { state: 'failed', reason: `Telegram refused it: ${said}` };
  return { state: 'later', reason: `Telegram did not take it yet: ${said}` };
}

/** Silence becomes another try; faults of ours go on being thrown. */
export async function orLater(attempt: () => Promise<PartOutcome>): Promise<PartOutcome> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof VendorSilent)) throw error;
    const what =
      error instanceof AnswerUnreadable ? 'answered something that cannot be read' : `did not answer: ${error.message}`;
    return { state: 'later', reason: `Telegram ${what}` };
  }
}
