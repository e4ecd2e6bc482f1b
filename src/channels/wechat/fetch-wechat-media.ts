import { type FetchedMedia, MediaGone, MediaRefused, type MediaReference } from '../drawers/drawer.js';
import type { VendorHttp, VendorResponse } from '../drawers/vendor-http.js';
import type { WechatApi } from './wechat-api.js';

const seconds = (n: number): number => n * 1000;
/** Not a media_id (any more): WeChat keeps what customers send for three days. */
const gone = new Set([40007, 40004, 40118, 46001]);

/** Pictures and voice come as they are; of a video WeChat names an address instead. Errors come as JSON, with status 200. */
export async function fetchWechatMedia(
  reference: MediaReference,
  api: WechatApi,
  http: VendorHttp,
  maxBytes: number,
): Promise<FetchedMedia> {
  const path = `/cgi-bin/media/get?media_id=${encodeURIComponent(reference.reference)}`;
  const answer = await api.call(path, { method: 'GET', maxBytes, timeoutMs: seconds(30) });
  if (!answer.ok) {
    if (answer.errcode !== undefined && gone.has(answer.errcode)) throw new MediaGone(answer.reason);
    throw new Error(answer.reason);
  }
  const address = answer.json?.['video_url'];
  if (typeof address !== 'string') return fetched(answer.response);
  if (!ofWechat(address, http.base('wechat'))) throw new MediaRefused('WeChat named an address that is not its own');
  const video = await http.call({ url: address, maxBytes, timeoutMs: seconds(60) });
  if (video.status === 404 || video.status === 410) throw new MediaGone(`WeChat answered ${video.status}`);
  if (video.status !== 200) throw new Error(`WeChat answered ${video.status}`);
  return fetched(video);
}

/** The address is WeChat's word, and still a word from outside: this server must not be sent around inside its own network. */
function ofWechat(address: string, base: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, origin, protocol } = new URL(address);
  if (origin === new URL(base).origin) return true;
  return /^https?:$/.test(protocol) && /(?:^|\.)(?:qq\.com|qpic\.cn|weixin\.qq\.com)$/.test(hostname);
}

function fetched({ body, headers }: VendorResponse): FetchedMedia {
  const media: FetchedMedia = { body };
  const contentType = headers['content-type']?.split(';')[0]?.trim();
  if (contentType) media.contentType = contentType;
  const name = /filename="?([^";]{1,200})"?/i.exec(headers['content-disposition'] ?? '')?.[1];
  if (name) media.name = name;
  return media;
}
