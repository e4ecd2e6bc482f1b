import { hostOf, isLoopbackHost, isPrivateHost } from './private-address.js';

/**
 * What is wrong with the address of a panel, or undefined. Encrypted, or on this very machine; inside the house only where the
 * deployment allows it.
 */
export function faultOfUrl(written: string, allowPrivate: boolean): string | undefined {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol)) return 'must be an https address';
  if (url.username || url.password) return 'must hold no password; requests are signed';
  if (url.hash) return 'must have no fragment';
  const host = hostOf(url);
  if (url.protocol === 'http:' && !isLoopbackHost(host)) return 'must be an https address; http is for this machine alone';
  if (isPrivateHost(host) && !allowPrivate)
    return 'is a private address; PANEL_ALLOW_PRIVATE=true allows panels inside the own network';
  return undefined;
}
