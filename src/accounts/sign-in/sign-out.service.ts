import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Tokens } from '../tokens.service.js';
import { RefreshTokens } from './refresh-token.js';
import { Sessions } from './sessions.repository.js';

/** Ends the session of the refresh token, and the one of the access token where a program shows that instead. */
@Injectable()
export class SignOut {
  constructor(
    private readonly db: Database,
    private readonly tokens: Tokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
  ) {}

  /** Never refuses: who is signed out already gets the same answer. */
  async execute(refreshToken: string | undefined, accessToken: string | undefined): Promise<void> {
    const ids = [this.refreshTokens.read(refreshToken)?.sessionId, await this.sessionOf(accessToken)];
    for (const id of new Set(ids)) if (id) await this.sessions.end(this.db, id, 'signed_out');
  }

  private async sessionOf(accessToken: string | undefined): Promise<string | undefined> {
    if (!accessToken) return undefined;
    return this.tokens.verifyAccess(accessToken).then(
      (signedIn) => signedIn.sessionId,
      (error: unknown) => {
        if (error instanceof Refusal) return undefined;
        throw error;
      },
    );
  }
}
