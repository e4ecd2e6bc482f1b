import { Injectable } from '@nestjs/common';
import { announceCustomer } from '../../../conversations/announce-customer.js';
import { MergeCustomers } from '../../../conversations/merge-customers.service.js';
import { type Kept, reasonToKeep, wereParted } from '../../../conversations/reason-to-keep.js';
import { holdersOf, type IdentityRow, isErased, lockKey, membersOf, rootOf } from '../../../customers/customers.repository.js';
import { type Arriving, ResolveCustomer, type Resolved } from '../../../customers/resolve-customer.service.js';
import type { Scope } from '../../../platform/database/tx.js';
import { noteSharedDevice } from '../../../customers/suggestions/shared-keys.repository.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import type { VouchedCustomer, VouchedKey } from './identity-tokens.js';

export interface Recognised {
  /** The verified external identity: the author of what the session writes. */
  identityId: string;
  /** The customer who holds that identity itself. */
  holderId: string;
  /** The root of the thread, merges followed. */
  customerId: string;
  name: string | null;
  /** False where the device's visitor token belongs to somebody else, so that a fresh one must be made. */
  keepsVisitor: boolean;
}

interface ProvedElsewhere {
  kind: string;
  value: string;
}

/**
 * Finds the customer behind a verified identity token, and brings together what the token proves to be the same
 * person: their earlier mails, and what they wrote on this device before they signed in.
 */
@Injectable()
export class RecogniseCustomer {
  constructor(
    private readonly customers: ResolveCustomer,
    private readonly merges: MergeCustomers,
    private readonly outbox: Outbox,
  ) {}

  async recognise(scope: Scope, vouched: VouchedCustomer, visitorId: string): Promise<Recognised> {
    const keys = [vouched.external, ...vouched.others];
    // All keys in one order: two sign-ins of the same person must not wait for each other crosswise.
    for (const key of [...keys].sort((a, b) => (a.kind + a.value < b.kind + b.value ? -1 : 1)))
      await lockKey(scope.tx, key.kind, key.value);
    const account = await this.customers.resolve(scope, { ...arriving(vouched.external), name: vouched.name });
    const { holderId, identityId } = account;
    // The device first: it goes with the account, also where a merge by an address is undone.
    const keepsVisitor = await this.bringVisitor(scope, visitorId, holderId);
    for (const key of vouched.others) await this.bring(scope, key, account);
    const customerId = await rootOf(scope.tx, holderId);
    // Whoever serves this customer right now sees at once who it is.
    await announceCustomer(scope.tx, this.outbox, customerId);
    return { identityId, holderId, customerId, name: await this.nameOf(scope, customerId, vouched.name), keepsVisitor };
  }

  /** Who holds the key by proof, or as an address that replies went to. */
  private async holder(scope: Scope, key: VouchedKey): Promise<IdentityRow | undefined> {
    return (await holdersOf(scope.tx, key.kind, key.value)).find((one) => one.level === 'verified' || one.joins);
  }

  /**
   * An address that nobody proved may have been attached to somebody else (a mail sent on with their reply token):
   * the customer who holds it is taken for this person only while nothing else about them is proved.
   */
  private async isOnlyThis(scope: Scope, holder: IdentityRow): Promise<boolean> {
    return (await this.provedOf(scope, holder.customer_id)).every(
      (one) => one.kind === holder.kind && one.value === holder.value,
    );
  }

  /**
   * Adds a key of the token to the account; a proved one brings along the thread of whoever held it until now, on record and to be
   * undone. Never that of another account: a family shares a mailbox, and a person decides who they are.
   */
  private async bring(scope: Scope, key: VouchedKey, account: Resolved): Promise<void> {
    const customerId = account.holderId;
    const holder = key.proved ? await this.holder(scope, key) : undefined;
    if (!holder || holder.customer_id === customerId) {
      await this.customers.attach(scope, customerId, arriving(key));
      return;
    }
    const [holderRoot, ownRoot] = [await rootOf(scope.tx, holder.customer_id), await rootOf(scope.tx, customerId)];
    if (holderRoot !== ownRoot) {
      const kept = await this.reasonToKeep(scope, key, holder, [ownRoot, holderRoot]);
      if (kept) return this.note(scope, key, customerId, kept === 'unproved');
      const reason = `signed in with ${key.kind}`;
      // Whoever was here before goes on, and the account that is a moment old becomes part of them.
      const intoElder = account.created && ownRoot === customerId;
      if (intoElder) await this.merges.merge(scope, { fromId: ownRoot, intoId: holderRoot, reason, lendsName: true });
      else await this.merges.merge(scope, { fromId: holderRoot, intoId: ownRoot, reason });
    }
    await this.customers.attach(scope, holder.customer_id, arriving(key));
  }

  private async reasonToKeep(
    scope: Scope,
    key: VouchedKey,
    holder: IdentityRow,
    rootIds: [string, string],
  ): Promise<Kept | 'unproved' | null> {
    const kept = await reasonToKeep(scope.tx, key, rootIds);
    if (holder.level === 'verified') return kept;
    return kept === 'shared' || (await this.isOnlyThis(scope, holder)) ? kept : 'unproved';
  }

  /**
   * Somebody else's key as well. Where they proved it, it stays proved there and is noted down here, so that the pair is put before
   * a person; where it merely hung on them, it is this account's from now on.
   */
  private async note(scope: Scope, key: VouchedKey, customerId: string, proves: boolean): Promise<void> {
    const noted = proves ? arriving(key) : { ...arriving(key), level: 'claimed' as const, joins: false };
    await this.customers.attach(scope, customerId, noted);
  }

  /** What was written on this device before the sign-in comes along, unless the device was somebody else's. */
  private async bringVisitor(scope: Scope, visitorId: string, customerId: string): Promise<boolean> {
    const [exists] = await scope.tx.query('SELECT 1 FROM customers WHERE id = $1', [visitorId]);
    if (!exists) return true;
    if (await isErased(scope.tx, visitorId)) return false;
    const [visitorRoot, ownRoot] = [await rootOf(scope.tx, visitorId), await rootOf(scope.tx, customerId)];
    if (visitorRoot === ownRoot) return true;
    if ((await this.provedOf(scope, visitorRoot)).length > 0) {
      await noteSharedDevice(scope, visitorId, [visitorRoot, ownRoot]);
      return false;
    }
    if (await wereParted(scope.tx, await membersOf(scope.tx, visitorRoot), await membersOf(scope.tx, ownRoot))) return false;
    await this.merges.merge(scope, { fromId: visitorRoot, intoId: ownRoot, reason: 'signed in on the same device' });
    return true;
  }

  private async provedOf(scope: Scope, customerId: string): Promise<ProvedElsewhere[]> {
    const members = await membersOf(scope.tx, await rootOf(scope.tx, customerId));
    return scope.tx.query<ProvedElsewhere>(
      `SELECT kind, value FROM identities WHERE customer_id = ANY($1) AND level = 'verified' AND kind <> 'visitor'`,
      [members],
    );
  }

  private async nameOf(scope: Scope, customerId: string, vouched: string | null): Promise<string | null> {
    const [row] = await scope.tx.query<{ name: string | null }>('SELECT name FROM customers WHERE id = $1', [customerId]);
    return row?.name ?? vouched;
  }
}

/** What the token proves joins; what it merely mentions only suggests. */
const arriving = (key: VouchedKey): Arriving => ({
  kind: key.kind,
  value: key.value,
  display: key.display,
  level: key.proved ? 'verified' : 'claimed',
  joins: key.proved,
  proof: key.proved ? { by: 'identity_token' } : {},
});
