import type { MediaReference, VendorMessage } from '../drawers/drawer.js';
import { between, entries, type Plain, plain, prose, whole, word } from '../drawers/untrusted-json.js';

/** Twice what LINE allows, for texts that grow by a new rule of theirs. */
const longestText = 10_000;

type Content = Pick<VendorMessage, 'text' | 'media' | 'location' | 'unsupported' | 'extra'>;

/** What a message object says; undefined where its type promises what is not there. */
export function readContent(message: Plain, id: string): Content | undefined {
  const type = word(message['type'], 64);
  if (!type) return undefined;
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  return read ? read(message, id) : { text: '', unsupported: type.replace(/[^\w-]/g, '?') };
}

const readers: Readonly<Record<string, (message: Plain, id: string) => Content | undefined>> = {
  text,
  image: (message, id) => media(message, id, 'image'),
  video: (message, id) => media(message, id, 'video'),
  audio: (message, id) => media(message, id, 'audio'),
  file: (message, id) => media(message, id, 'file'),
  location,
  sticker,
};

/** LINE's own emojis stand in the text as words in brackets, "(hello)": readable as they are, and named beside it. */
function text(message: Plain): Content | undefined {
  const written = prose(message['text'], longestText);
  if (written === undefined) return undefined;
  const emojis = entries(message['emojis'], 20).flatMap((one) => {
    const { productId, emojiId, index, length } = plain(one) ?? {};
    const named = word(productId, 64) && word(emojiId, 64) && whole(index) !== undefined && whole(length) !== undefined;
    return named ? [{ productId, emojiId, index, length }] : [];
  });
  return { text: written, ...(emojis.length > 0 ? { extra: { emojis } } : {}) };
}

/**
 * A file lies with LINE, under the message's id. One that a LINE web app sent lies wherever that app says: its address is
 * shown, and never fetched from here, since a stranger wrote it.
 */
function media(message: Plain, id: string, kind: MediaReference['kind']): Content | undefined {
  const provider = plain(message['contentProvider']);
  if (provider?.['type'] === 'external') {
    const address = word(provider['originalContentUrl'], 2000);
    return address ? { text: address, extra: { external: kind } } : undefined;
  }
  const name = word(message['fileName']);
  const sizeBytes = between(message['fileSize'], 0, Number.MAX_SAFE_INTEGER);
  const reference = { kind, reference: id, ...(name ? { name } : {}), ...(sizeBytes === undefined ? {} : { sizeBytes }) };
  return { text: '', media: [reference] };
}

function location(message: Plain): Content | undefined {
  const latitude = between(message['latitude'], -90, 90);
  const longitude = between(message['longitude'], -180, 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const name = word(message['title'], 256);
  const address = word(message['address'], 512);
  return { text: '', location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } };
}

/** LINE hands out no picture of a sticker, so what it says stands for it: its own text, or the words it is found by. */
function sticker(message: Plain): Content | undefined {
  const packageId = word(message['packageId'], 64);
  const stickerId = word(message['stickerId'], 64);
  if (!packageId || !stickerId) return undefined;
  const keywords = entries(message['keywords'], 15).flatMap((keyword) => word(keyword, 100) ?? []);
  const meaning = word(message['text'], 100) ?? keywords.slice(0, 3).join(', ');
  const extra = { sticker: { packageId, stickerId, type: word(message['stickerResourceType'], 32), keywords } };
  return { text: meaning ? `[sticker: ${meaning}]` : '[sticker]', extra };
}
