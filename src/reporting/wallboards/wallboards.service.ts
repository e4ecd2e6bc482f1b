import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { assertSupervises, supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { WallboardTokenView, WallboardView } from '../../contracts/report-views.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { RateLimits, type Spent } from '../../platform/http/rate-limits.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { randomToken, sha256 } from '../../platform/secrets/secrets.js';
import { wallboardQueues } from './wallboard.queries.js';
import { findToken, insertToken, liveToken, markUsed, revokeToken } from './wallboard-tokens.repository.js';

export interface WallboardWish {
  name: string;
  queueIds?: string[] | null;
  expiresAt?: Date | null;
}

/** A screen asks every few seconds; several may share a link. */
const reads = { name: 'wallboard', points: 120, seconds: 60 };

/** Screens on the wall: a link that reads the figures of queues without a sign-in, until it ends or is revoked. */
@Injectable()
export class Wallboards {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * The token itself leaves only here. Without queues it shows all that the maker supervises: for who has all, those to come
   * too. Errors: `invalid_request` (no such queue, an end in the past); `forbidden` (a queue the maker does not supervise).
   */
  async make(by: Principal, wish: WallboardWish): Promise<WallboardTokenView & { token: string }> {
    const expiresAt = wish.expiresAt ?? null;
    if (expiresAt && expiresAt.getTime() <= this.clock.now()) throw wrong('/expiresAt', 'must lie in the future');
    const queueIds = await this.queuesFor(by, wish.queueIds ?? null);
    const token = `tlw_${randomToken()}`;
    return this.db.transaction(async (tx) => {
      const made = { id: newId(), name: wish.name, tokenHash: sha256(token), queueIds, madeBy: by.id, expiresAt };
      const view = await insertToken(tx, made);
      const data = { name: wish.name, queueIds, expiresAt: view.expiresAt };
      await this.audit.write(
        { actor: actorOf(by), tx },
        { action: 'wallboard_token.made', subjectType: 'wallboard_token', subjectId: view.id, data },
      );
      return { ...view, token };
    });
  }

  /** Revoking twice is one revocation. Errors: `not_found`, also where it shows queues the caller does not supervise. */
  async revoke(by: Principal, id: string): Promise<void> {
    if (!(await findToken(this.db, id, await supervisedQueueIds(this.db, by)))) throw notFound('wallboard');
    await this.db.transaction(async (tx) => {
      if (!(await revokeToken(tx, id))) return;
      await this.audit.write(
        { actor: actorOf(by), tx },
        { action: 'wallboard_token.revoked', subjectType: 'wallboard_token', subjectId: id },
      );
    });
  }

  /** What the screen shows. Errors: `unauthenticated`; `token_invalid` (unknown, revoked or ended); `rate_limited`. */
  async show(token: string | undefined): Promise<{ view: WallboardView; spent: Spent }> {
    if (!token) throw new Refusal('unauthenticated', 'Send the token of the wallboard as Authorization: Bearer.');
    const live = await liveToken(this.db, sha256(token));
    if (!live) throw new Refusal('token_invalid', 'The link of this wallboard is unknown, has ended or was revoked.');
    const spent = await this.limits.spend(reads, live.id);
    // At most one write a minute: the last use is for people who wonder whether a link may go.
    if (live.worn) await markUsed(this.db, live.id);
    const queues = await wallboardQueues(this.db, live.queueIds);
    return { view: { name: live.name, at: new Date(this.clock.now()).toISOString(), queues }, spent };
  }

  private async queuesFor(by: Principal, wanted: string[] | null): Promise<string[] | null> {
    if (!wanted || wanted.length === 0) return supervisedQueueIds(this.db, by);
    const ids = wanted.map((id) => id.toLowerCase());
    const there = await this.db.query<{ id: string }>('SELECT id FROM queues WHERE id = ANY($1::uuid[])', [ids]);
    const missing = ids.findIndex((id) => !there.some((row) => row.id === id));
    if (missing >= 0) throw wrong(`/queueIds/${missing}`, 'no such queue');
    await assertSupervises(this.db, by, ...ids);
    return ids;
  }
}

const wrong = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }] });
