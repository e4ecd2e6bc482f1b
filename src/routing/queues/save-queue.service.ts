import { Injectable } from '@nestjs/common';
import { readSkills, readSteps } from '../../core/requirements/steps.js';
import { unmetInQueue } from '../../core/requirements/warnings.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { assertSupervises, assertSupervisesAll } from '../../accounts/supervised-queues.queries.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { room } from '../../contracts/events.js';
import type { QueueView } from '../../contracts/routing-views.js';
import { channels } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Scope, Tx } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { reckonOpening } from '../hours/reckon-opening.js';
import { checkCircles, checkItself, checkLadders, checkNames, wrong } from './check-queue.js';
import type { NewQueueBody, QueuePatch } from './queue-bodies.js';
import { findQueue } from './queues.queries.js';
import { deleteQueue, insertQueue, isUsed, lockQueue, setMembers, updateQueue } from './queues.repository.js';
import { readRoster, warningsOf } from './roster.queries.js';

const statePercents = ['waiting_on_us', 'waiting_on_customer', 'snoozed'];

/** Makes, changes and removes queues; each leaves an audit row and the news that pairs may have become possible. */
@Injectable()
export class SaveQueue {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** Errors: `forbidden`; `already_exists` (the key); `invalid_request` (unknown skill, agent, queue or hours, weights, a ladder that does not rise, a circle). */
  async create(by: Principal, { key, ...body }: NewQueueBody): Promise<QueueView> {
    const id = newId();
    try {
      return await this.db.transaction(async (tx) => {
        await assertSupervisesAll(tx, by);
        await insertQueue(tx, id, key, body.name);
        return this.write({ tx, actor: actorOf(by) }, { id, key }, body, 'queue.created');
      });
    } catch (error) {
      if (isDuplicate(error, 'queues_key_key'))
        throw new Refusal('already_exists', 'There is a queue with this key.', {
          translations: { zh: '已有队列使用这个标识。' },
          errors: [{ pointer: '/key', detail: 'is taken' }],
        });
      throw error;
    }
  }

  /** Errors: `not_found`, `forbidden`, `version_mismatch`, `invalid_request`. */
  change(by: Principal, id: string, body: QueuePatch, ifMatch?: string): Promise<QueueView> {
    return this.db.transaction(async (tx) => {
      const locked = await lockQueue(tx, id);
      if (!locked) throw notFound('queue');
      await assertSupervises(tx, by, id);
      assertVersion(ifMatch, locked.version);
      return this.write({ tx, actor: actorOf(by) }, locked, body, 'queue.changed');
    });
  }

  /** Errors: `not_found`, `forbidden`, `version_mismatch`, `conflict` (conversations or inboxes use it). */
  async remove(by: Principal, id: string, ifMatch?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const locked = await lockQueue(tx, id);
      if (!locked) throw notFound('queue');
      await assertSupervisesAll(tx, by);
      assertVersion(ifMatch, locked.version);
      if (await isUsed(tx, id))
        throw new Refusal('conflict', 'Inboxes or conversations use this queue; pause it instead.', {
          translations: { zh: '仍有收件箱或会话使用这个队列，可改为暂停。' },
        });
      await deleteQueue(tx, id);
      await this.audit.write({ tx, actor: actorOf(by) }, { action: 'queue.deleted', subjectType: 'queue', subjectId: id });
    });
  }

  private async write(scope: Scope, queue: { id: string; key: string }, body: QueuePatch, action: string): Promise<QueueView> {
    const { tx } = scope;
    const { id } = queue;
    checkWeights(body.weights);
    checkItself(queue, body);
    await checkNames(tx, body);
    await updateQueue(tx, id, body);
    if (body.hoursId !== undefined) await reckonOpening(tx, [id]);
    const strangers = body.agents ? await setMembers(tx, id, body.agents) : [];
    if (strangers.length > 0) throw wrong('/agents', `no such agent: ${strangers.join(', ')}`);
    if (body.steps || body.fallbackQueueId) await checkCircles(tx, id);
    const saved = (await findQueue(tx, id))!;
    checkLadders(saved, body);
    await this.outbox.add(tx, {
      type: 'routing.configured',
      payload: { queueId: id },
      rooms: [room.queue(id), room.supervisors],
    });
    await this.audit.write(scope, { action, subjectType: 'queue', subjectId: id, data: body });
    return { ...saved, ...(await this.warnings(tx, saved)) };
  }

  private async warnings(tx: Tx, queue: QueueView): Promise<Pick<QueueView, 'warnings'>> {
    const [skills, steps] = [readSkills(queue.requirements) ?? [], readSteps(queue.steps) ?? []];
    if (skills.length + steps.length + queue.groups.length === 0) return {};
    const roster = await readRoster(tx);
    const unmet = unmetInQueue(queue.id, { skills, steps, groups: queue.groups }, roster);
    return unmet.length > 0 ? { warnings: warningsOf(unmet, roster) } : {};
  }
}

const isPlain = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Free-form objects are checked by hand: a weight that is no number would keep the queue from being served. */
function checkWeights(weights: QueuePatch['weights']): void {
  if (!weights) return;
  const { channels: byChannel, statePercent, exclusive, ...rest } = { channels: {}, statePercent: {}, exclusive: [], ...weights };
  if (!isPlain(byChannel) || !isPlain(statePercent)) throw wrong('/weights', 'channels and statePercent must be objects');
  const unknown = [
    ...Object.keys(rest),
    ...Object.keys(byChannel).filter((one) => !(channels as readonly string[]).includes(one)),
    ...Object.keys(statePercent).filter((one) => !statePercents.includes(one)),
  ];
  if (unknown.length > 0) throw wrong('/weights', `not known: ${unknown.join(', ')}`);
  if (!Array.isArray(exclusive) || !exclusive.every((one) => (channels as readonly unknown[]).includes(one)))
    throw wrong('/weights/exclusive', 'must be a list of channels');
  const whole = (value: unknown, most: number): boolean =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
  if (!Object.values(byChannel).every((value) => whole(value, 10_000)))
    throw wrong('/weights/channels', 'must be whole numbers from 0 to 10000');
  if (!Object.values(statePercent).every((value) => whole(value, 100)))
    throw wrong('/weights/statePercent', 'must be whole numbers from 0 to 100');
}
