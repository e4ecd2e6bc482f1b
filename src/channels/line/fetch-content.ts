import { type FetchedMedia, MediaGone, type MediaReference } from '../drawers/drawer.js';
import type { VendorHttp } from '../drawers/vendor-http.js';
import { described, signedIn } from './line-api.js';
import type { LineConnection } from './line-connection.js';

const downloadTimeoutMs = 60_000;

/** The file that came with a message, by the message's id. LINE keeps it for some days, and takes it back on unsend. */
export async function fetchContent(
  { reference, sizeBytes }: MediaReference,
  connection: LineConnection,
  http: VendorHttp,
  maxBytes: number,
): Promise<FetchedMedia> {
  if (sizeBytes !== undefined && sizeBytes > maxBytes) throw new MediaGone(`larger than ${maxBytes} bytes`);
  const url = `${http.base('lineData')}/v2/bot/message/${encodeURIComponent(reference)}/content`;
  const response = await http.call({ url, headers: signedIn(connection), maxBytes, timeoutMs: downloadTimeoutMs });
  const { status, headers, body } = response;
  if (status === 200) return { body, contentType: headers['content-type'] };
  // A long video is made ready by LINE first.
  if (status === 202) throw new Error('LINE is still preparing it');
  if (status === 404 || status === 410) throw new MediaGone(`LINE no longer has it: ${described(response)}`);
  throw new Error(`LINE did not hand it out: ${described(response)}`);
}
