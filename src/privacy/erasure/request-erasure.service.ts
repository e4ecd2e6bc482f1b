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

  /** Asked again, the answer is the erasure there is. */
  async request(actor: Actor, customerId: string, reason: string): Promise<ErasureView> {
    const id = await this.db.transaction((tx) => this.begin({ tx, actor }, customerId, reason));
    return (await erasureView(this.db, { id }))!;
  }

  private async begin(scope: Scope, customerId: string, reason: string): Promise<string> {
    const root = await lockCustomer(scope.tx, customerId);
    if (!root) throw notFound('customer');
    const known = await erasureView(scope.tx, { customerId: root.id });
    if (known?.id) return known.id;
    const memberIds = await membersOf(scope.tx, root.id);
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
