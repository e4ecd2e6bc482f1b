import type { Clock } from '../clock/clock.js';
import { type Secrets, sameSecret } from '../secrets/secrets.js';

const holdsMs = 3_600_000;
/** Links made within the same five minutes are the same, so that a screen drawn again fetches no picture twice. */
const stepMs = 300_000;

/** Addresses that open without a sign-in, for a while: whoever may see a thing is handed the address of it. */
export class SignedLinks {
  constructor(
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** `path` with its signature, good for an hour (and up to five minutes more). */
  sign(path: string): string {
    const expires = (Math.ceil((this.clock.now() + holdsMs) / stepMs) * stepMs) / 1000;
    return `${path}?expires=${expires}&signature=${this.signatureOf(path, String(expires))}`;
  }

  /** `forged` also where something is missing; an expired link is told from a forged one, since only we could have made it. */
  check(path: string, link: { expires?: unknown; signature?: unknown }): 'good' | 'expired' | 'forged' {
    const { expires, signature } = link;
    if (typeof expires !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(expires)) return 'forged';
    if (!sameSecret(signature, this.signatureOf(path, expires))) return 'forged';
    return Number(expires) * 1000 > this.clock.now() ? 'good' : 'expired';
  }

  private signatureOf(path: string, expires: string): string {
    return this.secrets.sign('attachment-link', `${path}\n${expires}`);
  }
}
