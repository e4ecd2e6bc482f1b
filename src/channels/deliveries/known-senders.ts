import { Injectable } from '@nestjs/common';
import type { IdentityKind } from '../../contracts/words.js';
import type { Sql } from '../../platform/database/tx.js';

export interface KnownSender {
  identityId: string;
  /** The customer that holds the identity. */
  customerId: string;
  /** Further keys of theirs that have been learnt. */
  keys: ReadonlySet<string>;
}

const most = 100_000;
export const keyName = ({ kind, value }: { kind: IdentityKind; value: string }): string => `${kind}|${value}`;

/**
 * Senders whose messages this process has recorded: theirs need no looking up. What is remembered may grow old (a merge, a
 * block): whoever writes by it checks, and takes the long way where it does not hold.
 */
@Injectable()
export class KnownSenders {
  private readonly senders = new Map<string, KnownSender>();

  of(sender: { kind: IdentityKind; value: string }): KnownSender | undefined {
    return this.senders.get(keyName(sender));
  }

  /** Call it with what a committed transaction has recorded. */
  remember(sender: { kind: IdentityKind; value: string }, known: KnownSender): void {
    if (this.senders.size >= most) this.senders.clear();
    this.senders.set(keyName(sender), known);
  }
}

/** Who holds an identity; after a merge another than whose thread it is read in. */
export async function holderOf(sql: Sql, identityId: string): Promise<string | undefined> {
  const [row] = await sql.query<{ customer_id: string }>('SELECT customer_id FROM identities WHERE id = $1', [identityId]);
  return row?.customer_id;
}
