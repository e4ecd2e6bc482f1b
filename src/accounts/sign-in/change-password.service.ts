import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { Refusal } from '../../platform/http/refusal.js';
import { Audit } from '../audit/audit.service.js';
import { hashPassword, passwordMatches } from '../passwords.js';
import { actorOf, type SignedIn } from '../principal.js';
import { passwordHashOf, setPasswordHash } from './accounts.repository.js';
import { Sessions } from './sessions.repository.js';

/** Per agent: with a stolen access token one could otherwise guess the password here. */
const guesses = { name: 'change-password', points: 10, seconds: 15 * 60 };

/** An agent changes their own password; every other session of theirs ends. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly db: Database,
    private readonly limits: RateLimits,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `wrong_credentials` where `current` is not the password; `rate_limited`. */
  async execute(agent: SignedIn, current: string, next: string): Promise<void> {
    await this.limits.spend(guesses, agent.id);
    if (!(await passwordMatches(await passwordHashOf(this.db, agent.id), current)))
      throw new Refusal('wrong_credentials', 'The current password is wrong.', { translations: { zh: '当前密码不正确。' } });
    const passwordHash = await hashPassword(next);
    await this.db.transaction(async (tx) => {
      await setPasswordHash(tx, agent.id, passwordHash);
      await this.sessions.endAll(tx, agent.id, 'password_changed', agent.sessionId);
      await this.audit.write(
        { actor: actorOf(agent), tx },
        { action: 'agent.password_changed', subjectType: 'agent', subjectId: agent.id },
      );
    });
  }
}
