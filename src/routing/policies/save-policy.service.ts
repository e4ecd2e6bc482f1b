import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import type { PolicyReplayView, PolicyView } from '../../contracts/report-views.js';
import { room } from '../../contracts/events.js';
import { DEFAULT_POLICY } from '../../core/matching/snapshot.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Sql } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { HOUSE, policyViews, replayView } from './policies.queries.js';
import type { NewPolicyBody, ReplayBody } from './policy-bodies.js';

const DAY_MS = 86_400_000;
const MOST_DAYS = 31;

/** Makes versions, puts one in force, asks what one would have done. A version is never changed: what it decided must stay explained. */
@Injectable()
export class SavePolicy {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** Errors: `already_exists` (the version, the house policy's included); `invalid_request` (weights that are all 0). */
  async create(by: Principal, { version, policy, note }: NewPolicyBody): Promise<PolicyView> {
    const id = newId();
    const taken = new Refusal('already_exists', 'There is a policy of this version; a version is never changed.', {
      translations: { zh: '该版本的策略已存在，版本不可更改。' },
      errors: [{ pointer: '/version', detail: 'is taken' }],
    });
    if (version === DEFAULT_POLICY.version) throw taken;
    refuseNoWeight(policy.weights);
    try {
      await this.db.transaction(async (tx) => {
        const kept = { version, ...policy, weights: { ...policy.weights } };
        await tx.run('INSERT INTO policies (id, version, policy, note, created_by) VALUES ($1, $2, $3, $4, $5)', [
          ...[id, version, JSON.stringify(kept), note ?? null, by.id],
        ]);
        const act = { action: 'policy.created', subjectType: 'policy', subjectId: id, data: { version } };
        await this.audit.write({ tx, actor: actorOf(by) }, act);
      });
    } catch (error) {
      throw isDuplicate(error, 'policies_version_key') ? taken : error;
    }
    return (await policyViews(this.db, id))[0]!;
  }

  /** In force from the next pass on, in every process. Errors: `not_found`. */
  async activate(by: Principal, id: string, reason: string): Promise<PolicyView> {
    await this.db.transaction(async (tx) => {
      const version = await this.versionOf(tx, id);
      await tx.run('INSERT INTO policy_activations (id, policy_id, activated_by) VALUES ($1, $2, $3)', [
        ...[newId(), id === HOUSE ? null : id, by.id],
      ]);
      const act = { action: 'policy.activated', subjectType: 'policy', subjectId: id, data: { version, reason } };
      await this.audit.write({ tx, actor: actorOf(by) }, act);
      await this.outbox.add(tx, { type: 'routing.configured', payload: {}, rooms: [room.supervisors] });
    });
    return (await policyViews(this.db, id))[0]!;
  }

  /** Asks; the answer is worked out beside everything else. Errors: `not_found`, `invalid_request` (the period). */
  async replay(by: Principal, id: string, { from, to, queueIds }: ReplayBody): Promise<PolicyReplayView> {
    await this.versionOf(this.db, id);
    const length = Date.parse(to) - Date.parse(from);
    if (length <= 0 || length > MOST_DAYS * DAY_MS) {
      const detail = length <= 0 ? 'must lie after from' : `must lie at most ${MOST_DAYS} days after from`;
      throw new Refusal('invalid_request', `to: ${detail}`, { errors: [{ pointer: '/to', detail }] });
    }
    const replayId = newId();
    await this.db.run(
      'INSERT INTO policy_replays (id, policy_id, from_at, to_at, queue_ids, asked_by) VALUES ($1, $2, $3, $4, $5, $6)',
      [...[replayId, id === HOUSE ? null : id, from, to, queueIds ?? null, by.id]],
    );
    return (await replayView(this.db, replayId))!;
  }

  private async versionOf(sql: Sql, id: string): Promise<string> {
    const [policy] = await policyViews(sql, id);
    if (!policy) throw notFound('policy');
    return policy.version;
  }
}

/** All pairs would be worth the same, and the order of ids would decide. */
function refuseNoWeight(weights: NewPolicyBody['policy']['weights']): void {
  if (Object.values(weights).some((weight) => weight > 0)) return;
  const [pointer, detail] = ['/policy/weights', 'must not all be 0'];
  throw new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }] });
}
