import { Injectable } from '@nestjs/common';
import { holdersOf, lockKey, membersOf, rootOf } from '../customers/customers.repository.js';
import { type Arriving, ResolveCustomer } from '../customers/resolve-customer.service.js';
import { isShared } from '../customers/suggestions/shared-keys.repository.js';
import type { Scope } from '../platform/database/tx.js';
import { MergeCustomers } from './merge-customers.service.js';

export interface Proved {
  /** What joined two customers into one; null where nobody had to be joined. */
  mergeId: string | null;
  /** Why a key that somebody else has proved too joined nobody: a person is asked instead. */
  kept: 'shared' | 'two accounts' | null;
}

/**
 * A key that is proved to be a customer's. Where another customer has proved it as well they are one person, and are merged at
 * once; not where several people use the key, nor where both have an account of their own with us: then both keep what they have,
 * and the pair is put before a person.
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
    const kept = await this.reasonToKeep(scope, key, ownRoot, holderRoot);
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

  /** What a vendor vouches for beside the sender's own key: proved, or merely told. */
  async learn(scope: Scope, customerId: string, key: Arriving): Promise<void> {
    if (key.level === 'verified') return void (await this.prove(scope, customerId, key));
    const holders = await holdersOf(scope.tx, key.kind, key.value);
    if (!holders.some((one) => one.level === 'verified')) await this.customers.attach(scope, customerId, key);
  }

  private async reasonToKeep(scope: Scope, key: Arriving, ownRoot: string, holderRoot: string): Promise<Proved['kept']> {
    if (await isShared(scope.tx, key.kind, key.value)) return 'shared';
    const [own, theirs] = [await this.accounts(scope, ownRoot), await this.accounts(scope, holderRoot)];
    return own.length > 0 && theirs.length > 0 && !own.some((one) => theirs.includes(one)) ? 'two accounts' : null;
  }

  private async accounts(scope: Scope, rootId: string): Promise<string[]> {
    const rows = await scope.tx.query<{ value: string }>(
      `SELECT value FROM identities WHERE customer_id = ANY($1) AND kind = 'external' AND level = 'verified'`,
      [await membersOf(scope.tx, rootId)],
    );
    return rows.map((row) => row.value);
  }
}
