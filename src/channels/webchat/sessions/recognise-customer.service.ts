import { Injectable } from '@nestjs/common';
import { announceCustomer } from '../../../conversations/announce-customer.js';
import { MergeCustomers } from '../../../conversations/merge-customers.service.js';
import { holdersOf, type IdentityRow, isErased, lockKey, membersOf, rootOf } from '../../../customers/customers.repository.js';
import { type Arriving, ResolveCustomer } from '../../../customers/resolve-customer.service.js';
import type { Scope } from '../../../platform/database/tx.js';
import { isShared, noteSharedDevice } from '../../../customers/suggestions/shared-keys.repository.js';
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
    const known = await this.holder(scope, vouched.external);
    const byAddress = known ? undefined : await this.holderOfAddresses(scope, vouched.others);
    if (byAddress) await this.customers.attach(scope, byAddress, arriving(vouched.external));
    const { holderId, identityId } = await this.customers.resolve(scope, { ...arriving(vouched.external), name: vouched.name });
    for (const key of vouched.others) await this.bring(scope, key, holderId);
    const keepsVisitor = await this.bringVisitor(scope, visitorId, holderId);
    const customerId = await rootOf(scope.tx, holderId);
    // Whoever serves this customer right now sees at once who it is.
    await announceCustomer(scope.tx, this.outbox, customerId);
    return { identityId, holderId, customerId, name: await this.nameOf(scope, customerId, vouched.name), keepsVisitor };
  }

  /** Who holds the key by proof, or as an address that replies went to. */
  private async holder(scope: Scope, key: VouchedKey): Promise<IdentityRow | undefined> {
    return (await holdersOf(scope.tx, key.kind, key.value)).find((one) => one.level === 'verified' || one.joins);
  }

  private async holderOfAddresses(scope: Scope, keys: VouchedKey[]): Promise<string | undefined> {
    for (const key of keys.filter((one) => one.proved)) {
      const holder = await this.holder(scope, key);
      if (holder && (holder.level === 'verified' || (await this.isOnlyThis(scope, holder)))) return holder.customer_id;
    }
    return undefined;
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

  /** Adds a key of the token to the customer; a proved one brings along the thread of whoever held it until now. */
  private async bring(scope: Scope, key: VouchedKey, customerId: string): Promise<void> {
    const holder = key.proved ? await this.holder(scope, key) : undefined;
    if (!holder || holder.customer_id === customerId) {
      await this.customers.attach(scope, customerId, arriving(key));
      return;
    }
    const [holderRoot, ownRoot] = [await rootOf(scope.tx, holder.customer_id), await rootOf(scope.tx, customerId)];
    if (holderRoot !== ownRoot) {
      const proved = await this.provedOf(scope, holderRoot);
      const alone =
        holder.level === 'verified' ? !proved.some((one) => one.kind === 'external') : await this.isOnlyThis(scope, holder);
      // Somebody else's account with the same address (a family's, say) stays theirs; a person decides.
      if (!alone || (await isShared(scope.tx, key.kind, key.value)))
        return void (await this.customers.attach(scope, customerId, arriving(key)));
      await this.merges.merge(scope, { fromId: holderRoot, intoId: ownRoot, reason: `signed in with ${key.kind}` });
    }
    await this.customers.attach(scope, holder.customer_id, arriving(key));
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
