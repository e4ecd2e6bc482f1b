import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Clock } from '../../../platform/clock/clock.js';
import { Refusal } from '../../../platform/http/refusal.js';
import { Secrets } from '../../../platform/secrets/secrets.js';
import type { WidgetSession } from './widget-session.js';

const livesForS = 12 * 60 * 60;
const audience = 'throughline:widget';

/** Session tokens of the widget: JWT HS256 under a key of their own, for twelve hours. */
@Injectable()
export class SessionTokens {
  constructor(
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  async issue(session: WidgetSession): Promise<{ token: string; expiresInS: number }> {
    const now = Math.floor(this.clock.now() / 1000);
    const token = await new SignJWT({ session })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + livesForS)
      .sign(this.secrets.key('widget-session'));
    return { token, expiresInS: livesForS };
  }

  /** Throws `token_expired` or `token_invalid`. `expiresAt` in milliseconds since the epoch. */
  async verify(token: string): Promise<{ session: WidgetSession; expiresAt: number }> {
    try {
      const { payload } = await jwtVerify<{ session: WidgetSession }>(token, this.secrets.key('widget-session'), {
        algorithms: ['HS256'],
        audience,
        currentDate: this.clock.date(),
        requiredClaims: ['exp', 'session'],
      });
      return { session: payload.session, expiresAt: payload.exp! * 1000 };
    } catch (error) {
      throw tokenRefusal(error, 'session');
    }
  }
}

/** jose's errors as ours, with the field they are about; what is not about the token itself is thrown on as it is. */
export function tokenRefusal(error: unknown, what: string, pointer?: string): unknown {
  const about = (detail: string) => (pointer ? { errors: [{ pointer, detail }] } : {});
  if (error instanceof errors.JWTExpired)
    return new Refusal('token_expired', `The ${what} token has expired.`, about('has expired'));
  if (error instanceof errors.JOSEError)
    return new Refusal('token_invalid', `The ${what} token is not valid.`, about('is not valid'));
  return error;
}
