import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { AgentScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';
import { Board, faultsOf, Floor } from './supervising.js';

describeInBrowser("the supervisor's board", () => {
  let stage: Stage;
  let floor: Floor;
  let sue: Board;
  let screens: Screen[] = [];

  beforeAll(async () => {
    stage = await openStage();
    floor = new Floor(stage);
  });
  afterEach(async () => {
    // A story that failed half way must not hold up the next.
    await stage.app.db.run('UPDATE queues SET paused_at = NULL');
    await stage.app.db.run("DELETE FROM conversations WHERE subject LIKE 'Order %'");
    await stage.clear();
    await floor.close();
    await Promise.all(screens.map((screen) => screen.close()));
    screens = [];
  });
  afterAll(() => stage?.close());

  const open = async (options: Parameters<Stage['open']>[0] = {}): Promise<Board> => {
    sue = await Board.open(stage, options);
    screens.push(sue.screen);
    return sue;
  };
  const other = async (options: Parameters<Stage['open']>[0] = {}): Promise<Page> => {
    const screen = await stage.open(options);
    screens.push(screen);
    return screen.page;
  };
  const noTroubles = (): void => expect(screens.flatMap((screen) => screen.troubles)).toEqual([]);

  it('shows who waits, since when and why, and who takes it, as it happens', async () => {
    await open();
    await sue.queue('Support').filter({ hasText: '0 waiting' }).waitFor();
    const hostile = '<img src=x onerror="alert(1)"> مريم';
    await floor.customer(hostile);
    await sue.queue('Support').filter({ hasText: '1 waiting' }).filter({ hasText: 'Nobody there' }).waitFor();
    await sue.trouble.getByText('1 wait and nobody is there').waitFor();
    await sue.row(hostile).filter({ hasText: 'waiting' }).filter({ hasText: 'offline' }).waitFor();

    await floor.agent('ana');
    await sue.row(hostile).filter({ hasText: 'assigned' }).filter({ hasText: 'Ana' }).waitFor();
    await sue.queue('Support').filter({ hasText: '0 waiting' }).waitFor();
    await sue.agent('Ana').filter({ hasText: '1 of 4 slots' }).filter({ hasText: '1 conversation' }).waitFor();
    await sue.page.getByText('No trouble right now.').waitFor();
    noTroubles();
  });

  it('moves many by one gesture: the plan is shown, carried out, and taken back', async () => {
    const ids = await floor.heldBy('Ana', 'Mei One', 'Tom Two', 'Ida Three');
    await floor.agent('ben');
    await open();
    await sue.agent('Ben').filter({ hasText: '0 of 4 slots' }).waitFor();
    await sue.pick('Mei One', 'Tom Two', 'Ida Three');
    await sue.picked.filter({ hasText: '3 picked' }).waitFor();
    await sue.row('Tom Two').dragTo(sue.agent('Ben'));

    await sue.dialog.getByText('3 go to an agent.').waitFor();
    await sue.dialog.getByRole('heading', { name: 'Ben gets 3' }).waitFor();
    await sue.dialog.getByRole('row', { name: 'Ben 0 of 4 slots 3 of 4 slots' }).waitFor();
    expect(await Promise.all(ids.map((id) => floor.holder(id)))).toEqual(['Ana', 'Ana', 'Ana']);
    await sue.dialog.getByRole('button', { name: 'Move 3' }).click();
    await sue.said('3 conversations moved.').waitFor();
    await sue.row('Mei One').filter({ hasText: 'Ben' }).waitFor();
    expect(await Promise.all(ids.map((id) => floor.holder(id)))).toEqual(['Ben', 'Ben', 'Ben']);

    await sue.undo();
    await sue.said('3 conversations put back.').waitFor();
    await sue.row('Ida Three').filter({ hasText: 'Ana' }).waitFor();
    expect(await Promise.all(ids.map((id) => floor.holder(id)))).toEqual(['Ana', 'Ana', 'Ana']);
    noTroubles();
  });

  it('does all of it by keyboard, and long after the line is gone it can still be taken back', async () => {
    const [mei] = await floor.heldBy('Ana', 'Mei Keys', 'Tom Keys');
    await floor.agent('chen');
    await open();
    await sue.row('Tom Keys').waitFor();
    await sue.page.keyboard.press('?');
    await sue.dialog.getByText('Pick or unpick').waitFor();
    await sue.dialog.getByText('Pause or resume the queue').waitFor();
    await sue.page.keyboard.press('Escape');
    await sue.dialog.waitFor({ state: 'detached' });
    for (const key of ['j', 'x', 'j', 'x', 'm']) await sue.page.keyboard.press(key);
    await sue.dialog.getByRole('combobox', { name: 'Where to' }).fill('chen');
    await sue.page.keyboard.press('Enter');
    await sue.dialog.getByRole('heading', { name: 'Chen gets 2' }).waitFor();
    // The button that carries it out has the focus by now.
    await sue.page.keyboard.press('Enter');
    await sue.said('2 conversations moved.').waitFor();
    expect(await floor.holder(mei!)).toBe('Chen');
    await sue.page.keyboard.press('g');
    await sue.page.keyboard.press('m');
    await sue.page.getByRole('row').filter({ hasText: '2 conversations moved' }).getByRole('button', { name: 'Undo' }).click();
    await sue.page.getByText('Put back by Sam Supervisor').waitFor();
    await floor.held(mei!, 'Ana');

    noTroubles();
  });

  it('says that a plan has become stale, and makes a new one', async () => {
    const [mei, tom] = await floor.heldBy('Ana', 'Mei Stale', 'Tom Stale');
    await Promise.all([floor.agent('ben'), floor.agent('chen')]);
    await open();
    await sue.pick('Mei Stale', 'Tom Stale');
    await sue.picked.getByRole('button', { name: 'Move to …' }).click();
    await sue.dialog.getByRole('combobox', { name: 'Where to' }).fill('Ben');
    await sue.page.keyboard.press('Enter');
    await sue.dialog.getByRole('heading', { name: 'Ben gets 2' }).waitFor();
    // Meanwhile somebody acts on one of them, and the supervisor goes for a coffee.
    await floor.call('POST', `/v1/conversations/${mei}/move`, { agentId: await floor.idOf('Chen') });
    await sue.dialog.getByText('Somebody has acted on 1 of these since').waitFor();
    await stage.app.db.run("UPDATE reassignments SET expires_at = app_now() - interval '1 second' WHERE status = 'planned'");
    sue.screen.troubles.length = 0;
    await sue.dialog.getByRole('button', { name: 'Move 2' }).click();
    await sue.dialog.getByText('The earlier plan had become too old.').waitFor();
    expect(await Promise.all([floor.holder(mei!), floor.holder(tom!)])).toEqual(['Chen', 'Ana']);
    await sue.dialog.getByRole('button', { name: 'Move 2' }).click();
    await Promise.all([floor.held(mei!, 'Ben'), floor.held(tom!, 'Ben')]);
    // The browser itself reports the answer that refused the old plan.
    expect(sue.screen.troubles.filter((line) => !/status of 401/.test(line))).toEqual([]);
  });

  it('tells which of many could not be moved, and why', async () => {
    const [mei, tom] = await floor.heldBy('Ana', 'Mei Partly', 'Tom Partly');
    await floor.agent('ben');
    await open();
    await sue.pick('Mei Partly', 'Tom Partly');
    await sue.row('Mei Partly').dragTo(sue.agent('Ben'));
    await sue.dialog.getByRole('heading', { name: 'Ben gets 2' }).waitFor();
    await stage.app.db.run('UPDATE conversations SET epoch = epoch + 1 WHERE id = $1', [tom]);
    await sue.dialog.getByRole('button', { name: 'Move 2' }).click();
    await sue.dialog.getByText('1 moved, 1 could not be.').waitFor();
    await sue.dialog
      .getByRole('listitem')
      .filter({ hasText: 'Tom Partly' })
      .filter({ hasText: /Somebody else/ })
      .waitFor();
    expect(await Promise.all([floor.holder(mei!), floor.holder(tom!)])).toEqual(['Ben', 'Ana']);
    await sue.dialog.getByRole('button', { name: 'Undo' }).click();
    await floor.held(mei!, 'Ana');
    noTroubles();
  });

  it('pauses a queue; the strip says who it holds up, and resumes it', async () => {
    await open();
    await sue.queue('Support').click();
    await sue.page.keyboard.press('Shift+P');
    await sue.dialog.getByRole('textbox', { name: 'Why' }).fill('fire drill');
    await sue.dialog.getByRole('button', { name: 'Pause' }).click();
    await sue.page.getByText('Paused: fire drill').waitFor();
    await floor.customer('Mei Paused');
    await floor.agent('ana');
    await sue.row('Mei Paused').filter({ hasText: 'the queue is paused (fire drill)' }).waitFor();
    await sue.trouble.getByRole('button', { name: 'Resume: Support' }).click();
    await sue.row('Mei Paused').filter({ hasText: 'Ana' }).waitFor();
    noTroubles();
  });

  it('places one by hand with somebody who has no room, and back', async () => {
    const [mei] = await floor.heldBy('Ana', 'Mei Hand');
    await floor.agent('ben');
    await open();
    await stage.app.db.run("UPDATE agents SET capacity = 10 WHERE name = 'Ben'");
    await sue.row('Mei Hand').getByRole('button', { name: 'Move to …: Mei Hand' }).click();
    await sue.dialog.getByRole('combobox', { name: 'Where to' }).fill('Ben');
    await sue.dialog.getByRole('checkbox', { name: 'Place it by hand' }).check();
    await sue.dialog.getByRole('button', { name: 'Place it' }).click();
    await sue.dialog.getByRole('alert').waitFor();
    expect(await floor.holder(mei!)).toBe('Ana');
    await sue.dialog.getByRole('checkbox', { name: 'Also above their limit' }).check();
    await sue.dialog.getByRole('textbox', { name: /Note for/ }).fill('She asked for you');
    await sue.dialog.getByRole('button', { name: 'Place it' }).click();
    await sue.said(/Mei Hand.* is with Ben now\./).waitFor();
    expect(await floor.holder(mei!)).toBe('Ben');
    await sue.undo();
    await floor.held(mei!, 'Ana');
    await stage.app.db.run("UPDATE agents SET capacity = 100 WHERE name = 'Ben'");
    // The first try was refused, which the browser reports.
    expect(sue.screen.troubles.filter((line) => !/status of 409/.test(line))).toEqual([]);
  });

  it('leads from the alert to the item that is stuck, and says what blocks it', async () => {
    const skills = await floor.call<{ data: { id: string; key: string }[] }>('GET', '/v1/skills');
    const technical = skills.data.find((one) => one.key === 'technical')!;
    const ana = await floor.idOf('Ana');
    const glass = await floor.call<{ id: string }>('POST', '/v1/queues', {
      ...{ key: 'glass', name: 'Glass', agents: [{ agentId: ana }] },
      requirements: [{ skill: technical.key, minLevel: 3 }],
      // What was placed by hand is left alone for a while, by the alarm too.
      manualHoldMs: 0,
    });
    const first = await floor.customer('Mei Glass');
    await floor.call('POST', `/v1/conversations/${first}/move`, { queueId: glass.id });
    await open();
    const stuck = sue.trouble.getByRole('listitem').filter({ hasText: 'nobody can serve this' });
    await stuck
      .filter({ hasText: /Mei Glass/ })
      .filter({ hasText: 'nobody has Technical questions at level 3' })
      .waitFor();
    await stuck.getByRole('button', { name: 'Show in queue: Mei Glass' }).click();
    await sue.page.getByRole('heading', { level: 1, name: 'Glass' }).waitFor();
    await sue.page
      .getByRole('status')
      .filter({ hasText: 'Mei Glass' })
      .filter({ hasText: 'nobody has Technical questions at level 3' })
      .waitFor();
    expect(await sue.page.getByRole('grid', { name: 'Work' }).getAttribute('aria-activedescendant')).toBe(`work-${first}`);
    noTroubles();
  });

  it('tells of agents who vanished with open work, and empties their desk', async () => {
    const [mei] = await floor.heldBy('Ana', 'Mei Vanished');
    await open();
    await sue.row('Mei Vanished').filter({ hasText: 'Ana' }).waitFor();
    await sue.agent('Ana').getByRole('button', { name: 'Acts for Ana' }).click();
    await sue.page.getByRole('menuitem', { name: 'Finishing, no new work' }).click();
    await sue.dialog.getByRole('textbox', { name: /Why/ }).fill('please go home');
    await sue.dialog.getByRole('button', { name: 'Set it' }).click();
    await sue.agent('Ana').filter({ hasText: 'please go home' }).filter({ hasText: 'set by Sam Supervisor' }).waitFor();
    await floor.agent('dana');
    await sue.agent('Ana').getByRole('button', { name: 'Acts for Ana' }).click();
    await sue.page.getByRole('menuitem', { name: 'Empty the desk' }).click();
    await sue.dialog.getByRole('heading', { name: 'Dana gets 1' }).waitFor();
    await sue.dialog.getByRole('button', { name: 'Move 1' }).click();
    await floor.held(mei!, 'Dana');
    noTroubles();
  });

  it('changes the priority of many after showing how many it would change, and back', async () => {
    await Promise.all(['Mei Prio', 'Tom Prio'].map((name) => floor.customer(name)));
    await open();
    await sue.pick('Mei Prio', 'Tom Prio');
    await sue.page.keyboard.press('p');
    await sue.dialog.getByLabel('New priority').fill('20');
    await sue.dialog.getByRole('textbox', { name: 'Why' }).fill('they called twice');
    await sue.dialog.getByRole('button', { name: 'Show what changes' }).click();
    await sue.dialog.getByText('2 conversations would change their place in line.').waitFor();
    await sue.dialog.getByRole('button', { name: 'Change priority' }).click();
    await sue.row('Mei Prio').getByRole('gridcell', { name: '20', exact: true }).waitFor();
    await sue.undo();
    await sue.row('Mei Prio').getByRole('gridcell', { name: '0', exact: true }).waitFor();
    noTroubles();
  });

  it('lists a thousand rows of which few are drawn, finds and sorts them', async () => {
    const first = await floor.customer('Mei Many');
    await floor.call('POST', '/v1/queues/' + (await queueId('support')) + '/pause', { reason: 'many' });
    await stage.app.db.run(
      `INSERT INTO conversations SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'split_from_id', c.id,
         'priority', n % 7, 'subject', 'Order ' || n))).* FROM conversations c, generate_series(1, 450) AS n WHERE c.id = $1`,
      [first],
    );
    await open();
    await sue.page.getByText('451 conversations').waitFor();
    expect(await sue.page.getByRole('grid', { name: 'Work' }).getByRole('row').count()).toBeLessThan(60);
    await sue.page.getByRole('button', { name: 'Prio' }).click();
    await sue.page.getByRole('row').nth(1).getByRole('gridcell', { name: '6', exact: true }).waitFor();
    await sue.page.keyboard.press('/');
    await sue.page.keyboard.type('Order 449');
    await sue.page.getByText('1 conversation', { exact: true }).waitFor();
    await sue.page.keyboard.press('Escape');
    await sue.page.getByRole('grid', { name: 'Work' }).focus();
    await sue.page.keyboard.press('Home');
    await sue.page.keyboard.press('x');
    await sue.page.keyboard.press('Shift+End');
    await sue.picked.filter({ hasText: '451 picked' }).waitFor();
    noTroubles();
  });

  it('draws the day, and gives it as a table and as a file', async () => {
    await floor.heldBy('Ana', 'Mei Day');
    await open();
    await sue.page.getByRole('link', { name: 'Day', exact: true }).click();
    for (const name of ['Arrivals', 'Waits', 'Service level'])
      await sue.page.getByRole('figure').getByRole('img', { name }).locator('canvas').waitFor();
    await sue.page.getByText('The same as a table').click();
    const arrivals = await sue.page.locator('details table').locator('tbody td:first-of-type').allTextContents();
    expect(arrivals.reduce((sum, text) => sum + Number(text), 0)).toBeGreaterThan(0);
    const [file] = await Promise.all([sue.page.waitForEvent('download'), sue.page.getByRole('button', { name: 'CSV' }).click()]);
    expect(file.suggestedFilename()).toMatch(/^intervals-\d{4}-\d\d-\d\d\.csv$/);
    expect(readFileSync(await file.path(), 'utf8')).toMatch(/^queueId,queueName,offered/);
    noTroubles();
  });

  it('lists what people did, by whom and about what', async () => {
    const [mei] = await floor.heldBy('Ana', 'Mei Audit');
    await open();
    await sue.page.getByRole('link', { name: 'Audit log' }).click();
    await sue.page.getByLabel('What').selectOption({ label: 'Accepted an offer' });

    await sue.page.getByLabel('Who').selectOption({ label: 'Ana' });
    await sue.page.getByRole('button', { name: 'Search', exact: true }).click();
    // By names, where the log itself has ids.
    const row = sue.page.getByRole('row').filter({ has: sue.page.getByRole('link', { name: /Mei Audit/ }) });
    await row.filter({ hasText: 'Ana' }).filter({ hasText: 'Accepted an offer' }).waitFor();
    expect(await row.textContent()).not.toContain(mei!);
    await sue.page.getByLabel('Who').selectOption({ label: 'Chen' });
    await sue.page.getByRole('button', { name: 'Search', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    noTroubles();
  });

  it('hangs on a wall by its link alone, without a sign-in and without customers, says when it is stale, and ends', async () => {
    await floor.customer('Mei Unseen', 'my secret order');
    await open();
    await sue.page.getByRole('link', { name: 'Wallboards' }).click();
    await sue.page.getByLabel('Name').fill('Above the door');
    await sue.page.getByRole('button', { name: 'Make a link' }).click();
    const link = await sue.page.locator('code').textContent();

    const wall = await other();
    await wall.goto(link!);
    await wall.getByRole('heading', { name: 'Above the door' }).waitFor();
    const queue = wall.getByRole('listitem').filter({ hasText: 'Support' });
    await queue.filter({ hasText: '1 waiting' }).filter({ hasText: 'NOBODY THERE' }).waitFor();
    await floor.customer('Tom Unseen');
    await queue.filter({ hasText: '2 waiting' }).waitFor();
    expect(await faultsOf(wall)).toEqual([]);
    const told = screens[1]!.received.filter((text) => text.startsWith('{'));
    expect(told.length).toBeGreaterThan(1);
    expect(told.join('\n')).not.toMatch(/Unseen|secret order|conversationId|customerName/);
    expect(await wall.getByRole('textbox').count()).toBe(0);

    // Whatever hangs there fits: nobody scrolls a wall.
    const fits = `[...document.querySelectorAll('main li, main li *')].every((one) => {
      const { right, bottom } = one.getBoundingClientRect();
      return right <= innerWidth && bottom <= innerHeight;
    }) && document.scrollingElement.scrollHeight <= innerHeight`;
    const many = await other();
    let count = 1;
    await many.route('**/v1/wallboard', async (route) => {
      const answer = await route.fetch();
      const view = (await answer.json()) as { queues: object[] };
      const queues = Array.from({ length: count }, (_, n) => ({ ...view.queues[0], queueId: `q${n}`, name: `Queue ${n}` }));
      await route.fulfill({ json: { ...view, queues } });
    });
    await many.goto(link!);
    for (count of [1, 5, 24]) {
      await many.reload();
      await many
        .getByRole('listitem')
        .nth(count - 1)
        .waitFor();
      for (const [width, height] of [
        [1920, 1080],
        [1280, 720],
        [400, 800],
      ] as const) {
        await many.setViewportSize({ width, height });
        await until(`${count} fit into ${width} × ${height}`, () => many.evaluate<boolean>(fits));
      }
    }
    await many.close();

    const silent = await other();
    await silent.clock.install();
    await silent.goto(link!);
    await silent.getByRole('heading', { name: 'Above the door' }).waitFor();
    await silent.route('**/v1/wallboard', (route) => route.abort());
    await silent.clock.fastForward(30_000);
    await silent.getByRole('alert').filter({ hasText: 'NOT UP TO DATE' }).waitFor();
    await silent.unroute('**/v1/wallboard');
    await silent.clock.fastForward(6_000);
    await silent.getByRole('alert').waitFor({ state: 'detached' });

    await sue.page.getByRole('button', { name: 'Revoke Above the door' }).click();
    await sue.page.getByRole('cell', { name: 'Revoked' }).waitFor();
    await wall.getByText('This link has ended or was revoked.').waitFor();
    expect(await queue.count()).toBe(0);
    // The browser reports the requests that could not be made, and the one that was refused.
    expect(screens.flatMap((one) => one.troubles).filter((line) => !/ERR_FAILED|status of 401/.test(line))).toEqual([]);
  });

  it('is closed to agents', async () => {
    const ana = await AgentScreen.open(stage, 'ana', { isAvailable: false });
    screens.push(ana.screen);
    expect(await ana.page.getByRole('link', { name: 'Board' }).count()).toBe(0);
    await ana.page.evaluate(`history.pushState(null, '', '/console/board')`);
    await ana.page.goto('/console/board');
    await ana.page.waitForURL('**/console/');
    expect(await ana.page.getByRole('region', { name: 'Queues' }).count()).toBe(0);
    noTroubles();
  });

  it.each(['light', 'dark'] as const)('has nothing that axe objects to, %s', async (colorScheme) => {
    await floor.heldBy('Ana', 'Mei Axe');
    for (const name of ['Tom Axe', 'Ida Axe', 'Zoe Axe', 'Max Axe']) await floor.customer(name);
    await open({ colorScheme });
    const faults: Record<string, string[]> = {};
    const look = async (name: string): Promise<void> => void (faults[name] = await faultsOf(sue.page));
    await sue.queue('Support').click();
    await sue.pick('Mei Axe', 'Max Axe');
    await look('live');
    await sue.page.keyboard.press('m');
    await sue.dialog.getByRole('option').first().waitFor();
    await look('move');
    await sue.page.keyboard.press('Enter');
    await sue.dialog.getByRole('status').filter({ hasNotText: 'Working out' }).waitFor();
    await look('plan');
    await sue.page.keyboard.press('Escape');
    await sue.dialog.waitFor({ state: 'detached' });
    await sue.page.keyboard.press('p');
    await sue.dialog.getByLabel('New priority').waitFor();
    await look('priority');
    await sue.page.keyboard.press('Escape');
    await sue.dialog.waitFor({ state: 'detached' });
    for (const name of ['Day', 'Moves', 'Audit log', 'Wallboards']) {
      await sue.page.getByRole('link', { name, exact: true }).click();
      await sue.page.getByRole('main', { name }).getByRole('heading', { level: 1 }).waitFor();
      await look(name);
    }
    expect(faults).toEqual(Object.fromEntries(Object.keys(faults).map((name) => [name, []])));
    noTroubles();
  });

  const queueId = async (key: string): Promise<string> =>
    (await stage.app.db.query<{ id: string }>('SELECT id FROM queues WHERE key = $1', [key]))[0]!.id;
});
