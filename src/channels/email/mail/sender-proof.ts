import { domainOf } from './mail-address.js';
import type { ParsedMail } from './parsed-mail.js';

/**
 * Whether a mail server we trust says that the From domain vouches for this mail (DMARC pass).
 *
 * Anybody can write an Authentication-Results header, so only one that opens with a configured authserv-id counts, and of
 * several the topmost, which is the one added last. The deployment's own mail server must strip such headers from what comes
 * in from outside; where none stands in front of us, no id may be configured and nothing is ever proved this way.
 * A mail with several From addresses proves nothing: the server may have checked another one than we show.
 */
export function hasDmarcPass(mail: ParsedMail, trustedAuthservIds: readonly string[]): boolean {
  if (mail.from === null || mail.fromAmbiguous) return false;
  const trusted = trustedAuthservIds.map((id) => id.toLowerCase());
  for (const header of mail.headers['authentication-results'] ?? []) {
    const [server = '', ...results] = withoutComments(header).split(';');
    if (!trusted.includes(server.trim().split(/\s+/)[0]?.toLowerCase() ?? '')) continue;
    return results.some((result) => isPassFor(result, domainOf(mail.from?.address ?? '')));
  }
  return false;
}

function isPassFor(result: string, domain: string): boolean {
  const [method = '', ...properties] = result.trim().toLowerCase().split(/\s+/);
  if (!/^dmarc(?:\/1)?=pass$/.test(method)) return false;
  const checked = properties.find((property) => property.startsWith('header.from='))?.slice('header.from='.length);
  return checked !== undefined && (checked.split('@').at(-1) ?? '').replace(/\.$/, '') === domain;
}

/** Comments and quoted strings are free text of others (`(dmarc=pass)`): they are taken out before anything is read. */
function withoutComments(header: string): string {
  let [out, depth, quoted] = ['', 0, false];
  for (let index = 0; index < header.length; index += 1) {
    const character = header[index] ?? '';
    if (character === '\\') index += 1;
    else if (depth === 0 && character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += character;
  }
  return out;
}
