import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';
import { Board, Floor } from './supervising.js';

describeInBrowser("the supervisor's moves", () => {
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
    await stage.app.db.run("UPDATE agents SET capacity = 100 WHERE name = 'Ben'");
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
  const noTroubles = (): void => expect(screens.flatMap((screen) => screen.troubles)).toEqual([]);

  it('follows what the server was killed in, blames nobody for it, and says the end as it is', async () => {
    const ids = await floor.heldBy('Ana', 'Mei Killed', 'Tom Killed');
    await floor.agent('ben');
    await open();
    await sue.pick('Mei Killed', 'Tom Killed');
    await sue.row('Mei Killed').dragTo(sue.agent('Ben'));
    await sue.dialog.getByRole('heading', { name: 'Ben gets 2' }).waitFor();
    // It has begun, and then the process is gone: no answer, and a record that says so.
    await sue.page.route('**/v1/reassignments', async (route) => {
      await stage.app.db.run(
        `UPDATE reassignments SET status = 'applying', started_at = app_now(), touched_at = app_now()
         WHERE id = (SELECT id FROM reassignments WHERE status = 'planned' ORDER BY planned_at DESC LIMIT 1)`,
      );
      await route.abort();
    });
    await sue.dialog.getByRole('button', { name: 'Move 2' }).click();
    await sue.dialog.getByText('0 of 2 moved, the rest follow.').waitFor();
    expect(await sue.dialog.getByText(/Somebody has acted/).count()).toBe(0);
    expect(await sue.page.getByRole('status').getByText('2 conversations moved.').count()).toBe(0);
    await sue.dialog.getByRole('button', { name: 'Close, it goes on' }).click();
    await sue.page.unroute('**/v1/reassignments');
    await sue.page.getByRole('link', { name: 'Moves', exact: true }).click();
    const latest = sue.page.getByRole('row').nth(1);
    await latest.filter({ hasText: 'Being carried out, 2 to go' }).waitFor();
    // After a minute of silence another process takes it up.
    await stage.app.db.run("UPDATE reassignments SET touched_at = app_now() - interval '2 minutes' WHERE status = 'applying'");
    await latest.getByRole('cell', { name: '2 conversations moved.' }).waitFor();
    await sue.said('2 conversations moved.').waitFor();
    expect(await Promise.all(ids.map((id) => floor.holder(id)))).toEqual(['Ben', 'Ben']);
    await sue.undo();
    await sue.said('2 conversations put back.').waitFor();
    expect(sue.screen.troubles.filter((line) => !/ERR_FAILED/.test(line))).toEqual([]);
  });

  it('says that it never began where the server was gone before, and offers it again', async () => {
    const ids = await floor.heldBy('Ana', 'Mei Unbegun');
    await floor.agent('ben');
    await open();
    await sue.row('Mei Unbegun').filter({ hasText: 'Ana' }).waitFor();
    await sue.row('Mei Unbegun').dragTo(sue.agent('Ben'));
    await sue.dialog.getByRole('heading', { name: 'Ben gets 1' }).waitFor();
    await sue.page.route('**/v1/reassignments', (route) => route.abort());
    await sue.dialog.getByRole('textbox', { name: /Why/ }).fill('Ana is ill');
    await sue.page.keyboard.press('Enter');
    await sue.dialog.getByRole('alert').filter({ hasText: 'It did not begin' }).waitFor();
    expect(await floor.holder(ids[0]!)).toBe('Ana');
    await sue.page.unroute('**/v1/reassignments');
    await until('the act has the focus', () => sue.page.evaluate<boolean>(`document.activeElement?.textContent === 'Move 1'`));
    await sue.page.keyboard.press('Enter');
    await sue.said('1 conversation moved.').waitFor();
    // What was moved, from where to where and why stays to be read; so does who acted on what was not put back.
    await floor.call('POST', `/v1/conversations/${ids[0]}/close`, { outcome: 'solved' });
    await sue.page.getByRole('link', { name: 'Moves', exact: true }).click();
    const latest = sue.page.getByRole('row').nth(1);
    await latest
      .filter({ hasText: 'Ana is ill' })
      .filter({ hasText: /Ana.* → .*Ben/ })
      .waitFor();
    await latest.getByRole('button', { name: '1 conversation moved' }).click();
    await sue.page.getByRole('row').nth(2).getByRole('link', { name: 'Mei Unbegun' }).waitFor();
    await latest.getByRole('button', { name: 'Undo' }).click();
    const left = sue.dialog.getByRole('listitem').filter({ hasText: 'Mei Unbegun' });
    await left.filter({ hasText: /Ada.* acted on it first|acted on it first/ }).waitFor();
    expect(await left.getByRole('link').getAttribute('href')).toContain(`/c/${ids[0]}`);
  });

  it('warns of a line that nobody works off, and then does it only for whoever says so', async () => {
    const nowhere = await floor.call<{ id: string }>('POST', '/v1/queues', { key: 'nowhere', name: 'Nowhere' });
    const mei = await floor.customer('Mei Nowhere');
    await open();
    await sue.row('Mei Nowhere').waitFor();
    await sue.page.keyboard.press('Shift+P');
    await sue.said(/Choose a queue/).waitFor();
    await sue.row('Mei Nowhere').dragTo(sue.queue('Nowhere'));
    await sue.dialog.getByText('Nobody works in Nowhere').waitFor();
    await until('the way out has the focus', () =>
      sue.page.evaluate<boolean>(`document.activeElement?.textContent === 'Cancel'`),
    );
    await sue.dialog.getByRole('button', { name: 'Move 1 all the same' }).click();
    await sue.said('1 conversation moved.').waitFor();
    // Nobody is there, so a plan for the line could mend nothing: the ways on are others, and take all of it.
    const trouble = sue.trouble.getByRole('listitem').filter({ hasText: 'Nowhere' }).first();
    await trouble.getByRole('button', { name: 'Ways on …: Nowhere' }).click();
    await sue.dialog.getByText('No agent belongs to this queue.').waitFor();
    await sue.dialog.getByRole('button', { name: 'Move 1 to another queue …' }).click();
    await sue.dialog.getByRole('combobox', { name: 'Where to' }).fill('Support');
    await sue.page.keyboard.press('Enter');
    await sue.dialog.getByRole('heading', { name: '1 waits in Support' }).waitFor();
    await sue.page.keyboard.press('Escape');
    // Why it waits, and why it is in this queue, before anybody was asked.
    await sue.row('Mei Nowhere').getByRole('button', { name: 'Why, and why not the others: Mei Nowhere' }).click();
    await sue.dialog.getByText('Waits in Nowhere, place 1').waitFor();
    await sue.dialog.getByText('nobody works in this queue').waitFor();
    await floor.call('POST', `/v1/conversations/${mei}/close`, { outcome: 'solved' });
    await floor.call('DELETE', `/v1/queues/${nowhere.id}`).catch(() => undefined);
    noTroubles();
  });

  it('plans nothing for whoever has it already', async () => {
    const [mei] = await floor.heldBy('Ana', 'Mei Mine');
    await open();
    await sue.row('Mei Mine').filter({ hasText: 'Ana' }).waitFor();
    await sue.row('Mei Mine').dragTo(sue.agent('Ana'));
    await sue.said(/Ana.* has it already\./).waitFor();
    expect(await sue.dialog.count()).toBe(0);
    expect(await floor.holder(mei!)).toBe('Ana');
    noTroubles();
  });

  it('keeps the keyboard in the plan, and what was picked when it is closed', async () => {
    await floor.heldBy('Ana', 'Mei Focus', 'Tom Focus');
    await floor.agent('ben');
    await open();
    await sue.pick('Mei Focus', 'Tom Focus');
    await sue.row('Mei Focus').dragTo(sue.agent('Ben'));
    const apply = sue.dialog.getByRole('button', { name: 'Move 2' });
    await apply.waitFor();
    await until('the act has the focus', () => sue.page.evaluate<boolean>(`document.activeElement?.textContent === 'Move 2'`));
    // The keys of the board rest meanwhile.
    await sue.page.keyboard.press('x');
    await sue.page.keyboard.press('Escape');
    await sue.dialog.waitFor({ state: 'detached' });
    await sue.picked.filter({ hasText: '2 picked' }).waitFor();
    await sue.page.keyboard.press('Escape');
    await sue.picked.waitFor({ state: 'detached' });
    noTroubles();
  });

  it('asks once before it goes past a limit, and shows that it did; the way back stays on the list of moves', async () => {
    const [mei] = await floor.heldBy('Ana', 'Mei Past');
    await floor.agent('ben');
    await stage.app.db.run("UPDATE agents SET capacity = 10 WHERE name = 'Ben'");
    await open();
    await sue.row('Mei Past').filter({ hasText: 'Ana' }).waitFor();
    await sue.row('Mei Past').dragTo(sue.agent('Ben'));
    await sue.dialog.getByRole('button', { name: 'Place with Ben by hand: Mei Past' }).click();
    await sue.dialog.getByRole('alert').filter({ hasText: 'past the limit' }).waitFor();
    expect(await floor.holder(mei!)).toBe('Ana');
    await sue.dialog.getByRole('button', { name: 'Place it all the same' }).click();
    await sue.said(/Mei Past.* is with Ben now\./).waitFor();
    await sue.agent('Ben').getByLabel('above the limit').waitFor();
    await sue.page.getByRole('link', { name: 'Moves', exact: true }).click();
    const byHand = sue.page.getByRole('region', { name: 'Placed by hand at this screen' });
    await byHand.getByRole('listitem').filter({ hasText: 'Mei Past' }).getByRole('button', { name: 'Undo' }).click();
    await byHand.getByText('put back').waitFor();
    await floor.held(mei!, 'Ana');
    await stage.app.db.run("UPDATE agents SET capacity = 100 WHERE name = 'Ben'");
    noTroubles();
  });

  it('lets nothing slip away under the pointer, and finds a row by what the customer said', async () => {
    await floor.customer('Mei Pressed');
    await open();
    await sue.row('Mei Pressed').hover();
    await sue.page.mouse.down();
    const late = await floor.customer('Tom Later', 'The purple lamp flickers');
    await stage.app.db.run("UPDATE conversations SET waiting_since = app_now() - interval '1 hour' WHERE id = $1", [late]);
    await sue.queue('Support').filter({ hasText: '2 waiting' }).waitFor();
    expect(await sue.row('Tom Later').count()).toBe(0);
    await sue.page.mouse.up();
    await sue.page.mouse.move(4, 4);
    await sue.row('Tom Later').filter({ hasText: 'The purple lamp flickers' }).filter({ hasText: 'Support' }).waitFor();
    await sue.page.keyboard.press('/');
    await sue.page.keyboard.type('purple');
    await sue.page.getByText('1 conversation', { exact: true }).waitFor();
    await sue.page.keyboard.press('Escape');
    noTroubles();
  });
});
