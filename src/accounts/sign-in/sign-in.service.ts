import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { SignInView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { systemActor } from '../../platform/database/tx.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { sha256 } from '../../platform/secrets/secrets.js';
import { Audit } from '../audit/audit.service.js';
import { passwordMatches } from '../passwords.js';
import { ACCESS_TOKEN_S, Tokens } from '../tokens.service.js';
import { admit, countTry, lockedForS } from './accounts.repository.js';
import { RefreshTokens } from './refresh-token.js';
import { Sessions } from './sessions.repository.js';

/** No refusal comes earlier than this, whatever it took: an unknown address writes nothing and would be quicker. */
const refusalFloorMs = 200;
/** Addresses nobody has lock like those somebody has. */
const unknownAddress = { name: 'sign-in-unknown', points: 8, seconds: 15 * 60 };

export interface NewSession {
  view: SignInView;
  refreshToken: string;
}

/** Opens a session for an e-mail address and its password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly db: Database,
    private readonly tokens: Tokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly sessions: Sessions,
    private readonly limits: RateLimits,
    private readonly audit: Audit,
  ) {}

  /**
   * @throws Refusal `wrong_credentials`, the same after the same time for a wrong password, an unknown address and a
   * disabled account; `sign_in_locked` after too many of them, with `retryAfterS`.
   */
  async execute(email: string, password: string): Promise<NewSession> {
    const startedAt = performance.now();
    try {
      return await this.attempt(email, password);
    } catch (error) {
      await delay(refusalFloorMs - (performance.now() - startedAt));
      throw error;
    }
  }

  private async attempt(email: string, password: string): Promise<NewSession> {
    const counted = await countTry(this.db, email);
    if (!counted) await this.refuseUncounted(email);
    const right = await passwordMatches(counted?.password_hash, password);
    if (!counted || !right) {
      if (counted?.locks) await this.recordLock(counted.id);
      throw wrongCredentials();
    }
    return this.open(counted.id, counted.password_hash);
  }

  /** Nothing was counted on an account: it is locked, or there is none. */
  private async refuseUncounted(email: string): Promise<void> {
    const seconds = await lockedForS(this.db, email);
    if (seconds !== undefined) throw locked(seconds);
    await this.limits.spend(unknownAddress, sha256(email.toLowerCase())).catch((error: unknown) => {
      throw error instanceof Refusal ? locked(error.data.retryAfterS ?? 1) : error;
    });
  }

  private async recordLock(agentId: string): Promise<void> {
    await this.db.transaction((tx) =>
      this.audit.write({ actor: systemActor, tx }, { action: 'agent.locked', subjectType: 'agent', subjectId: agentId }),
    );
  }

  private async open(agentId: string, checkedHash: string): Promise<NewSession> {
    const sessionId = newId();
    const { token, hash } = this.refreshTokens.make(sessionId);
    const agent = await this.db.transaction(async (tx) => {
      const admitted = await admit(tx, agentId, checkedHash);
      if (!admitted) throw wrongCredentials();
      await this.sessions.open(tx, { id: sessionId, agentId, tokenHash: hash });
      return admitted;
    });
    const accessToken = await this.tokens.issueAccess({ agentId, sessionId, ...agent });
    return { view: { accessToken, expiresInS: ACCESS_TOKEN_S, agent: { id: agentId, ...agent } }, refreshToken: token };
  }
}

export const wrongCredentials = (): Refusal => new Refusal('wrong_credentials', 'The e-mail address or the password is wrong.');

// Whole minutes: to the second, the rest would tell a real account's lock from an unknown address's.
function locked(seconds: number): Refusal {
  const retryAfterS = Math.ceil(seconds / 60) * 60;
  return new Refusal('sign_in_locked', `Too many failed sign-ins; try again in ${retryAfterS / 60} min.`, { retryAfterS });
}
