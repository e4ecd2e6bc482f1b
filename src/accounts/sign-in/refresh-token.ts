import { Injectable } from '@nestjs/common';
import { randomToken, sameSecret, Secrets, sha256 } from '../../platform/secrets/secrets.js';

/**
 * `<session id>.<random>.<signature>`. The signature tells one of ours that was used before (stolen, perhaps: the
 * session ends) from one that was made up (refused, and nothing happens to the session it names).
 */
@Injectable()
export class RefreshTokens {
  constructor(private readonly secrets: Secrets) {}

  make(sessionId: string): { token: string; hash: string } {
    const body = `${sessionId}.${randomToken()}`;
    const token = `${body}.${this.signature(body)}`;
    return { token, hash: sha256(token) };
  }

  /** Undefined for anything we did not make. */
  read(token: string | undefined): { sessionId: string; hash: string } | undefined {
    if (!token || token.length > 300) return undefined;
    const cut = token.lastIndexOf('.');
    const body = token.slice(0, Math.max(cut, 0));
    if (!sameSecret(token.slice(cut + 1), this.signature(body))) return undefined;
    return { sessionId: body.slice(0, body.indexOf('.')), hash: sha256(token) };
  }

  // The '|' keeps these signatures apart from those of JWTs under the same key: their input never holds one.
  private signature(body: string): string {
    return this.secrets.sign('access-token', `refresh|${body}`);
  }
}
