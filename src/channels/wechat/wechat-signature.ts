import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-1 over the parts, sorted and run together, in hex: how WeChat signs everything it sends. */
export function wechatSignature(...parts: string[]): string {
  return createHash('sha1')
    .update([...parts].sort().join(''), 'utf8')
    .digest('hex');
}

export function signedBy(given: string | undefined, ...parts: string[]): boolean {
  if (!given) return false;
  const [ours, theirs] = [Buffer.from(wechatSignature(...parts)), Buffer.from(given.toLowerCase())];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}
