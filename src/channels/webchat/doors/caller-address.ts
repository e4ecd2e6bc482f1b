import type { IncomingHttpHeaders } from 'node:http';

/**
 * The caller's address as the HTTP doors see it: each believed proxy appends the address it was called from, so the
 * caller stands that many places from the end; whatever stands before it was written by the caller.
 */
export function callerAddress(handshake: { address: string; headers: IncomingHttpHeaders }, trustedProxies: number): string {
  const forwarded = [handshake.headers['x-forwarded-for'] ?? []].flat().join(',');
  const hops = [
    ...forwarded
      .split(',')
      .map((hop) => hop.trim())
      .filter(Boolean),
    handshake.address,
  ];
  return hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? handshake.address;
}
