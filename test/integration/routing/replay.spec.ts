import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DecisionStory } from '../../../src/routing/matching/decision-table.js';
import { decisionText } from '../../../src/routing/matching/decision-table.js';
import { decisionStory } from '../../../src/routing/matching/decisions.queries.js';
import { RunMatching } from '../../../src/routing/matching/run-matching.service.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { projectRoot } from '../../../src/platform/project-root.js';
import { type RoutingApp, startRouting } from './routing-app.js';
import { World } from './world.js';

let app: RoutingApp;
let url: string;
let conversation: string;
beforeAll(async () => {
  app = await startRouting();
  url = (app.db.dataSource.options as { url: string }).url;
  const world = await World.on(app, { requirements: [{ skill: 'repairs', minLevel: 2 }] });
  await world.addAgent('Ana', { skills: { repairs: 4 } });
  await world.addAgent('陈伟', { skills: { repairs: 3 } });
  await world.addAgent('Ben', { skills: { repairs: 1 } });
  conversation = await world.arrive({ customer: 'Mei' });
  await app.get(RunMatching).execute();
});
afterAll(() => app.stop());

interface Ended {
  code: number;
  out: string;
  err: string;
}
const replay = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: url };
    execFile(process.execPath, [join(projectRoot, 'scripts/replay.mjs'), ...args], { env, cwd: projectRoot }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });

describe('npm run replay', () => {
  it('prints what was decided, why, and why not each of the others, as a table', async () => {
    const { code, out } = await replay(conversation);
    expect(code).toBe(0);
    expect(out).toContain(`Conversation ${conversation}`);
    expect(out).toContain('Ana: repairs at level 4, 4 of 4 slots free');
    expect(out).toContain('next best: 陈伟');
    expect(out).toContain('asked: repairs at level 2');
    expect(out).toContain('replay: the stored pass gives the same answer');
    const rows = out.split('\n').filter((line) => /^ {3}(agent|Ana|陈伟|Ben) {2,}/.test(line));
    expect(rows.map((line) => line.trim().split(/ {2,}/).slice(0, 2))).toEqual([
      ['agent', 'outcome'],
      ['Ana', 'chosen'],
      ['陈伟', 'runner-up'],
      ['Ben', 'skill_level'],
    ]);
    expect(rows[3]).toMatch(/has repairs at level 1, level 2 is needed$/);
  });

  it('gives the same as JSON', async () => {
    const { code, out } = await replay(conversation, '--json');
    expect(code).toBe(0);
    const story = JSON.parse(out.slice(out.indexOf('{'))) as DecisionStory & { same: boolean };
    expect(story).toMatchObject({
      same: true,
      conversation: { id: conversation, customer: 'Mei' },
      decisions: [{ kind: 'match', chosen: { name: 'Ana' }, replay: { same: true, differences: [] } }],
    });
    const parts = story.decisions[0]!.others.find((one) => one.name === '陈伟')!.parts!;
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeGreaterThan(0);
  });

  it.each<[string, string[], number, RegExp]>([
    ['no id', [], 2, /^throughline: npm run replay -- CONVERSATION_ID \[--json\]$/m],
    ['two ids', [newId(), newId()], 2, /CONVERSATION_ID/],
    ['an unknown option', [newId(), '--yaml'], 2, /CONVERSATION_ID/],
    ['a malformed id', ['42'], 2, /^throughline: "42" is not the id of a conversation \(a UUID\)$/m],
    ['an unknown id', ['01900000-0000-7000-8000-000000000000'], 1, /^throughline: there is no conversation 01900000-/m],
  ])('%s: one clear line', async (_, args, expected, line) => {
    const { code, out, err } = await replay(...args);
    expect(code).toBe(expected);
    expect(err).toMatch(line);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(out).not.toContain('Conversation ');
  });

  it('says loudly where the stored pass gives another answer', async () => {
    await app.db.run(
      `UPDATE decisions SET chosen_agent_id = runner_up_agent_id, runner_up_agent_id = chosen_agent_id
      WHERE conversation_id = $1`,
      [conversation],
    );
    const { code, out, err } = await replay(conversation);
    expect(code).toBe(1);
    expect(out).toContain('!! REPLAY GIVES ANOTHER ANSWER !! chosen: stored 陈伟, replayed Ana');
    expect(err).toContain('1 of 1 decisions do not replay to the same answer');
  });

  it('has words for a conversation on which nothing was decided', async () => {
    const world = await World.on(app);
    const story = await decisionStory(app.db, await world.arrive());
    expect(decisionText(story!)).toContain('Nothing has been decided on it yet.');
  });
});
