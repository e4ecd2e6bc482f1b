import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { ConversationView } from '../../src/contracts/views.js';
import { until } from '../support/until.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { Board, Floor } from './supervising.js';

describeInBrowser('the board by keys, in little room and in both languages', () => {
  let stage: Stage;
  let floor: Floor;
  let sue: Board;

  beforeAll(async () => {
    stage = await openStage();
    floor = new Floor(stage);
  });
  afterEach(async () => {
    await stage.clear();
    await floor.close();
    await sue.screen.close();
    expect(sue.screen.troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  const isInList = (): Promise<boolean> => sue.page.evaluate(`document.activeElement?.getAttribute('role') === 'grid'`);

  it('gives the list the keyboard back after every question, with the row that was chosen', async () => {
    for (const name of ['Mei One', 'Mei Two', 'Mei Three']) await floor.customer(name);
    sue = await Board.open(stage);
    await sue.row('Mei Three').waitFor();
    await sue.page.keyboard.press('j');
    await until('the first key is in the list', isInList);
    const chosen = sue.page.locator('[role="row"][data-current]');
    const name = await chosen.textContent();
    for (const key of ['w', 'm', 'p']) {
      await sue.page.keyboard.press(key);
      await sue.dialog.waitFor();
      await sue.page.keyboard.press('Escape');
      await sue.dialog.waitFor({ state: 'detached' });
      await until(`after ${key} the keyboard is in the list`, isInList);
      expect(await chosen.textContent()).toBe(name);
    }
    await sue.page.keyboard.press('Home');
    await sue.page.keyboard.press('x');
    await sue.page.keyboard.press('Shift+End');
    await sue.picked.filter({ hasText: '3 picked' }).waitFor();
  });

  it('puts the keyboard into the field when somebody wants to whisper', async () => {
    await floor.heldBy('Ana', 'Mei Whispered');
    sue = await Board.open(stage);
    await sue.row('Mei Whispered').waitFor();
    await sue.page.keyboard.press('j');
    await sue.page.keyboard.press('Shift+h');
    const field = sue.page.getByRole('textbox', { name: 'Whisper to Ana' });
    await field.waitFor();
    await until('the field has the keyboard', () => sue.page.evaluate<boolean>(`document.activeElement.tagName === 'TEXTAREA'`));
    await sue.page.keyboard.type('offer a refund');
    expect(await field.inputValue()).toBe('offer a refund');
  });

  it.each(['en-GB', 'zh-CN'])('cuts no time and no figure in its columns (%s)', async (locale) => {
    const ids = [await floor.customer('Mei Long Waiting'), await floor.customer('Tom Late')];
    // Their clocks are begun shortly after they came, and would be set right by that.
    await until('both have their clocks', async () => {
      const rows = await stage.app.db.query('SELECT 1 FROM conversation_targets WHERE conversation_id = ANY($1)', [ids]);
      return rows.length >= 2;
    });
    for (const [id, waits, late] of [
      [ids[0], '12 hours 35 minutes', '2 hours 35 minutes'],
      [ids[1], '45 minutes', '19 minutes'],
    ])
      await stage.app.db.run(
        `UPDATE conversations SET waiting_since = app_now() - $2::interval, opened_at = app_now() - $2::interval,
           deadline_at = app_now() - $3::interval, channel = 'messenger', version = version + 1 WHERE id = $1`,
        [id, waits, late],
      );
    sue = await Board.open(stage);
    if (locale === 'zh-CN') await sue.page.evaluate(`localStorage.setItem('throughline.console.language', 'zh')`);
    await sue.page.reload();
    const rows = sue.page.locator('[role="grid"] [role="row"][id^="work-"]');
    await rows.nth(1).waitFor();
    if (locale === 'en-GB') await rows.filter({ hasText: '19 min late' }).waitFor();
    const cut = `[...document.querySelectorAll('[role="grid"] [role="row"] > :is(:nth-child(3), :nth-child(4), :nth-child(5), :nth-child(6))')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1).map((one) => one.textContent)`;
    expect(await sue.page.evaluate<string[]>(cut)).toEqual([]);
  });

  it('scrolls as one page where there is little room, and brings the chosen row into sight', async () => {
    for (let n = 0; n < 12; n += 1) await floor.customer(`Mei ${n}`);
    sue = await Board.open(stage, { viewport: { width: 400, height: 800 } });
    const rows = sue.page.locator('[role="grid"] [role="row"][id^="work-"]');
    await rows.first().waitFor();
    const scrolling = `[...document.querySelectorAll('main, main *')].filter((one) => one.scrollHeight > one.clientHeight + 4
      && /auto|scroll/.test(getComputedStyle(one).overflowY)).map((one) => one.tagName)`;
    expect(await sue.page.evaluate<string[]>(scrolling)).toEqual(['MAIN']);
    for (const key of ['j', 'End', 'Home']) {
      await sue.page.keyboard.press(key);
      await until(`after ${key} the row is in sight`, () =>
        sue.page.evaluate<boolean>(`(() => {
          const row = document.querySelector('[role="row"][data-current]')?.getBoundingClientRect();
          const foot = document.querySelector('[role="grid"] + div')?.getBoundingClientRect();
          return !!row && row.top >= 0 && row.bottom <= Math.min(innerHeight, foot?.top ?? innerHeight) + 1;
        })()`),
      );
    }
  });

  it('calls a customer whose name nobody can see as it calls those without a name', async () => {
    const id = await floor.customer('\u200b \u3000\u200d');
    const { customerName } = await floor.call<ConversationView>('GET', `/v1/conversations/${id}`);
    expect(customerName).toBeNull();
    sue = await Board.open(stage);
    await sue.row('Visitor ').waitFor();
  });

  it('is as high as its troubles', async () => {
    await floor.customer('Mei Alone');
    await floor.customer('Tom Alone');
    sue = await Board.open(stage);
    await sue.trouble.waitFor();
    const more = sue.trouble.getByRole('button', { name: /more like it/ }).first();
    if ((await more.count()) > 0) await more.click();
    const room = `(() => { const list = document.querySelector('section[aria-label="Trouble"] ul');
      return list.getBoundingClientRect().bottom - list.lastElementChild.getBoundingClientRect().bottom; })()`;
    await until('there is no empty room in it', async () => (await sue.page.evaluate<number>(room)) <= 1);
  });
});
