import { Inject, Injectable } from '@nestjs/common';
import type { SignInView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { systemActor, type Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Audit } from '../audit/audit.service.js';
import { ACCESS_TOKEN_S, Tokens } from '../tokens.service.js';
import { RefreshTokens } from './refresh-token.js';
import { type HeldSession, Sessions } from './sessions.repository.js';

export interface RefreshedSession {
  view: SignInView;
  /** Undefined for the second of two tabs: the cookie the first one got is already in the browser they share. */
  refreshToken: string | undefined;
}

interface Turn {
  session: HeldSession;
  refreshToken: string | undefined;
}

/** Continues a session: a new access token, and a new refresh token in place of the one shown. */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly db: Database,
    private readonly tokens: Tokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Refusal `token_invalid` where the token is not ours or its session is over; a reused one ends the session. */
  async execute(token: string | undefined): Promise<RefreshedSession> {
    const shown = this.refreshTokens.read(token);
    if (!shown) throw new Refusal('token_invalid', 'There is no valid refresh token; sign in.');
    // The refusal comes after the transaction: thrown inside it would take back the end of the session.
    const turn = await this.db.transaction((tx) => this.turn(tx, shown));
    if (!turn) throw new Refusal('token_invalid', 'The session has ended; sign in again.');
    const { agent_id: id, name, email, role } = turn.session;
    const agent = { id, name, email, role };
    const accessToken = await this.tokens.issueAccess({
      agentId: agent.id,
      sessionId: shown.sessionId,
      name: agent.name,
      role: agent.role,
    });
    return { view: { accessToken, expiresInS: ACCESS_TOKEN_S, agent }, refreshToken: turn.refreshToken };
  }

  private async turn(tx: Tx, shown: { sessionId: string; hash: string }): Promise<Turn | undefined> {
    const session = await this.sessions.hold(tx, shown.sessionId);
    if (!session || session.over) return undefined;
    if (shown.hash === session.token_hash) {
      const next = this.refreshTokens.make(shown.sessionId);
      await this.sessions.rotate(tx, shown.sessionId, next.hash);
      return { session, refreshToken: next.token };
    }
    if (shown.hash === session.previous_hash && session.in_grace) return { session, refreshToken: undefined };
    await this.endReused(tx, shown.sessionId, session.agent_id);
    return undefined;
  }

  /** One of two holders of the token is not the agent, and nobody can tell which: both lose it. */
  private async endReused(tx: Tx, sessionId: string, agentId: string): Promise<void> {
    await this.sessions.end(tx, sessionId, 'token_reused');
    await this.audit.write(
      { actor: systemActor, tx },
      { action: 'session.token_reused', subjectType: 'agent', subjectId: agentId, data: { sessionId } },
    );
    this.log.warn({ sessionId, agentId }, 'a refresh token was used twice; the session was ended');
  }
}
