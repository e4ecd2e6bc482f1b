import type { PartOutcome } from '../drawers/drawer.js';
import { unreadable } from './graph-error.js';
import {
  type VendorCall,
  type VendorHttp,
  type VendorResponse,
  VendorSilent,
  AnswerTooLarge,
  AnswerUnreadable,
} from '../drawers/vendor-http.js';

type Later = Extract<PartOutcome, { state: 'later' }>;

/** One call to the Graph API; silence is an outcome like any other. */
export async function callGraph(
  http: VendorHttp,
  accessToken: string,
  { path, ...call }: Omit<VendorCall, 'url'> & { path: string },
): Promise<VendorResponse | Later> {
  try {
    return await http.call({
      ...call,
      url: `${http.base('metaGraph')}/${path}`,
      headers: { ...call.headers, authorization: `Bearer ${accessToken}` },
    });
  } catch (error) {
    if (error instanceof AnswerUnreadable || error instanceof AnswerTooLarge) return { state: 'later', reason: unreadable };
    if (error instanceof VendorSilent) return { state: 'later', reason: 'Meta did not answer.' };
    throw error;
  }
}

export const isLater = (answer: VendorResponse | Later): answer is Later => 'state' in answer;

export const succeeded = ({ status }: VendorResponse): boolean => status >= 200 && status < 300;
