import type { MediaReference, VendorMessage } from '../drawers/drawer.js';
import { filled, type Json, numberOf, objectOf, objectsOf, textOf } from './json-reading.js';
import { isMetaHost } from './media-address.js';

export interface PageAttachments {
  /** A link, or what a card says, for where the customer wrote nothing. */
  text: string;
  media?: MediaReference[];
  location?: VendorMessage['location'];
  unsupported?: string;
  extra?: Record<string, unknown>;
}

const files: Record<string, MediaReference['kind']> = { image: 'image', video: 'video', audio: 'audio', file: 'file' };

/** Shared things whose address is the picture or the film itself, on Meta's servers; elsewhere it is a page to look at. */
const shares: Record<string, MediaReference['kind']> = {
  ig_reel: 'video',
  reel: 'video',
  ig_post: 'image',
  post: 'image',
  ig_story: 'image',
  story_mention: 'image',
  share: 'image',
};

interface Read {
  text?: string;
  media?: MediaReference;
  location?: VendorMessage['location'];
  unsupported?: string;
  shared?: Record<string, unknown>;
}

/** What hangs on a message; kinds that are not known are named, and nothing is thrown away for them. */
export function readAttachments(value: unknown): PageAttachments {
  const read = withoutRepeats(objectsOf(value, 30).map(readOne));
  const media = read.flatMap(({ media }) => media ?? []);
  const shared = read.flatMap(({ shared }) => shared ?? []);
  const location = read.find(({ location }) => location)?.location;
  const unsupported = read.find(({ unsupported }) => unsupported)?.unsupported;
  return {
    text: read
      .flatMap(({ text }) => text ?? [])
      .join('\n')
      .slice(0, 5000),
    ...(media.length > 0 ? { media } : {}),
    ...(location ? { location } : {}),
    ...(unsupported ? { unsupported } : {}),
    ...(shared.length > 0 ? { extra: { shared } } : {}),
  };
}

/** Instagram tells of one shared post twice, in the old way and in the new. */
function withoutRepeats(all: Read[]): Read[] {
  const seen = new Set<string>();
  return all.filter(({ media }) => {
    if (!media || !seen.has(media.reference)) return seen.add(media?.reference ?? '');
    return false;
  });
}

function readOne(attachment: Json): Read {
  const type = textOf(attachment['type'], 60) ?? 'attachment';
  const payload = objectOf(attachment['payload']) ?? {};
  const url = textOf(payload['url'], 4000) ?? textOf(attachment['url'], 4000);
  const title = textOf(payload['title'], 1000) ?? textOf(attachment['title'], 1000);
  if (Object.hasOwn(files, type)) return readFile(files[type]!, payload, url);
  if (Object.hasOwn(shares, type)) return readShare(type, { url, title });
  if (type === 'fallback') return url || title ? { text: [title, url].filter(Boolean).join('\n') } : { unsupported: 'fallback' };
  if (type === 'location') return readLocation(payload, title);
  if (type === 'like_heart') return { text: '❤' };
  if (type === 'template') return readTemplate(payload, title);
  return { unsupported: type, ...(url || title ? { shared: filled({ type, url, title }) } : {}) };
}

function readFile(kind: MediaReference['kind'], payload: Json, url: string | undefined): Read {
  if (!url) return { unsupported: kind };
  const sticker = payload['sticker_id'] !== undefined;
  const name = kind === 'file' ? nameIn(url) : undefined;
  return { media: { kind: sticker ? 'sticker' : kind, reference: url, ...(name ? { name } : {}) } };
}

/** Files keep their name in the last part of the address. */
function nameIn(url: string): string | undefined {
  const last = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined;
  try {
    const name = last && decodeURIComponent(last);
    return name?.includes('.') ? textOf(name, 255) : undefined;
  } catch {
    return undefined;
  }
}

function readShare(type: string, { url, title }: { url: string | undefined; title: string | undefined }): Read {
  const shared = filled({ type, url, title });
  if (!url) return { unsupported: type, ...(shared ? { shared } : {}) };
  if (URL.canParse(url) && isMetaFile(new URL(url))) return { media: { kind: shares[type]!, reference: url }, shared };
  return { text: [title, url].filter(Boolean).join('\n'), shared };
}

/** instagram.com and facebook.com show pages; the content networks behind them hold files. */
const isMetaFile = (url: URL): boolean => isMetaHost(url) && !/(^|\.)(instagram|facebook|whatsapp)\.com$/.test(url.hostname);

function readLocation(payload: Json, title: string | undefined): Read {
  const coordinates = objectOf(payload['coordinates']) ?? {};
  const latitude = numberOf(coordinates['lat']);
  const longitude = numberOf(coordinates['long']);
  if (latitude === undefined || longitude === undefined) return { unsupported: 'location' };
  return { location: { latitude, longitude, ...(title ? { name: title } : {}) } };
}

/** Cards: what they say is kept, what they look like is not. */
function readTemplate(payload: Json, title: string | undefined): Read {
  const elements = [...objectsOf(payload['elements'], 10), ...objectsOf(objectOf(payload['generic'])?.['elements'], 10)];
  const said = [title ?? textOf(payload['text'], 2000), ...elements.map((element) => textOf(element['title'], 300))];
  const text = said.filter(Boolean).join('\n');
  return text === '' ? { unsupported: 'template' } : { text };
}
