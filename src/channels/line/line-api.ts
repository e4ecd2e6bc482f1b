import type { PartOutcome } from '../drawers/drawer.js';
import { entries, plain, prose, word } from '../drawers/untrusted-json.js';
import { type VendorHttp, type VendorResponse, AnswerUnreadable, VendorSilent } from '../drawers/vendor-http.js';
import type { LineConnection } from './line-connection.js';

export const signedIn = ({ secrets }: LineConnection): Record<string, string> => ({
  authorization: `Bearer ${secrets.channelAccessToken}`,
});

export function post(
  path: string,
  json: object,
  connection: LineConnection,
  http: VendorHttp,
  headers: Record<string, string> = {},
): Promise<VendorResponse> {
  return http.call({
    method: 'POST',
    url: `${http.base('line')}${path}`,
    headers: { ...signedIn(connection), ...headers },
    json,
  });
}

/** LINE's own sentence with its details, for an agent's eyes. */
export function described({ status, json }: VendorResponse): string {
  const answer = plain(json);
  const details = entries(answer?.['details'], 3).flatMap((detail) => {
    const { message, property } = plain(detail) ?? {};
    return [word(property, 100), prose(message, 200)?.trim()].filter(Boolean).join(': ') || [];
  });
  const said = prose(answer?.['message'], 300)?.trim() || `status ${status}`;
  return details.length > 0 ? `${said} (${details.join('; ')})` : said;
}

/** LINE counts calls by the second and names no pause. */
const pauseMs = 10_000;

/** What the answer to a reply or a push means. */
export function readAnswer(response: VendorResponse): PartOutcome {
  const { status, headers } = response;
  const said = described(response);
  // 409: a push with this retry key was accepted before, and its answer got lost.
  if ((status === 200 && plain(response.json)) || status === 409) {
    const externalId = word(plain(entries(plain(response.json)?.['sentMessages'], 1)[0])?.['id'], 64);
    return { state: 'sent', ...(externalId ? { externalId } : {}) };
  }
  if (status === 429) {
    if (/monthly limit/i.test(said)) return { state: 'failed', reason: `LINE sends no more this month: ${said}` };
    const seconds = Number(headers['retry-after']);
    return { state: 'later', reason: `LINE asks for a pause: ${said}`, afterMs: seconds > 0 ? seconds * 1000 : pauseMs };
  }
  // The token is ours to mend, and must not cost a customer their answer.
  if (status === 401) return { state: 'later', reason: `LINE does not accept the access token: ${said}` };
  if (status >= 400 && status < 500) return { state: 'failed', reason: `LINE refused it: ${said}` };
  return { state: 'later', reason: `LINE did not take it yet: ${said}` };
}

/** Silence becomes another try; faults of ours go on being thrown. */
export async function orLater(attempt: () => Promise<PartOutcome>): Promise<PartOutcome> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof VendorSilent)) throw error;
    const what =
      error instanceof AnswerUnreadable ? 'answered something that cannot be read' : `did not answer: ${error.message}`;
    return { state: 'later', reason: `LINE ${what}` };
  }
}
