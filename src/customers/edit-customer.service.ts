import { Injectable } from '@nestjs/common';
import { room } from '../contracts/events.js';
import type { Scope } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { assertVersion } from '../platform/http/version-guard.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { EditCustomerBody } from './customer-bodies.js';
import { erased } from './customers.repository.js';
import { originsOf, withOrigins } from './origins.js';
import { storedDocument, storedName } from './stored-text.js';

const columnOf: Record<Exclude<keyof EditCustomerBody, 'attributes'>, string> = {
  name: 'name',
  tier: 'tier',
  locale: 'locale',
  timeZone: 'time_zone',
  accountOwnerId: 'account_owner_id',
};

/** What colleagues write down about a customer; refused where somebody changed it since it was read. */
@Injectable()
export class EditCustomer {
  constructor(private readonly outbox: Outbox) {}

  async edit(scope: Scope, customerId: string, edit: EditCustomerBody, ifMatch: string | undefined): Promise<void> {
    const { accountOwnerId } = edit;
    if (accountOwnerId && (await scope.tx.query('SELECT 1 FROM agents WHERE id = $1', [accountOwnerId])).length === 0)
      throw new Refusal('invalid_request', 'There is no such agent.', {
        errors: [{ pointer: '/accountOwnerId', detail: 'is no agent' }],
      });
    const values: unknown[] = [customerId];
    const sets = Object.entries(columnOf).flatMap(([property, column]) => {
      const value = edit[property as keyof typeof columnOf];
      const kept = property === 'name' && typeof value === 'string' ? storedName(value) : value;
      return value === undefined ? [] : [`${column} = $${values.push(kept)}`];
    });
    if (edit.attributes)
      sets.push(
        `attributes = jsonb_strip_nulls(attributes || $${values.push(JSON.stringify(storedDocument(edit.attributes)))}::jsonb)`,
      );
    const fields = [
      ...Object.keys(columnOf).filter((property) => edit[property as keyof typeof columnOf] !== undefined),
      ...Object.keys(edit.attributes ?? {}).map((name) => `attributes.${name}`),
    ];
    const source = scope.actor.type === 'integration' ? 'integration' : 'agent';
    values.push(originsOf(fields, source, scope.actor));
    sets.push(`origins = ${withOrigins(`$${values.length}`)}`);
    await this.write(scope, customerId, [...sets, 'version = version + 1'], values, ifMatch);
  }

  async block(scope: Scope, customerId: string, blocked: boolean): Promise<void> {
    await this.write(
      scope,
      customerId,
      [`blocked_at = ${blocked ? 'coalesce(blocked_at, app_now())' : 'NULL'}`, 'version = version + 1'],
      [customerId],
      undefined,
    );
  }

  /** Something beside the columns changed: a key was noted down, or read in. */
  async announce(scope: Scope, customerId: string): Promise<void> {
    await this.outbox.add(scope.tx, {
      type: 'customer.updated',
      payload: { customerId },
      rooms: [room.customer(customerId), room.supervisors],
    });
  }

  private async write(
    scope: Scope,
    customerId: string,
    sets: string[],
    values: unknown[],
    ifMatch: string | undefined,
  ): Promise<void> {
    const [found] = await scope.tx.query<{ version: number; erased_at: Date | null }>(
      'SELECT version, erased_at FROM customers WHERE id = $1 FOR NO KEY UPDATE',
      [customerId],
    );
    if (!found) throw notFound('customer');
    if (found.erased_at) throw erased();
    assertVersion(ifMatch, found.version);
    await scope.tx.run(`UPDATE customers SET ${sets.join(', ')} WHERE id = $1`, values);
    await this.announce(scope, customerId);
  }
}
