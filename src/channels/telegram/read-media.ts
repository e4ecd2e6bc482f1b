import type { MediaReference } from '../drawers/drawer.js';
import { between, entries, type Plain, plain, word } from '../drawers/untrusted-json.js';

/** In this order: an animation comes as a document too, for programs older than animations. */
const kinds = [
  ['animation', 'video'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['voice', 'audio'],
  ['audio', 'audio'],
  ['sticker', 'sticker'],
  ['document', 'file'],
] as const;

/** The one file of a message; undefined where it brings none. */
export function mediaOf(message: Plain): MediaReference | undefined {
  const photo = largest(message['photo']);
  if (photo) return referenceTo(photo, 'image');
  for (const [field, kind] of kinds) {
    const file = plain(message[field]);
    const reference = file && referenceTo(file, kind);
    if (reference) return reference;
  }
  return undefined;
}

function referenceTo(file: Plain, kind: MediaReference['kind']): MediaReference | undefined {
  const reference = word(file['file_id'], 512);
  if (!reference) return undefined;
  const name = word(file['file_name']);
  const contentType = word(file['mime_type'], 127);
  const sizeBytes = between(file['file_size'], 0, Number.MAX_SAFE_INTEGER);
  return {
    kind,
    reference,
    ...(name ? { name } : {}),
    ...(contentType ? { contentType } : {}),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
  };
}

/** A photo comes in several sizes of the same picture. */
function largest(sizes: unknown): Plain | undefined {
  const known = entries(sizes, 50)
    .map(plain)
    .filter((size) => size !== undefined);
  const area = (size: Plain): number => (between(size['width'], 0, 1e6) ?? 0) * (between(size['height'], 0, 1e6) ?? 0);
  return known.reduce<Plain | undefined>((best, size) => (best && area(best) >= area(size) ? best : size), undefined);
}
