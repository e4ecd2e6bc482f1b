import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Role } from '../contracts/words.js';
import { Clock } from '../platform/clock/clock.js';
import { Refusal } from '../platform/http/refusal.js';
import { Secrets } from '../platform/secrets/secrets.js';
import type { SignedIn } from './principal.js';
import { Sessions } from './sign-in/sessions.repository.js';

/** Life of an access token. */
export const ACCESS_TOKEN_S = 15 * 60;

interface Subject {
  agentId: string;
  sessionId: string;
  name: string;
  role: Role;
}

/** Access tokens: short JWTs (HS256) that hang on a session, so that ending the session ends them too. */
@Injectable()
export class Tokens {
  constructor(
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  issueAccess({ agentId, sessionId, name, role }: Subject): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({ sid: sessionId, role, name })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(agentId)
      .setIssuedAt(now)
      .setExpirationTime(now + ACCESS_TOKEN_S)
      .sign(this.secrets.key('access-token'));
  }

  /**
   * The agent behind an access token. One indexed read of the session at every call: a sign-out, a disabled account
   * or a changed role counts at once, not at the end of the token. Name and role are the present ones.
   * @throws Refusal `token_expired`; `token_invalid` where it is not ours, or its session has ended.
   */
  async verifyAccess(token: string): Promise<SignedIn> {
    const claims = await this.claims(token);
    const session = await this.sessions.liveOf(claims.sid, claims.sub);
    if (!session || session.role !== claims.role) throw new Refusal('token_invalid', 'The session has ended; sign in again.');
    return {
      type: 'agent',
      id: claims.sub,
      name: session.name,
      role: session.role,
      inboxIds: null,
      sessionId: claims.sid,
      expiresAt: claims.exp * 1000,
    };
  }

  private async claims(token: string): Promise<{ sub: string; sid: string; role: Role; exp: number }> {
    try {
      const { payload } = await jwtVerify<{ sid: string; role: Role }>(token, this.secrets.key('access-token'), {
        // Named, or a token could choose its own algorithm ("none" among them).
        algorithms: ['HS256'],
        currentDate: this.clock.date(),
        requiredClaims: ['sub', 'sid', 'role', 'exp'],
      });
      return { sub: payload.sub!, sid: payload.sid, role: payload.role, exp: payload.exp! };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Refusal('token_expired', 'The access token has expired; refresh it.');
      throw new Refusal('token_invalid', 'The access token is not valid; sign in.');
    }
  }
}
