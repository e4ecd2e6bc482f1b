import type { ChannelCapabilities, MediaKind } from '../../contracts/channels.js';
import type { AttachmentKind, Channel } from '../../contracts/words.js';
import { Refusal } from '../../platform/http/refusal.js';

interface File {
  kind: AttachmentKind;
  contentType: string;
  sizeBytes: number;
}

/**
 * As what a channel carries a file: as what it is, or as a mere document where the channel shows no such thing; undefined
 * where it cannot carry it at all.
 */
export function carriedAs({ media }: Pick<ChannelCapabilities, 'media'>, file: File): MediaKind | undefined {
  const own: MediaKind = file.kind === 'sticker' ? 'image' : file.kind;
  return [own, 'file' as const].find((kind) => {
    const rule = media[kind];
    return rule && (rule.types === 'any' || rule.types.includes(file.contentType)) && file.sizeBytes <= rule.maxBytes;
  });
}

/** Throws `invalid_request` that names each file which the channel does not carry, and what it would. */
export function refuseUncarried(channel: Channel, can: Pick<ChannelCapabilities, 'media'>, files: readonly File[]): void {
  const errors = files.flatMap((file, index) =>
    carriedAs(can, file) ? [] : [{ pointer: `/attachments/${index}`, detail: whyNot(channel, can, file) }],
  );
  if (errors.length > 0)
    throw new Refusal('invalid_request', `${channel} does not carry this file: ${errors[0]!.detail}.`, { errors });
}

function whyNot(channel: Channel, { media }: Pick<ChannelCapabilities, 'media'>, file: File): string {
  const rule = media[file.kind === 'sticker' ? 'image' : file.kind] ?? media.file;
  if (!rule) return `no ${file.kind} can be sent on ${channel}`;
  if (rule.types !== 'any' && !rule.types.includes(file.contentType))
    return `${file.contentType} cannot be sent on ${channel}; ${rule.types.join(', ')} can`;
  return `${file.sizeBytes} bytes are more than the ${rule.maxBytes} that ${channel} carries`;
}
