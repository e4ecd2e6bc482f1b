import type { OutgoingPart, PartOutcome } from '../drawers/drawer.js';
import type { VendorCall, VendorHttp } from '../drawers/vendor-http.js';
import { callGraph, isLater, succeeded } from './graph-call.js';
import { refusedBy } from './graph-error.js';
import { idOf, objectOf } from './json-reading.js';
import { pageFailure } from './page-send.js';

interface Page {
  pageId: string;
  accessToken: string;
}

/** Carries one message to the page's send API. */
export async function postMessage(
  { pageId, accessToken }: Page,
  http: VendorHttp,
  body: Pick<VendorCall, 'json' | 'multipart' | 'timeoutMs'>,
): Promise<PartOutcome> {
  const answer = await callGraph(http, accessToken, { method: 'POST', path: `${pageId}/messages`, ...body });
  if (isLater(answer)) return answer;
  const externalId = idOf(objectOf(answer.json)?.['message_id']);
  return succeeded(answer) && externalId ? { state: 'sent', externalId } : refusedBy(answer, pageFailure);
}

export async function postTyping({ pageId, accessToken }: Page, http: VendorHttp, to: OutgoingPart['to']): Promise<void> {
  const json = { recipient: { id: to.value }, sender_action: 'typing_on' };
  await callGraph(http, accessToken, { method: 'POST', path: `${pageId}/messages`, json });
}
