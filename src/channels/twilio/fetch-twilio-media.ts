import { type FetchedMedia, MediaGone, MediaRefused, type MediaReference } from '../drawers/drawer.js';
import type { VendorHttp, VendorResponse } from '../drawers/vendor-http.js';
import { type TwilioAccount, twilioAuthorization } from './twilio-rest.js';

const seconds = (n: number): number => n * 1000;

/**
 * A MediaUrl is an address in a form that anybody could have written before it was signed, and a redirect one that a server
 * wrote: the account's credentials go to Twilio and nowhere else, and what Twilio redirects to must be its own store.
 */
export async function fetchTwilioMedia(
  { reference }: MediaReference,
  account: TwilioAccount,
  http: VendorHttp,
  maxBytes: number,
): Promise<FetchedMedia> {
  const own = new URL(http.base('twilio')).origin;
  if (!isTwilio(reference, own)) throw new MediaRefused('the address is not one of Twilio');
  const limits = { maxBytes, timeoutMs: seconds(30) };
  const answer = await http.call({ url: reference, headers: twilioAuthorization(account), ...limits });
  const { location } = answer.headers;
  if (answer.status < 300 || answer.status >= 400 || !location) return fetched(answer);
  const next = URL.canParse(location, reference) ? new URL(location, reference).href : '';
  if (!isStore(next, own)) throw new MediaRefused('Twilio redirects to an address that is not its own');
  return fetched(await http.call({ url: next, ...limits }));
}

function isTwilio(address: string, own: string): boolean {
  return URL.canParse(address) && (new URL(address).origin === own || httpsAt(address, /(?:^|\.)twilio\.com$/));
}

/** Where Twilio keeps files: its own network, or its bucket at Amazon. */
function isStore(address: string, own: string): boolean {
  return isTwilio(address, own) || httpsAt(address, /(?:^|\.)(?:twiliocdn\.com|amazonaws\.com)$/);
}

function httpsAt(address: string, host: RegExp): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username } = new URL(address);
  return protocol === 'https:' && port === '' && username === '' && host.test(hostname);
}

function fetched({ status, headers, body }: VendorResponse): FetchedMedia {
  if (status === 404 || status === 410) throw new MediaGone(`Twilio answered ${status}: the file was deleted`);
  if (status !== 200) throw new Error(`Twilio answered ${status}`);
  const media: FetchedMedia = { body };
  const contentType = headers['content-type']?.split(';')[0]?.trim();
  if (contentType) media.contentType = contentType;
  const name = /filename="?([^";]{1,200})"?/i.exec(headers['content-disposition'] ?? '')?.[1];
  if (name) media.name = name;
  return media;
}
