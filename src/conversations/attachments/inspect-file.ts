import { fileTypeFromBuffer } from 'file-type';
import type { AttachmentKind } from '../../contracts/words.js';
import { drawThumbnail } from './draw-thumbnail.js';
import { cleanName, cleanType } from './file-names.js';
import { contentFault, drawable, isText, kindOf, nameFault, textTypeOf, truthfulName } from './file-types.js';

/** What the other side says of a file. Believed only where the content says nothing. */
export interface FileClaims {
  name?: string | undefined;
  contentType?: string | undefined;
  kind?: AttachmentKind | undefined;
}

export interface InspectedFile {
  kind: AttachmentKind;
  name: string;
  contentType: string;
  picture?: { width: number; height: number; thumbnail: Buffer };
}

export type FileFault = 'empty' | 'too_large' | 'not_allowed';
export type Inspected = { outcome: 'fine'; file: InspectedFile } | { outcome: 'refused'; fault: FileFault; reason: string };

const octets = 'application/octet-stream';
const refused = (fault: FileFault, reason: string): Inspected => ({ outcome: 'refused', fault, reason });

/**
 * What a file is, by its content: the name and the type it came with are only claims. Decides too whether it may be kept.
 * Never throws on any bytes.
 */
export async function inspectFile(body: Buffer, claims: FileClaims, maxBytes: number): Promise<Inspected> {
  if (body.length === 0) return refused('empty', 'The file is empty.');
  if (body.length > maxBytes) return refused('too_large', tooLarge(maxBytes));
  const given = cleanName(claims.name, '');
  const found = await typeOf(body, given, cleanType(claims.contentType));
  const fault = nameFault(given) ?? contentFault(found.contentType, body.toString('latin1', 0, 64));
  if (fault) return refused('not_allowed', fault);
  const kind = kindOf(found.contentType, claims.kind);
  const name = given === '' ? `${kind}.${found.ending}` : truthfulName(given, found.ending);
  if (!drawable.has(found.contentType)) {
    // Pictures that we cannot draw (and so cannot vouch for) are files to be saved.
    const fileOnly = kind === 'image' || kind === 'sticker';
    return { outcome: 'fine', file: { kind: fileOnly ? 'file' : kind, name, contentType: found.contentType } };
  }
  const drawn = await drawThumbnail(body);
  if (drawn.outcome === 'bomb') return refused('too_large', 'The image has more pixels than are accepted here.');
  if (drawn.outcome !== 'drawn') return { outcome: 'fine', file: { kind: 'file', name, contentType: octets } };
  const { width, height, thumbnail } = drawn;
  return { outcome: 'fine', file: { kind, name, contentType: found.contentType, picture: { width, height, thumbnail } } };
}

export const tooLarge = (maxBytes: number): string =>
  `The file is larger than the ${Math.floor(maxBytes / 1024)} KiB that are accepted here.`;

async function typeOf(body: Buffer, name: string, claimed: string): Promise<{ contentType: string; ending: string }> {
  const detected = await fileTypeFromBuffer(body).catch(() => undefined);
  const mime = detected?.mime.split(';')[0];
  // Two letters are no proof of a program: a text may begin with "MZ".
  const weak = mime === 'application/x-msdownload' || mime === 'application/xml' || mime === undefined;
  if (weak && isText(body)) {
    const contentType = textTypeOf(name, claimed);
    return { contentType, ending: contentType === 'text/csv' ? 'csv' : contentType === 'application/json' ? 'json' : 'txt' };
  }
  if (mime === undefined) return { contentType: octets, ending: 'bin' };
  // An animated PNG is a PNG to everybody who shows it.
  if (mime === 'image/apng') return { contentType: 'image/png', ending: 'png' };
  return { contentType: mime === 'application/xml' ? octets : mime, ending: detected!.ext };
}
