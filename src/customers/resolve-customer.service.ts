import { Injectable } from '@nestjs/common';
import { type IdentityEvidence, resolveIdentity } from '../core/identity/resolve.js';
import type { IdentityKind, IdentityLevel } from '../contracts/words.js';
import type { Scope } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/ids/new-id.js';
import {
  holdersOf,
  type IdentityRow,
  isErased,
  insertIdentity,
  insertNewcomer,
  lockKey,
  refuseErased,
  rootOf,
} from './customers.repository.js';
import { originsOf, withOrigins } from './origins.js';
import { storedName } from './stored-text.js';

/** What the door says about the key, in the words of the rule. */
function evidenceOf(who: Arriving): IdentityEvidence {
  if (who.kind === 'visitor') return { source: 'own_token', proof: null };
  return { source: who.joins ? 'reply_address' : 'typed', proof: who.level === 'verified' ? 'vendor' : null };
}

/** Somebody who arrives at a door, with a normalised key and what the door could prove about it. */
export interface Arriving {
  kind: IdentityKind;
  value: string;
  display?: string | null;
  name?: string | null;
  locale?: string | null;
  level: IdentityLevel;
  /** True for an address that the reply itself goes to; false for a value that was merely typed. */
  joins: boolean;
  proof?: object;
  /** Ids for the rows of a newcomer, where the door made them up beforehand (widget visitors). */
  customerId?: string;
  identityId?: string;
}

export interface Resolved {
  /** The root customer: merges followed. */
  customerId: string;
  /** The customer that holds the identity itself; differs from `customerId` after a merge. */
  holderId: string;
  identityId: string;
  /** True where the sender joined a customer by an address that nobody proved. */
  unproved: boolean;
  created: boolean;
}

/**
 * Finds the customer behind a key, or makes one. Joining a thread is not reading it: an unproved address joins the
 * customer who holds it, marked unproved. Two concurrent first messages meet in the lock on the key.
 */
@Injectable()
export class ResolveCustomer {
  async resolve(scope: Scope, who: Arriving): Promise<Resolved> {
    // A visitor's ids are made of their key, so that the primary keys alone keep two first messages apart.
    if (who.kind !== 'visitor') await lockKey(scope.tx, who.kind, who.value);
    const holders = await holdersOf(scope.tx, who.kind, who.value);
    const resolution = resolveIdentity(
      {
        verified: holders.find((one) => one.level === 'verified')?.id ?? null,
        joining: holders.find((one) => one.joins)?.id ?? null,
        shared: holders.some((one) => one.shared),
      },
      evidenceOf(who),
    );
    // A key that was merely typed never joins: its holder is somebody else until a person says otherwise.
    if (resolution.action !== 'join') return this.create(scope, who);
    const holder = holders.find((one) => one.id === resolution.holder)!;
    await this.raise(scope, holder, who);
    if (who.name) await this.learnName(scope, holder.customer_id, who);
    return {
      customerId: await rootOf(scope.tx, holder.customer_id),
      holderId: holder.customer_id,
      identityId: holder.id,
      unproved: resolution.unproved,
      created: false,
    };
  }

  /**
   * Adds a key to a known customer. A proved key that another customer has proved stays there: the answer is null and
   * joining the two is a person's (or the merge's) decision.
   * @throws Refusal `customer_erased`
   */
  async attach(scope: Scope, customerId: string, who: Arriving): Promise<string | null> {
    await refuseErased(scope.tx, customerId);
    await lockKey(scope.tx, who.kind, who.value);
    const holders = await holdersOf(scope.tx, who.kind, who.value);
    const own = holders.find((one) => one.customer_id === customerId);
    const proved = holders.find((one) => one.level === 'verified');
    if (proved && proved.customer_id !== customerId && who.level === 'verified') return null;
    if (own) {
      await this.raise(scope, own, who);
      return own.id;
    }
    return insertIdentity(scope.tx, { ...who, id: who.identityId, customerId });
  }

  private async create(scope: Scope, who: Arriving): Promise<Resolved> {
    const customer = { id: who.customerId ?? newId(), name: who.name ?? null, locale: who.locale ?? null };
    const identity = { ...who, id: who.identityId ?? newId() };
    if (await insertNewcomer(scope.tx, customer, identity))
      return {
        customerId: customer.id,
        holderId: customer.id,
        identityId: identity.id,
        unproved: who.level === 'claimed',
        created: true,
      };
    if (await isErased(scope.tx, customer.id)) {
      // A page that still speaks for the visitor who was erased begins anew.
      if (who.kind === 'visitor') throw new Refusal('token_expired', 'The session is over.');
      return this.create(scope, { ...who, customerId: undefined, identityId: undefined });
    }
    // The other first message of the same visitor was faster, or the customer is known and only the key is new.
    const holders = await holdersOf(scope.tx, who.kind, who.value);
    const holder = holders.find((one) => one.customer_id === customer.id || who.kind === 'visitor');
    const identityId = holder?.id ?? (await insertIdentity(scope.tx, { ...identity, customerId: customer.id }));
    const holderId = holder?.customer_id ?? customer.id;
    return {
      customerId: await rootOf(scope.tx, holderId),
      holderId,
      identityId,
      unproved: who.level === 'claimed',
      created: false,
    };
  }

  /** A proof raises a claimed key to a verified one; nothing ever lowers it. */
  private async raise(scope: Scope, holder: IdentityRow, who: Arriving): Promise<IdentityLevel> {
    if (who.level !== 'verified' || holder.level === 'verified') return holder.level;
    // By what lines of a table it is known stays beside the proof: the same table is read again.
    await scope.tx.run(
      `UPDATE identities SET level = 'verified', joins = true,
         proof = $2::jsonb || jsonb_strip_nulls(jsonb_build_object('lines', proof -> 'lines')) WHERE id = $1`,
      [holder.id, who.proof ?? {}],
    );
    return 'verified';
  }

  private async learnName(scope: Scope, customerId: string, { name, kind }: Arriving): Promise<void> {
    const kept = storedName(name);
    if (kept === null) return;
    await scope.tx.run(
      `UPDATE customers SET name = $2, origins = ${withOrigins('$3')}, version = version + 1 WHERE id = $1 AND name IS NULL`,
      [customerId, kept, originsOf(['name'], kind)],
    );
  }
}
