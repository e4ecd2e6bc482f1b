import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { ReopenConversation } from '../../../src/routing/work/reopen-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

describe('after the close', () => {
  let app: RoutingApp;
  beforeAll(async () => {
    app = await startRouting();
  });
  afterAll(() => app.stop());

  /** Ana served a customer and closed; Ben is there as well, and would be asked first for anybody else. */
  async function closed(reopenWithinMs = 3_600_000) {
    const world = await World.on(app, { offerMode: 'assign' });
    await app.db.run('UPDATE queues SET reopen_within_ms = $2 WHERE id = $1', [world.queue, reopenWithinMs]);
    const ana = await world.addAgent('Ana');
    const customer = `customer of ${world.queue}`;
    const id = await world.arrive({ customer });
    await app.get(RunMatching).execute();
    await app.get(CloseConversation).execute({ conversationId: id, by: ana, outcome: 'solved' });
    const ben = await world.addAgent('Ben', { capacity: 200 });
    return { world, ana, ben, id, customer };
  }
  const later = async (world: World, ms: number, ...there: Principal[]): Promise<void> => {
    await app.moveClock(ms);
    for (const agent of there) await world.presence(agent, 'available');
  };

  it('leaves nothing running: no owner, no wait, no deadline, no turn of anybody', async () => {
    const { world, ana, id } = await closed();
    expect(await world.conversation(id)).toMatchObject({
      ...{ status: 'closed', outcome: 'solved', assignee_id: null, preferred_agent_id: ana.id, epoch: 3 },
      ...{ waiting_since: null, deadline_at: null, unanswered_since: null, silence_stage: 0, wait_for_agent_id: null },
    });
  });

  it('a message within the time of the queue opens the same conversation under a new epoch, routed afresh, the last agent preferred', async () => {
    const { world, ana, ben, id, customer } = await closed();
    await later(world, 3_599_000, ana, ben);
    expect(await world.arrive({ customer })).toBe(id);
    expect(await world.conversation(id)).toMatchObject({
      status: 'waiting',
      epoch: 4,
      routed_at: null,
      preferred_agent_id: ana.id,
    });
    await app.get(RunMatching).execute();
    expect(await world.conversation(id)).toMatchObject({ status: 'assigned', assignee_id: ana.id });
  });

  it('a later one opens a new conversation linked to it, the last agent preferred as well', async () => {
    const { world, ana, ben, id, customer } = await closed();
    await later(world, 3_600_001, ana, ben);
    const next = await world.arrive({ customer });
    expect(next).not.toBe(id);
    expect(await world.conversation(next)).toMatchObject({
      previous_id: id,
      epoch: 1,
      routed_at: null,
      preferred_agent_id: ana.id,
    });
    await app.get(RunMatching).execute();
    expect(await world.conversation(next)).toMatchObject({ assignee_id: ana.id });
    expect(await world.conversation(id)).toMatchObject({ status: 'closed' });
  });

  it('the last agent is preferred, never waited for', async () => {
    const { world, ana, ben, id, customer } = await closed();
    await world.presence(ana, 'offline');
    await world.arrive({ customer });
    await app.get(RunMatching).execute();
    expect(await world.conversation(id)).toMatchObject({ assignee_id: ben.id });
  });

  it('nothing is opened again where the queue says so', async () => {
    const { world, id, customer } = await closed(0);
    expect(await world.arrive({ customer })).not.toBe(id);
  });

  it('opened by hand it stays in the queue where a person left it, and is held there against rules', async () => {
    const { world, ana, id } = await closed();
    const before = await app.db.query<{ routed_at: Date }>('SELECT routed_at FROM conversations WHERE id = $1', [id]);
    await app.get(ReopenConversation).execute({ conversationId: id, by: ana });
    const [after] = await app.db.query(
      'SELECT status, queue_id, epoch, routed_at, manual_until > app_now() AS held, preferred_agent_id FROM conversations WHERE id = $1',
      [id],
    );
    expect(after).toEqual({
      ...{ status: 'waiting', queue_id: world.queue, epoch: 4, routed_at: before[0]!.routed_at, held: true },
      preferred_agent_id: ana.id,
    });
  });
});
