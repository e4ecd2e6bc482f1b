import { Injectable } from '@nestjs/common';
import { type JWTPayload, jwtVerify } from 'jose';
import { normalise } from '../../../core/identity/normalise.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { type InboxRecord, InboxesQueries } from '../../inboxes/inboxes.queries.js';
import { oneLine } from './plain-text.js';
import { tokenRefusal } from './session-tokens.js';

const maxLifeS = 24 * 60 * 60;
const clockSkewS = 60;

/** A key that the inbox's owner vouches for, normalised. */
export interface VouchedKey {
  kind: 'external' | 'email' | 'phone';
  value: string;
  display: string;
  /** False: the owner knows it but has not checked it; it only suggests. */
  proved: boolean;
}

export interface VouchedCustomer {
  external: VouchedKey;
  others: VouchedKey[];
  name: string | null;
}

/**
 * Identity tokens: JWT HS256 with the inbox's secret, made by the site that embeds the widget for its signed-in
 * customers. The algorithm is pinned, an end within a day is required, and only what the site says it verified counts
 * as proved.
 */
@Injectable()
export class IdentityTokens {
  constructor(
    private readonly inboxes: InboxesQueries,
    private readonly clock: Clock,
  ) {}

  /** Throws `token_expired` or `token_invalid`. */
  async verify(token: string, inbox: InboxRecord): Promise<VouchedCustomer> {
    const secret = this.inboxes.identitySecret(inbox);
    if (!secret) throw new Refusal('token_invalid', 'This inbox has no identity secret, so it takes no identity tokens.');
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        currentDate: this.clock.date(),
        requiredClaims: ['sub', 'exp'],
      });
      return this.read(payload);
    } catch (error) {
      throw tokenRefusal(error, 'identity', '/identityToken');
    }
  }

  private read(payload: JWTPayload): VouchedCustomer {
    const now = Math.floor(this.clock.now() / 1000);
    const madeAt = Math.min(payload.iat ?? now, now);
    if ((payload.iat ?? now) > now + clockSkewS) throw invalid('is from the future');
    if ((payload.exp ?? Infinity) - madeAt > maxLifeS) throw invalid('lives longer than 24 hours');
    const external = key('external', payload.sub, true);
    if (!external) throw invalid('has no usable sub');
    const others = [
      key('email', payload['email'], payload['email_verified']),
      key('phone', payload['phone'], payload['phone_verified']),
    ];
    const name = typeof payload['name'] === 'string' ? oneLine(payload['name'], 200) || null : null;
    return { external, others: others.filter((one) => one !== undefined), name };
  }
}

const invalid = (why: string): Refusal =>
  new Refusal('token_invalid', `The identity token ${why}.`, { errors: [{ pointer: '/identityToken', detail: why }] });

/** Only a plain `true` proves: some systems write "false" as a string. */
function key(kind: VouchedKey['kind'], written: unknown, verified: unknown): VouchedKey | undefined {
  if (typeof written !== 'string') return undefined;
  const normalised = normalise(kind, oneLine(written, 1000));
  return normalised.ok ? { kind, value: normalised.value, display: normalised.display, proved: verified === true } : undefined;
}
