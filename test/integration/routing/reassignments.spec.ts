import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import { ApplyReassignment } from '../../../src/routing/reassignments/apply-reassignment.service.js';
import { PlanReassignment } from '../../../src/routing/reassignments/plan-reassignment.service.js';
import { ClaimConversation } from '../../../src/routing/work/claim-conversation.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

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
const apply = (planToken: string, by = sue) => app.get(ApplyReassignment).apply(by, planToken);
const undo = (id: string) => app.get(ApplyReassignment).undo(sue, id);

/** Ana's desk with three conversations, the oldest first. */
async function desk(): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) {
    ids.push(await world.arrive());
    await app.get(ClaimConversation).execute({ conversationId: ids[n]!, by: ana });
  }
  return ids;
}
const owners = async (ids: string[]): Promise<(string | null)[]> =>
  Promise.all(ids.map(async (id) => (await world.conversation(id)).assignee_id));

describe('moving many at once', () => {
  it('plans who would get what, changes nothing yet, then does exactly that, and takes it back', async () => {
    const ids = await desk();
    const planned = await plan({ fromAgentId: ana.id });
    expect(planned.effect).toEqual({
      assigned: 2,
      waiting: 1,
      agents: expect.arrayContaining([
        { id: ana.id, name: 'Ana', capacity: 100, before: 75, after: 0 },
        { id: ben.id, name: 'Ben', capacity: 50, before: 0, after: 50 },
      ]),
    });
    expect(await owners(ids)).toEqual([ana.id, ana.id, ana.id]);
    const done = await apply(planned.planToken);
    expect(done.failed).toEqual([]);
    expect(await owners(ids)).toEqual(planned.items.map((item) => item.to.agentId ?? null));
    expect(await refusal(apply(planned.planToken))).toBe('conflict');
    expect((await undo(done.id)).failed).toEqual([]);
    expect(await owners(ids)).toEqual([ana.id, ana.id, ana.id]);
    expect(await refusal(undo(done.id))).toBe('conflict');
  });

  it('lists what could not be moved and moves the rest; undo leaves alone what was touched since', async () => {
    const ids = await desk();
    const planned = await plan({ fromAgentId: ana.id });
    await app.get(CloseConversation).execute({ conversationId: ids[0]!, by: ana, outcome: 'solved' });
    const done = await apply(planned.planToken);
    expect(done).toMatchObject({ done: ids.slice(1), failed: [{ conversationId: ids[0], code: 'stale_epoch' }] });
    await app.get(CloseConversation).execute({ conversationId: ids[1]!, by: sue, outcome: 'solved' });
    expect(await undo(done.id)).toMatchObject({ done: [ids[2]], failed: [{ conversationId: ids[1], code: 'stale_epoch' }] });
  });

  it('accepts only a plan of ours, of the one who made it, while it is fresh', async () => {
    await desk();
    const { planToken } = await plan({ fromAgentId: ana.id });
    const [body] = planToken.split('.');
    const forged = Buffer.from(Buffer.from(body!, 'base64url').toString().replace(ben.id, sue.id)).toString('base64url');
    expect(await refusal(apply(planToken.replace(body!, forged)))).toBe('token_invalid');
    expect(await refusal(apply('nonsense'))).toBe('token_invalid');
    expect(await refusal(apply(planToken, ana))).toBe('forbidden');
    await app.moveClock(600_001);
    expect(await refusal(apply(planToken))).toBe('token_expired');
    expect(await refusal(plan({}))).toBe('invalid_request');
    expect(await refusal(plan({ conversationIds: [ana.id] }))).toBe('not_found');
  });
});
