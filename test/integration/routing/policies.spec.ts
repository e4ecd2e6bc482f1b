import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/accounts/principal.js';
import type { PolicyReplayView } from '../../../src/contracts/report-views.js';
import { DEFAULT_POLICY } from '../../../src/core/matching/snapshot.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { AcceptOffer } from '../../../src/routing/offers/accept-offer.service.js';
import { HOUSE, replayView } from '../../../src/routing/policies/policies.queries.js';
import { ReplayPolicies } from '../../../src/routing/policies/replay-policies.service.js';
import { SavePolicy } from '../../../src/routing/policies/save-policy.service.js';
import { CloseConversation } from '../../../src/routing/work/close-conversation.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { refusal, World } from './world.js';

const { version: _house, ...rules } = DEFAULT_POLICY;

describe('versions of the policy', () => {
  let app: RoutingApp;
  let admin: Principal;
  beforeAll(async () => {
    app = await startRouting();
    admin = await (await World.on(app)).addAgent('Ada', { role: 'admin', state: 'offline' });
  });
  afterAll(() => app.stop());

  const policies = (): SavePolicy => app.get(SavePolicy);

  it('the one in force decides and is named in the record; a version never changes; the house policy can be brought back', async () => {
    const world = await World.on(app);
    await world.addAgent('Ana', { capacity: 100 });
    const made = await policies().create(admin, {
      version: 'calm-1',
      policy: { ...rules, weights: { ...rules.weights, load: 3 } },
    });
    const first = await decided(world);
    await policies().activate(admin, made.id, 'trying it');
    const second = await decided(world);
    await policies().activate(admin, HOUSE, 'back again');
    expect([first, second, await decided(world)]).toEqual([DEFAULT_POLICY.version, 'calm-1', DEFAULT_POLICY.version]);
    expect(await refusal(policies().create(admin, { version: 'calm-1', policy: rules }))).toBe('already_exists');
    expect(await refusal(policies().create(admin, { version: DEFAULT_POLICY.version, policy: rules }))).toBe('already_exists');
    const weightless = { ...rules, weights: { continuity: 0, skillFit: 0, load: 0, waiting: 0, slack: 0 } };
    await expect(policies().create(admin, { version: 'calm-2', policy: weightless })).rejects.toMatchObject({
      ...{ code: 'invalid_request', message: expect.stringContaining('policy/weights') },
    });
    expect(await refusal(policies().activate(admin, '018f0000-0000-7000-8000-000000000000', 'none'))).toBe('not_found');
    expect(
      await app.db.query(`SELECT data ->> 'version' AS v FROM audit_log WHERE action = 'policy.activated' ORDER BY at`),
    ).toEqual([{ v: 'calm-1' }, { v: DEFAULT_POLICY.version }]);
  });

  async function decided(world: World): Promise<string> {
    const conversation = await world.arrive();
    await app.get(RunMatching).execute();
    const [row] = await app.db.query<{ policy_version: string }>(
      'SELECT policy_version FROM decisions WHERE conversation_id = $1',
      [conversation],
    );
    return row!.policy_version;
  }

  it('a recorded period is replayed under another policy, and under the one in force it comes out as it was', async () => {
    const world = await World.on(app);
    const from = await now();
    const [ana, ben] = [await world.addAgent('Ana', { capacity: 25 }), await world.addAgent('Ben', { capacity: 25 })];
    for (let n = 0; n < 12; n += 1) await handle(world, [ana, ben], `regular ${n % 3}`);
    // One more came, and nobody has taken them when the period ends.
    await world.arrive({ customer: 'left over' });
    const to = new Date((await now()).getTime() + 60_000);
    const cold = await policies().create(admin, {
      version: 'cold-1',
      policy: { ...rules, weights: { ...rules.weights, continuity: 0 } },
    });
    const asked = await policies().replay(admin, cold.id, {
      from: from.toISOString(),
      to: to.toISOString(),
      queueIds: [world.queue],
    });
    expect(asked).toMatchObject({ state: 'due', progress: 0, result: null });
    await app.get(ReplayPolicies).execute();
    const { state, progress, result } = (await replayView(app.db, asked.id)) as PolicyReplayView;
    expect([state, progress]).toEqual(['done', 1]);
    expect(result!.leftOut).toEqual({ waiting: 1, gone: 0 });
    expect(result!.recorded).toMatchObject({ arrivals: 12, served: 12, continuity: 1 });
    expect(result!.active).toMatchObject({ version: DEFAULT_POLICY.version, served: 12, continuity: 1 });
    expect(result!.candidate).toMatchObject({ version: 'cold-1', served: 12 });
    expect(result!.candidate.continuity).toBeLessThan(1);
  });

  /** A message, the offer, five minutes of talk, the close; a minute later the next. */
  async function handle(world: World, agents: Principal[], customer: string): Promise<void> {
    const conversation = await world.arrive({ customer });
    await app.get(RunMatching).execute();
    const [offer] = await world.offers({ conversation });
    const by = agents.find((one) => one.id === offer!.agent_id)!;
    await app.get(AcceptOffer).execute({ offerId: offer!.id, by });
    await app.moveClock(100_000);
    await app.get(CloseConversation).execute({ conversationId: conversation, by, outcome: 'solved' });
    for (const agent of agents) await world.presence(agent, 'available');
  }

  const now = async (): Promise<Date> => (await app.db.query<{ now: Date }>('SELECT app_now() AS now'))[0]!.now;

  it('one that was begun by a process that is gone is taken up by another; a period that makes no sense is refused', async () => {
    const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    const asked = await policies().replay(admin, HOUSE, span);
    await app.db.run(`UPDATE policy_replays SET state = 'running', beat_at = app_now() WHERE id = $1`, [asked.id]);
    await app.get(ReplayPolicies).execute();
    expect(await replayView(app.db, asked.id)).toMatchObject({ state: 'running' });
    await app.moveClock(16_000);
    await app.get(ReplayPolicies).execute();
    expect(await replayView(app.db, asked.id)).toMatchObject({
      state: 'done',
      result: { recorded: { arrivals: 0, meanWaitMs: null } },
    });
    expect(await refusal(policies().replay(admin, HOUSE, { from: span.to, to: span.from }))).toBe('invalid_request');
    expect(await refusal(policies().replay(admin, HOUSE, { from: span.from, to: '2026-03-01T00:00:00Z' }))).toBe(
      'invalid_request',
    );
    expect(await refusal(policies().replay(admin, newId(), span))).toBe('not_found');
  });
});
