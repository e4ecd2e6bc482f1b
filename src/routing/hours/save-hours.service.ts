import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { assertSupervisesAll } from '../../accounts/supervised-queues.queries.js';
import type { HoursView } from '../../contracts/routing-views.js';
import type { BusinessHours } from '../../core/hours/business-hours.js';
import { checkHours } from '../../core/hours/check-hours.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { newId } from '../../platform/ids/new-id.js';
import type { HoursPatch, NewHoursBody } from './hours-bodies.js';
import { findHours } from './hours.queries.js';
import { deleteHours, type HoursRow, lockHours, queuesOf, writeHours } from './hours.repository.js';
import { OpenQueues } from './open-queues.service.js';

/** Makes, changes and removes opening hours; the queues that go by them open and close in the same transaction. */
@Injectable()
export class SaveHours {
  constructor(
    private readonly db: Database,
    private readonly queues: OpenQueues,
    private readonly audit: Audit,
  ) {}

  /** Errors: `forbidden`; `already_exists` (the key); `invalid_request` (zone, overlaps, dates). */
  async create(by: Principal, { key, name, timeZone, intervals, holidays = [] }: NewHoursBody): Promise<HoursView> {
    const row = { id: newId(), key, name, timeZone, intervals, holidays };
    try {
      return await this.db.transaction(async (tx) => {
        await assertSupervisesAll(tx, by);
        return this.write({ tx, actor: actorOf(by) }, row, 'hours.created');
      });
    } catch (error) {
      if (isDuplicate(error, 'business_hours_key_key'))
        throw new Refusal('already_exists', 'There are hours with this key.', {
          translations: { zh: '已有营业时间使用这个标识。' },
          errors: [{ pointer: '/key', detail: 'is taken' }],
        });
      throw error;
    }
  }

  /** Errors: `forbidden`, `not_found`, `version_mismatch`, `invalid_request`. */
  change(by: Principal, id: string, patch: HoursPatch, ifMatch?: string): Promise<HoursView> {
    return this.db.transaction(async (tx) => {
      await assertSupervisesAll(tx, by);
      const before = await this.lock(tx, id, ifMatch);
      const { name = before.name, timeZone = before.timeZone, intervals = before.intervals, holidays = before.holidays } = patch;
      const row = { id, key: before.key, name, timeZone, intervals, holidays };
      return this.write({ tx, actor: actorOf(by) }, row, 'hours.changed');
    });
  }

  /** Errors: `forbidden`, `not_found`, `version_mismatch`, `conflict` (a queue goes by them). */
  async remove(by: Principal, id: string, ifMatch?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await assertSupervisesAll(tx, by);
      const { key } = await this.lock(tx, id, ifMatch);
      const used = await queuesOf(tx, id);
      if (used.length > 0)
        throw new Refusal('conflict', `Queues go by these hours: ${used.join(', ')}.`, {
          translations: { zh: `这些队列仍按此营业时间：${used.join('、')}。` },
        });
      await deleteHours(tx, id);
      const about = { action: 'hours.deleted', subjectType: 'hours', subjectId: id, data: { key } };
      await this.audit.write({ tx, actor: actorOf(by) }, about);
    });
  }

  private async lock(tx: Tx, id: string, ifMatch: string | undefined): Promise<HoursRow> {
    const row = await lockHours(tx, id);
    if (!row) throw notFound('hours');
    assertVersion(ifMatch, row.version);
    return row;
  }

  private async write(scope: Scope, row: Omit<HoursRow, 'version'>, action: string): Promise<HoursView> {
    refuseFaults(row);
    await writeHours(scope.tx, row);
    await this.queues.reckon(scope.tx, await queuesOf(scope.tx, row.id));
    const { id, ...data } = row;
    await this.audit.write(scope, { action, subjectType: 'hours', subjectId: id, data });
    return (await findHours(scope.tx, id))!;
  }
}

function refuseFaults(hours: BusinessHours): void {
  const errors = checkHours(hours);
  if (errors.length === 0) return;
  throw new Refusal('invalid_request', errors.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`).join('; '), {
    errors,
  });
}
