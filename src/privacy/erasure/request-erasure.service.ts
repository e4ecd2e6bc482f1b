import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { ErasureView } from '../../contracts/privacy.js';
import type { IdentityKind } from '../../contracts/words.js';
import { lockCustomer, membersOf, rootOf } from '../../customers/customers.repository.js';
import { tombstoneOf } from '../../customers/erased-keys.js';
import { Database } from '../../platform/database/database.js';
import type { Actor, Scope } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { erasureView, hashOfMessageIds, previewErasure } from './erasures.queries.js';

/** Begins an erasure: from its commit on the customer takes no messages and no merges; the rest is a job. */
@Injectable()
export class RequestErasure {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly secrets: Secrets,
  ) {}

  async preview(customerId: string): Promise<ErasureView> {
    const rootId = await rootOf(this.db, customerId);
    const memberIds = await membersOf(this.db, rootId);
    if (memberIds.length === 0) throw notFound('customer');
    return {
      ...{ id: null, customerId: rootId, memberIds, state: 'preview', reason: null },
      counts: await previewErasure(this.db, memberIds),
      idsSha256: await hashOfMessageIds(this.db, memberIds),
      ...{ requestedBy: null, createdAt: null, finishedAt: null },
    };
  }

  /** Asked again, the answer is the erasure there is; it goes on where something is left to erase. */
  async request(actor: Actor, customerId: string, reason: string): Promise<ErasureView> {
    const id = await this.db.transaction((tx) => this.begin({ tx, actor }, customerId, reason));
    return (await erasureView(this.db, { id }))!;
  }

  private async begin(scope: Scope, customerId: string, reason: string): Promise<string> {
    const root = await lockCustomer(scope.tx, customerId, 'take');
    if (!root) throw notFound('customer');
    const memberIds = await membersOf(scope.tx, root.id);
    // Stronger than what an insert takes that points at them: whoever was writing is done, and whoever comes is refused.
    await scope.tx.query('SELECT 1 FROM customers WHERE id = ANY($1) ORDER BY id FOR UPDATE', [memberIds]);
    const known = await erasureView(scope.tx, { customerId: root.id });
    if (known?.id) return this.again(scope, known.id, memberIds);
    const id = newId();
    await scope.tx.run(
      `INSERT INTO erasures (id, customer_id, member_ids, reason, ids_sha256, requested_by_type, requested_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, root.id, memberIds, reason, await hashOfMessageIds(scope.tx, memberIds), scope.actor.type, scope.actor.id],
    );
    await this.setTombstones(scope, id, memberIds);
    await scope.tx.run(
      'UPDATE customers SET erased_at = app_now(), blocked_at = coalesce(blocked_at, app_now()), version = version + 1 WHERE id = ANY($1)',
      [memberIds],
    );
    await this.audit.write(scope, {
      action: 'customer.erasure_requested',
      subjectType: 'erasure',
      subjectId: id,
      data: { customerId: root.id, members: memberIds.length },
    });
    return id;
  }

  /** What was written after an erasure, where an older version let it, goes by the same steps; its proof then speaks of both. */
  private async again(scope: Scope, id: string, memberIds: string[]): Promise<string> {
    // The mark that their keys were looked at comes back by itself, and says nothing of them.
    const { identityBlockMarks: _mark, ...left } = await previewErasure(scope.tx, memberIds);
    if (Object.keys(left).length === 0) return id;
    const begun = await scope.tx.run(
      `UPDATE erasures SET state = 'running', stage = 0, attempts = 0, due_at = app_now(), finished_at = NULL, ids_sha256 = $2 WHERE id = $1 AND state = 'done'`,
      [id, await hashOfMessageIds(scope.tx, memberIds)],
    );
    if (begun === 0) return id;
    await this.setTombstones(scope, id, memberIds);
    const data = { members: memberIds.length, left };
    await this.audit.write(scope, { action: 'customer.erasure_repeated', subjectType: 'erasure', subjectId: id, data });
    return id;
  }

  private async setTombstones(scope: Scope, erasureId: string, memberIds: string[]): Promise<void> {
    const keys = await scope.tx.query<{ kind: IdentityKind; value: string }>(
      `SELECT DISTINCT kind, value FROM identities WHERE customer_id = ANY($1) AND (level = 'verified' OR joins)`,
      [memberIds],
    );
    await scope.tx.run(
      `INSERT INTO tombstones (key_hash, kind, erasure_id) SELECT h, k, $3 FROM unnest($1::text[], $2::text[]) AS t(h, k) ON CONFLICT DO NOTHING`,
      [keys.map((key) => tombstoneOf(this.secrets, key)), keys.map(({ kind }) => kind), erasureId],
    );
  }
}
