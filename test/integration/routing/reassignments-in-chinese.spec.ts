import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { ApplyReassignment } from '../../../src/routing/reassignments/apply-reassignment.service.js';
import { PlanReassignment } from '../../../src/routing/reassignments/plan-reassignment.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
let world: World;
let ana: Principal;
let ben: Principal;
let sue: Principal;
beforeAll(async () => {
  app = await startRouting();
});
afterAll(() => app.stop());
beforeEach(async () => {
  world = await World.on(app);
  ana = await world.addAgent('Ana');
  ben = await world.addAgent('Ben', { capacity: 50 });
  sue = await world.addAgent('Sue', { role: 'supervisor', queues: [] });
});

const plan = (wish: object) => app.get(PlanReassignment).execute({ by: sue, ...wish });
const apply = (planToken: string) => app.get(ApplyReassignment).apply(sue, planToken);
const close = (conversationId: string, by: Principal) =>
  app.get(CloseConversation).execute({ conversationId, by, outcome: 'solved' });

async function desk(size: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < size; n++) {
    ids.push(await world.arrive());
    await app.get(ClaimConversation).execute({ conversationId: ids[n]!, by: ana });
  }
  return ids;
}

describe('a plan of moves, in Chinese', () => {
  it('says why each goes where it goes', async () => {
    await desk(3);
    const chinese = (await plan({ fromAgentId: ana.id })).items.map((item) => item.translations.zh);
    expect(chinese).toEqual([
      expect.stringMatching(/^Ben：.*空余 2\/2$/),
      expect.stringMatching(/^Ben：.*空余 1\/2$/),
      '没有人能接：1 人曾经手或已转出，1 人没有空位；将回到队列中等待',
    ]);
    const line = await world.addQueue();
    expect((await plan({ fromAgentId: ana.id, toQueueId: line })).items[0]).toMatchObject({
      ...{ sentence: 'It would wait in that queue', translations: { zh: '将在该队列中等待' } },
    });
  });

  it('says what should be known before', async () => {
    const [id, asleep] = await desk(2);
    await app.db.run(
      `UPDATE conversations SET first_replied_at = app_now(), unanswered_since = app_now(), deadline_at = app_now() + interval '1 minute',
         wait_for_agent_id = $2 WHERE id = $1`,
      [id, ana.id],
    );
    await app.db.run(`UPDATE conversations SET status = 'snoozed' WHERE id = $1`, [asleep]);
    await world.presence(ben, 'away');
    const { warnings } = (await plan({ fromAgentId: ana.id })).effect;
    expect(warnings.map((one) => one.translations.zh)).toEqual([
      'Ana 仍在接新会话，会马上被派到新工作；请先设为收尾',
      '1 个暂缓的会话留在原客服处',
      expect.stringContaining('一直由Ana接待，将换成不熟悉的人答复'),
      expect.stringContaining('回复五分钟内到期，却要去排队'),
      expect.stringContaining('正在等Ana答复'),
      expect.stringContaining('选择等待Ana'),
    ]);
  });

  it('says what could not be moved, what could not be put back, and what is refused as a whole', async () => {
    const ids = await desk(3);
    const planned = await plan({ fromAgentId: ana.id });
    await close(ids[0]!, ana);
    const done = await apply(planned.planToken);
    const stale = { code: 'stale_epoch', translations: { zh: '此后已有人处理过这个会话，请重新查看。' } };
    expect(done.failed).toMatchObject([{ conversationId: ids[0], ...stale }]);
    await close(ids[1]!, sue);
    const back = await app.get(ApplyReassignment).undo(sue, done.id);
    expect(back.notRestored).toMatchObject([{ conversationId: ids[1], ...stale }]);
    // Read again, by whoever reads it, it is the same.
    expect(await app.get(ApplyReassignment).read(sue, done.id)).toEqual(back);
    await expect(apply(planned.planToken)).rejects.toMatchObject({
      ...{ code: 'conflict', data: { translations: { zh: '方案已经执行过了。' } } },
    });
  });

  it('names whoever is not there any more', async () => {
    await desk(1);
    const planned = await plan({ fromAgentId: ana.id });
    await world.presence(ben, 'away');
    expect((await apply(planned.planToken)).failed).toMatchObject([{ translations: { zh: 'Ben 目前不接新会话。' } }]);
  });
});
