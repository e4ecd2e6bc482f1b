import { domainToASCII } from 'node:url';
import { cleanLine } from './mail-text.js';
import type { MailAddress } from './parsed-mail.js';

const USABLE = /^[^\s<>,;:"()[\]\\@\p{Cc}]{1,64}@[^\s<>,;:"()[\]\\@\p{Cc}]{1,255}$/u;

/**
 * The form an e-mail address is compared and stored in: lower case, NFC, the domain in its ASCII (punycode) spelling.
 * Plus parts and dots are left alone: whether they matter is the receiving server's business, not ours.
 * @returns null when it is no address we could ever write to.
 */
export function normaliseAddress(address: string): string | null {
  const folded = address.trim().normalize('NFC').toLowerCase();
  if (folded.length > 320 || !USABLE.test(folded)) return null;
  const at = folded.lastIndexOf('@');
  const domain = domainToASCII(folded.slice(at + 1));
  return domain === '' ? null : `${folded.slice(0, at)}@${domain}`;
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

type RawAddress = { address?: string | undefined; name?: string | undefined; group?: RawAddress[] | undefined };

/**
 * Flattens groups, drops what is no address, keeps the first of each.
 * @param limit a mail naming more people than this is cut; the caller notes the defect.
 */
export function readAddresses(raw: readonly RawAddress[], limit: number): MailAddress[] {
  const seen = new Map<string, MailAddress>();
  const pending = [...raw].reverse();
  while (pending.length > 0 && seen.size < limit) {
    const next = pending.pop();
    if (next?.group) pending.push(...[...next.group].reverse());
    const address = next?.address ? normaliseAddress(next.address) : null;
    if (address !== null && !seen.has(address)) seen.set(address, { address, name: cleanLine(next?.name ?? '', 200) });
  }
  return [...seen.values()];
}
