import { Injectable } from '@nestjs/common';
import type { TouchpointsTakenView } from '../../contracts/touchpoints.js';
import type { FieldError } from '../../contracts/errors.js';
import { announceCustomer } from '../../conversations/announce-customer.js';
import { normalise } from '../../core/identity/normalise.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { storable } from '../storable.js';
import type { TouchpointBody } from './touchpoint-bodies.js';
import { addTouchpoints, customersShown, type NewTouchpoint } from './touchpoints.queries.js';

/** Clocks of two systems never agree quite; more than this is a mistake. */
const clockSlackMs = 5 * 60_000;
const mostData = 2_000;
const mostFaults = 20;

/** Takes what other systems saw of customers: all of a batch or nothing, each step once, in whatever order they come. */
@Injectable()
export class TakeTouchpoints {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** @throws Refusal `invalid_request` that names the fields */
  async take(batch: readonly TouchpointBody[]): Promise<TouchpointsTakenView> {
    const faults: FieldError[] = [];
    const given = batch.map((one, index) => this.read(one, `/touchpoints/${index}`, faults));
    if (faults.length > 0)
      throw new Refusal('invalid_request', `${faults[0]!.pointer.slice(1)} ${faults[0]!.detail}.`, {
        errors: faults.slice(0, mostFaults),
      });
    const { added, unresolved } = await this.db.transaction(async (tx) => {
      const done = await addTouchpoints(tx, given);
      for (const id of done.added.length > 0 ? await customersShown(tx, done.added) : [])
        await announceCustomer(tx, this.outbox, id);
      return done;
    });
    return { received: batch.length, added: added.length, repeated: batch.length - added.length, unresolved };
  }

  private read(one: TouchpointBody, at: string, faults: FieldError[]): NewTouchpoint {
    const occurred = Date.parse(one.occurredAt);
    if (occurred > this.clock.now() + clockSlackMs)
      faults.push({ pointer: `${at}/occurredAt`, detail: 'must not lie in the future' });
    const data = storable(JSON.stringify(one.data ?? {}).replaceAll('\\u0000', '\\ufffd'));
    if (data.length > mostData)
      faults.push({ pointer: `${at}/data`, detail: `must not be longer than ${mostData} characters as JSON` });
    const keys = one.identities.flatMap(({ kind, value }, index) => {
      const key = normalise(kind, value);
      if (key.ok) return [{ kind, value: storable(key.value) }];
      faults.push({ pointer: `${at}/identities/${index}/value`, detail: `is no usable ${kind} (${key.code})` });
      return [];
    });
    return {
      ...{ id: newId(), source: one.source, externalId: one.externalId, kind: one.kind, keys },
      title: one.title == null ? null : storable(one.title),
      channel: one.channel ?? null,
      primary: one.primary ?? true,
      data: JSON.parse(data) as object,
      occurredAt: new Date(occurred).toISOString(),
    };
  }
}
