import { Injectable } from '@nestjs/common';
import { holdersOf, lockKey, rootOf } from '../customers/customers.repository.js';
import { type Arriving, ResolveCustomer } from '../customers/resolve-customer.service.js';
import type { Scope } from '../platform/database/tx.js';
import { MergeCustomers } from './merge-customers.service.js';
import { type Kept, reasonToKeep } from './reason-to-keep.js';

export interface Proved {
  /** What joined two customers into one; null where nobody had to be joined. */
  mergeId: string | null;
  /** Why a key that somebody else has proved too joined nobody: a person is asked instead. */
  kept: Kept | null;
}

/**
 * A key that is proved to be a customer's. Where another customer has proved it as well they are one person, and are merged at
 * once; not where several people use the key, where both have an account of their own with us, or where a person parted them: then
 * both keep what they have, and the pair is put before a person.
 */
@Injectable()
export class ProveKey {
  constructor(
    private readonly customers: ResolveCustomer,
    private readonly merges: MergeCustomers,
  ) {}

  async prove(scope: Scope, customerId: string, key: Arriving): Promise<Proved> {
    await lockKey(scope.tx, key.kind, key.value);
    const holder = (await holdersOf(scope.tx, key.kind, key.value)).find((one) => one.level === 'verified');
    const ownRoot = await rootOf(scope.tx, customerId);
    const holderRoot = holder && (await rootOf(scope.tx, holder.customer_id));
    if (!holderRoot || holderRoot === ownRoot) {
      if (!holder) await this.customers.attach(scope, customerId, { ...key, level: 'verified', joins: true });
      return { mergeId: null, kept: null };
    }
    const kept = await reasonToKeep(scope.tx, key, [ownRoot, holderRoot]);
    // It stays proved where it was first; here it is noted down, so that the pair can be found and an undo leaves a trace of it.
    const held = await scope.tx.query('SELECT 1 FROM identities WHERE customer_id = $1 AND kind = $2 AND value = $3', [
      ...[customerId, key.kind, key.value],
    ]);
    if (held.length === 0) await this.customers.attach(scope, customerId, { ...key, level: 'claimed', joins: false });
    if (kept) return { mergeId: null, kept };
    const mergeId = await this.merges.merge(scope, {
      fromId: ownRoot,
      intoId: holderRoot,
      reason: `proved the same ${key.kind}`,
    });
    return { mergeId, kept: null };
  }

  /**
   * What a vendor vouches for beside the sender's own key. Asked before their message is recorded, so that it goes into the thread
   * that the keys lead to; where they join a newcomer to somebody, that is on record like every other merge.
   */
  async learnFrom(scope: Scope, sender: Arriving, keys: readonly Arriving[]): Promise<void> {
    if (keys.length === 0) return;
    const { holderId } = await this.customers.resolve(scope, sender);
    for (const key of keys) await this.learn(scope, holderId, key);
  }

  /** What a vendor vouches for beside the sender's own key: proved, or merely told. */
  async learn(scope: Scope, customerId: string, key: Arriving): Promise<void> {
    if (key.level === 'verified') return void (await this.prove(scope, customerId, key));
    const holders = await holdersOf(scope.tx, key.kind, key.value);
    if (!holders.some((one) => one.level === 'verified')) await this.customers.attach(scope, customerId, key);
  }
}
