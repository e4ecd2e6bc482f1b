import type { OutgoingPart, VendorReceipt } from '../drawers/drawer.js';
import { textOf } from './json-reading.js';

/** What Meta keeps beside a message and gives back with what becomes of it: which part it is, and of which attempt. */
export const partMark = ({ messageId, index, idempotencyKey }: OutgoingPart): string =>
  `throughline:${messageId}/${index}/${idempotencyKey}`;

export const isPartMark = (mark: unknown): boolean => textOf(mark, 20)?.startsWith('throughline:') ?? false;

const marked = /^throughline:([0-9a-f-]{36})\/(\d{1,4})\/([\w-]{1,36})$/;

/** Undefined where the mark is none, or another system's. */
export function partOf(mark: unknown): VendorReceipt['part'] {
  const [, messageId, index, idempotencyKey] = marked.exec(textOf(mark, 200) ?? '') ?? [];
  return messageId && idempotencyKey ? { messageId, index: Number(index), idempotencyKey } : undefined;
}
