import type { ConversationChannelView } from '../../../src/contracts/views.js';

/** Whether a free text may be sent there at this moment. */
export function isOpenAt(one: Pick<ConversationChannelView, 'open' | 'maxTextLength' | 'closesAt'>, now: number): boolean {
  return one.open && one.maxTextLength > 0 && (one.closesAt === null || Date.parse(one.closesAt) > now);
}

export type Length =
  | { is: 'fine' }
  /** Near the limit: worth counting. */
  | { is: 'counted'; length: number; most: number }
  | { is: 'several'; parts: number; most: number }
  | { is: 'tooLong'; length: number; most: number };

/** Worth counting from here on. */
const NEAR = 0.8;

/** What a text of this length comes to on the channel. */
export function lengthOn(
  { maxTextLength: most, overlong }: Pick<ConversationChannelView, 'maxTextLength' | 'overlong'>,
  text: string,
): Length {
  const { length } = text;
  if (most === 0 || length < most * NEAR) return { is: 'fine' };
  if (length <= most) return { is: 'counted', length, most };
  return overlong === 'refuse' ? { is: 'tooLong', length, most } : { is: 'several', parts: Math.ceil(length / most), most };
}

/** Longer than this hardly anybody means to write to a customer: a page that was pasted by mistake, say. */
export const SENSIBLE = 10_000;

/** The largest text the connection carries at once, in bytes as they are sent. */
export const MOST_BYTES = 200_000;

/** Whether the text as it is sent (UTF-8, in JSON) is more than the connection takes. */
export function isTooLarge(text: string): boolean {
  // Each UTF-16 unit has at most three bytes of UTF-8, six where JSON must escape it: short texts need no counting.
  return text.length > MOST_BYTES / 6 && new TextEncoder().encode(JSON.stringify(text)).length > MOST_BYTES;
}

export function mediaKindOf(contentType: string): string {
  const [family = ''] = contentType.split('/');
  return ['image', 'audio', 'video'].includes(family) ? family : 'file';
}

/** Why the channel does not carry the file; null where it does, as far as it can be told here. */
export function uncarried(
  { media }: Pick<ConversationChannelView, 'media'>,
  file: { contentType: string; sizeBytes: number },
): { why: 'kind' | 'type' | 'size'; maxBytes: number } | null {
  if (!file.contentType) return null;
  const rule = media[mediaKindOf(file.contentType)] ?? undefined;
  const asFile = media['file'];
  const fits = (one: typeof rule): boolean =>
    one !== undefined && one.types.some((type) => type === '*/*' || type === file.contentType);
  // What it does not show may go as a document where it carries documents.
  const taken = fits(rule) ? rule : fits(asFile) ? asFile : undefined;
  if (!taken) return { why: rule || asFile ? 'type' : 'kind', maxBytes: 0 };
  return file.sizeBytes > taken.maxBytes ? { why: 'size', maxBytes: taken.maxBytes } : null;
}

/** A template's text with its blanks filled in. */
export function filled(body: string, values: readonly string[]): string {
  return body.replace(/\{\{(\d{1,3})\}\}/g, (all, number) => values[Number(number) - 1] || all);
}
