import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Role } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';

/** Life of a session since its last refresh. */
export const SESSION_DAYS = 14;
/** Two tabs may show the same refresh token within this time. */
const graceS = 10;

export type SessionEnd = 'signed_out' | 'token_reused' | 'password_changed' | 'role_changed' | 'disabled';

interface LiveSession {
  name: string;
  role: Role;
}

/** A session under its row lock, as the database sees it now. */
export interface HeldSession extends LiveSession {
  agent_id: string;
  email: string;
  token_hash: string;
  previous_hash: string | null;
  /** Ended, run out, or its agent is disabled. */
  over: boolean;
  /** The last rotation is so recent that another tab may not know of it. */
  in_grace: boolean;
}

/** SQL of sign_in_sessions. */
@Injectable()
export class Sessions implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    this.sweep.register('old sessions', () => this.forgetOld(), 3_600_000);
  }

  /** The agent's present name and role while the session lives. */
  async liveOf(sessionId: string, agentId: string): Promise<LiveSession | undefined> {
    const [row] = await this.db.prepared<LiveSession>(
      'session-live',
      `SELECT a.name, a.role FROM sign_in_sessions AS s JOIN agents AS a ON a.id = s.agent_id
       WHERE s.id = $1 AND s.agent_id = $2 AND s.ended_at IS NULL AND s.expires_at > app_now() AND a.disabled_at IS NULL`,
      [sessionId, agentId],
    );
    return row;
  }

  /** Which of these sessions still live: one read for all sockets of a process. */
  async liveAmong(sessionIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT s.id FROM sign_in_sessions AS s JOIN agents AS a ON a.id = s.agent_id
       WHERE s.id = ANY($1::uuid[]) AND s.ended_at IS NULL AND s.expires_at > app_now() AND a.disabled_at IS NULL`,
      [sessionIds],
    );
    return new Set(rows.map((row) => row.id));
  }

  async open(tx: Tx, session: { id: string; agentId: string; tokenHash: string }): Promise<void> {
    await tx.run(
      `INSERT INTO sign_in_sessions (id, agent_id, token_hash, expires_at)
       VALUES ($1, $2, $3, app_now() + interval '${SESSION_DAYS} days')`,
      [session.id, session.agentId, session.tokenHash],
    );
  }

  /** The row lock makes two tabs that refresh at once take turns. */
  async hold(tx: Tx, sessionId: string): Promise<HeldSession | undefined> {
    const [row] = await tx.query<HeldSession>(
      `SELECT s.agent_id, s.token_hash, s.previous_hash, a.name, a.email, a.role,
              (s.ended_at IS NOT NULL OR s.expires_at <= app_now() OR a.disabled_at IS NOT NULL) AS over,
              coalesce(s.rotated_at > app_now() - interval '${graceS} seconds', false) AS in_grace
       FROM sign_in_sessions AS s JOIN agents AS a ON a.id = s.agent_id WHERE s.id = $1 FOR UPDATE OF s`,
      [sessionId],
    );
    return row;
  }

  async rotate(tx: Tx, sessionId: string, tokenHash: string): Promise<void> {
    await tx.run(
      `UPDATE sign_in_sessions SET previous_hash = token_hash, token_hash = $2, rotated_at = app_now(),
              expires_at = app_now() + interval '${SESSION_DAYS} days'
       WHERE id = $1`,
      [sessionId, tokenHash],
    );
  }

  async end(sql: Sql, sessionId: string, reason: SessionEnd): Promise<void> {
    await sql.run('UPDATE sign_in_sessions SET ended_at = app_now(), end_reason = $2 WHERE id = $1 AND ended_at IS NULL', [
      sessionId,
      reason,
    ]);
  }

  /** Ends every session of an agent, but the one named. */
  async endAll(sql: Sql, agentId: string, reason: SessionEnd, exceptSessionId: string | null = null): Promise<void> {
    await sql.run(
      `UPDATE sign_in_sessions SET ended_at = app_now(), end_reason = $2
       WHERE agent_id = $1 AND ended_at IS NULL AND id IS DISTINCT FROM $3::uuid`,
      [agentId, reason, exceptSessionId],
    );
  }

  /** Sessions that nobody can continue are kept a month for questions, then forgotten. */
  private async forgetOld(): Promise<void> {
    await this.db.run(`DELETE FROM sign_in_sessions WHERE expires_at < app_now() - interval '30 days'`);
  }
}
