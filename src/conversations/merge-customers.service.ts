import { Injectable } from '@nestjs/common';
import type { BeforeMerge } from '../customers/customer-merge.entity.js';
import { type CustomerRow, lockCustomer, membersOf, refuseErased } from '../customers/customers.repository.js';
import type { Scope } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/ids/new-id.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceCustomer } from './announce-customer.js';
import { arrangeOpen } from './arrange-open.js';
import { giveBack } from './give-back.js';
import { lendName, takeNameBack } from './lent-name.js';
import { MergeFollowers } from './merge-followers.js';
import { partMessages } from './part-messages.js';

/**
 * Joins two customers into one thread. A merge is a pointer: no message is touched, the counter continues from the
 * larger, the younger open conversation becomes a split, and the ledger keeps what the undo needs.
 */
@Injectable()
export class MergeCustomers {
  constructor(
    private readonly outbox: Outbox,
    private readonly followers: MergeFollowers,
  ) {}

  /** @returns the id of the merge, or null where both are one customer already. */
  async merge(
    scope: Scope,
    { fromId, intoId, reason, lendsName }: { fromId: string; intoId: string; reason: string; lendsName?: boolean },
  ): Promise<string | null> {
    const [from, into] = await this.lockBoth(scope, fromId, intoId);
    if (from.id === into.id) return null;
    const members = [...(await membersOf(scope.tx, from.id)), ...(await membersOf(scope.tx, into.id))];
    const [split] = await arrangeOpen(scope, this.outbox, members, 'merge');
    const lentName = lendsName && into.name === null && from.name !== null;
    const before: BeforeMerge = {
      ...{ fromLastSeq: from.last_seq, intoLastSeq: into.last_seq, split: split ?? null },
      ...(lentName ? { lentName } : {}),
    };
    const id = newId();
    await scope.tx.run(
      `INSERT INTO customer_merges (id, from_id, into_id, reason, actor_type, actor_id, before) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, from.id, into.id, reason, scope.actor.type, scope.actor.id, before],
    );
    await scope.tx.run(
      `UPDATE customers SET last_seq = greatest($3::bigint, $4::bigint), last_rev = greatest($5::bigint, $6::bigint), thread_epoch = thread_epoch + 1,
              version = version + 1, merged_into = CASE WHEN id = $1 THEN $2::uuid END
       WHERE id IN ($1, $2)`,
      [from.id, into.id, from.last_seq, into.last_seq, from.last_rev, into.last_rev],
    );
    if (lentName) await lendName(scope, from.id, into.id);
    await this.followers.follow(scope, members, 'merge');
    await this.announce(scope, from.id, into.id);
    return id;
  }

  /**
   * Removes the pointer, also after new messages arrived: each lies with the customer by whose address it came, in a conversation of
   * theirs, and each side's conversations are arranged as if the other had never been there. Both threads go on from the larger counter, so that no
   * number is given twice.
   */
  async undo(scope: Scope, mergeId: string): Promise<{ fromId: string; intoId: string }> {
    const [merge] = await scope.tx.query<{ from_id: string; into_id: string; undone_at: Date | null; at: Date }>(
      'SELECT from_id, into_id, undone_at, at FROM customer_merges WHERE id = $1 FOR UPDATE',
      [mergeId],
    );
    if (!merge) throw notFound('merge');
    // What was one at the erasure stays so.
    for (const id of [merge.from_id, merge.into_id]) await refuseErased(scope.tx, id);
    if (merge.undone_at)
      throw new Refusal('illegal_move', 'This merge was undone already.', { translations: { zh: '这次合并已经撤销过了。' } });
    await scope.tx.query('SELECT id FROM customers WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [
      [merge.from_id, merge.into_id],
    ]);
    const root = await lockCustomer(scope.tx, merge.into_id);
    await scope.tx.run(
      `UPDATE customers SET merged_into = CASE WHEN id = $1 THEN NULL ELSE merged_into END, last_seq = greatest(last_seq, $3::bigint),
              last_rev = greatest(last_rev, $4::bigint), thread_epoch = thread_epoch + 1, version = version + 1
       WHERE id IN ($1, $2, $5)`,
      [merge.from_id, merge.into_id, root?.last_seq ?? 0, root?.last_rev ?? 0, root?.id ?? merge.into_id],
    );
    await scope.tx.run('UPDATE customer_merges SET undone_at = app_now(), undone_by = $2 WHERE id = $1', [
      mergeId,
      scope.actor.id,
    ]);
    const [leaving, staying] = [await membersOf(scope.tx, merge.from_id), await membersOf(scope.tx, root?.id ?? merge.into_id)];
    await takeNameBack(scope, mergeId);
    await giveBack(scope, { since: merge.at, toId: merge.from_id, leaving, staying });
    await partMessages(scope, this.outbox, { since: merge.at, ofIds: leaving, fromIds: staying });
    await partMessages(scope, this.outbox, { since: merge.at, ofIds: staying, fromIds: leaving });
    for (const side of [staying, leaving]) await arrangeOpen(scope, this.outbox, side, 'unmerge');
    for (const side of [staying, leaving]) await this.followers.follow(scope, side, 'unmerge');
    // The thread that is read is the root's: it loses a part, however deep the merge lay.
    await this.announce(scope, merge.from_id, root?.id ?? merge.into_id);
    return { fromId: merge.from_id, intoId: merge.into_id };
  }

  /** Both roots, locked in id order so that two opposite merges cannot wait for each other. */
  private async lockBoth(scope: Scope, fromId: string, intoId: string): Promise<[CustomerRow, CustomerRow]> {
    const ordered = [fromId, intoId].sort();
    const locked = new Map<string, CustomerRow | undefined>();
    for (const id of ordered) locked.set(id, await lockCustomer(scope.tx, id));
    const [from, into] = [locked.get(fromId), locked.get(intoId)];
    if (!from || !into) throw notFound('customer');
    return [from, into];
  }

  private async announce(scope: Scope, ...customerIds: string[]): Promise<void> {
    for (const customerId of customerIds) await announceCustomer(scope.tx, this.outbox, customerId);
  }
}
