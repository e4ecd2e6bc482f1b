import { circleFrom } from '../../core/requirements/cycles.js';
import { deedOf } from '../../core/requirements/steps.js';
import type { QueueView } from '../../contracts/routing-views.js';
import type { Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import type { QueuePatch } from './queue-bodies.js';
import { queueEdges, unknownHours, unknownQueues, unknownSkills } from './queues.repository.js';

/** A refusal that names the field by its JSON Pointer. */
export const wrong = (pointer: string, detail: string, more: object = {}): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)}: ${detail}`, { errors: [{ pointer, detail }], ...more });

/** Everything a queue names is there, and each step does one thing. Throws `invalid_request`. */
export async function checkNames(tx: Tx, body: QueuePatch): Promise<void> {
  body.steps?.forEach((step, place) => {
    if (!deedOf(step)) throw wrong(`/steps/${place}`, 'must do exactly one thing beside afterMs');
  });
  await checkSkills(tx, body);
  const steps = body.steps ?? [];
  const queues = [
    ...(body.fallbackQueueId ? [{ pointer: '/fallbackQueueId', id: body.fallbackQueueId }] : []),
    ...steps.flatMap(({ toQueue }, place) => (toQueue ? [{ pointer: `/steps/${place}/toQueue`, id: toQueue }] : [])),
    ...steps.flatMap(({ addQueues = [] }, place) =>
      addQueues.map((id, at) => ({ pointer: `/steps/${place}/addQueues/${at}`, id })),
    ),
  ];
  const missing = await unknownQueues(
    tx,
    queues.map((one) => one.id),
  );
  const stranger = queues.find((one) => missing.has(one.id.toLowerCase()));
  if (stranger) throw wrong(stranger.pointer, 'there is no such queue');
  if (body.hoursId && (await unknownHours(tx, body.hoursId))) throw wrong('/hoursId', 'there are no such opening hours');
}

/** Work that a queue passes on goes elsewhere, and its own members serve it anyway. Throws `invalid_request`. */
export function checkItself(queue: { id: string; key: string }, body: QueuePatch): void {
  const isItself = (id: string | null | undefined): boolean => id?.toLowerCase() === queue.id;
  const back = [
    ...(isItself(body.fallbackQueueId) ? ['/fallbackQueueId'] : []),
    ...(body.steps ?? []).flatMap(({ toQueue }, place) => (isItself(toQueue) ? [`/steps/${place}/toQueue`] : [])),
  ];
  const cycle = [queue.key, queue.key];
  if (back[0]) throw wrong(back[0], `leads back to the queue: ${cycle.join(' → ')}`, { cycle });
  body.steps?.forEach(({ addQueues }, place) => {
    const at = addQueues?.findIndex(isItself) ?? -1;
    if (at >= 0) throw wrong(`/steps/${place}/addQueues/${at}`, 'is the queue itself, whose members serve it anyway');
  });
}

async function checkSkills(tx: Tx, body: QueuePatch): Promise<void> {
  const skills = [
    ...(body.requirements ?? []).map(({ skill }, place) => ({ pointer: `/requirements/${place}/skill`, skill })),
    ...(body.steps ?? []).flatMap(({ dropSkill }, place) =>
      dropSkill ? [{ pointer: `/steps/${place}/dropSkill`, skill: dropSkill }] : [],
    ),
    ...(body.steps ?? []).flatMap(({ lowerSkill }, place) =>
      lowerSkill ? [{ pointer: `/steps/${place}/lowerSkill/skill`, skill: lowerSkill.skill }] : [],
    ),
  ];
  const missing = await unknownSkills(
    tx,
    skills.map((one) => one.skill),
  );
  const stranger = skills.find((one) => missing.includes(one.skill));
  if (stranger) throw wrong(stranger.pointer, `there is no skill ${stranger.skill}`);
}

const ladders = [
  ['nudgeAfterMs', 'supervisorAfterMs', 'moveAfterMs'],
  ['remindCustomerAfterMs', 'closeSilentAfterMs'],
] as const;

/** Each rung of a ladder is later than the one before it; those left out are no rungs. Throws `invalid_request`. */
export function checkLadders(queue: QueueView, body: QueuePatch): void {
  for (const ladder of ladders) {
    const rungs = ladder.flatMap((field) => (queue[field] === null ? [] : [{ field, at: queue[field] }]));
    for (const [place, rung] of rungs.entries()) {
      const before = rungs[place - 1];
      if (!before || before.at < rung.at) continue;
      // The field to blame is one the caller sent.
      if (body[rung.field] === undefined && body[before.field] !== undefined)
        throw wrong(`/${before.field}`, `must be less than ${rung.field} (${rung.at})`);
      throw wrong(`/${rung.field}`, `must be more than ${before.field} (${before.at})`);
    }
  }
}

/** Work that leaves the queue by fallback or overflow never comes back to it. Throws `invalid_request` with the circle. */
export async function checkCircles(tx: Tx, queueId: string): Promise<void> {
  const { edges, keys } = await queueEdges(tx);
  const circle = circleFrom(queueId, edges);
  if (!circle) return;
  const path = circle.path.map((id) => keys.get(id) ?? id);
  throw wrong(circle.pointer, `leads back to the queue: ${path.join(' → ')}`, { cycle: path });
}
