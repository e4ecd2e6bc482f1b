import { type FetchedMedia, MediaGone, MediaRefused } from '../drawers/drawer.js';
import type { VendorHttp, VendorResponse } from '../drawers/vendor-http.js';
import { mayFetch } from './media-address.js';

const mostRedirects = 3;
const gone = new Set([403, 404, 410]);

/**
 * Reads a file from an address that Meta gave. Only Meta's own servers are ever called, at every step of a redirect too.
 * @param accessToken sent along where the file is behind it; to the first server only.
 */
export async function fetchFile(
  http: VendorHttp,
  address: string,
  maxBytes: number,
  accessToken?: string,
): Promise<FetchedMedia> {
  let url = address;
  for (let step = 0; step <= mostRedirects; step += 1) {
    if (!mayFetch(url, http.base('metaGraph'))) throw new MediaRefused('the address is none of Meta');
    const trusted = accessToken && new URL(url).origin === new URL(address).origin;
    const response = await http.call({
      url,
      maxBytes,
      timeoutMs: 30_000,
      headers: trusted ? { authorization: `Bearer ${accessToken}` } : {},
    });
    const next = redirectOf(response, url);
    if (!next) return fileOf(response);
    url = next;
  }
  throw new MediaGone('the address leads in a circle');
}

function redirectOf({ status, headers }: VendorResponse, from: string): string | undefined {
  const location = headers['location'];
  return status >= 300 && status < 400 && location && URL.canParse(location, from) ? new URL(location, from).href : undefined;
}

/** Throws MediaGone for what no other try brings back, and an error for all else. */
function fileOf(response: VendorResponse): FetchedMedia {
  if (gone.has(response.status)) throw new MediaGone(`Meta has the file no longer (HTTP ${response.status})`);
  if (response.status !== 200) throw new Error(`Meta did not give the file (HTTP ${response.status})`);
  const contentType = response.headers['content-type'];
  return { body: response.body, ...(contentType ? { contentType } : {}) };
}
