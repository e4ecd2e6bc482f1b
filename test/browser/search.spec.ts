import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { SearchPage } from '../../src/contracts/search.js';
import type { MessageView } from '../../src/contracts/views.js';
import { demoApiKey } from '../../src/seed/demo-data.js';
import { until } from '../support/until.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { asked, signInAs, Talk, WritingDesk } from './writing-desk.js';

describeInBrowser('finding and being found', () => {
  let stage: Stage;
  let desk: WritingDesk | undefined;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = desk?.screen.troubles ?? [];
    await desk?.screen.close();
    desk = undefined;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  const ask = async (words: string): Promise<Locator> => {
    const { page } = desk!;
    if ((await page.getByRole('dialog').count()) === 0) await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Search or do …' });
    await field.fill(words);
    return field;
  };
  const group = (name: string): Locator => desk!.page.getByRole('listbox', { name: 'Results' }).getByRole('group', { name });
  /** The index follows the messages within a second or two. */
  const indexed = async (words: string): Promise<unknown> => {
    const token = await signInAs(stage, 'ana');
    const path = `/v1/search?q=${encodeURIComponent(words)}`;
    return until(`${words} is found`, async () => (await asked<SearchPage>(stage, 'GET', path, token)).data.length > 0);
  };

  it('finds two Chinese characters in what was said, shows where, and opens it there', async () => {
    const talk = await Talk.with(stage, 'ana', 'search-1', 'Wang Fang', '你好，我要退款，订单已经取消。');
    await talk.plant(Array.from({ length: 120 }, (_, index) => ({ text: `line ${index}` })));
    const elsewhere = await Talk.with(stage, 'ana', 'search-2', 'Somebody Else', 'Hello');
    await indexed('退款');
    desk = await WritingDesk.open(stage, 'ana', elsewhere);
    const field = await ask('退款');
    const hit = group('Messages').getByRole('option').filter({ hasText: 'Wang Fang' });
    await hit.locator('mark').waitFor();
    expect(await hit.locator('mark').allTextContents()).toEqual(['退款']);
    expect(await hit.getAttribute('aria-selected')).toBe('true');
    await field.press('Enter');
    await desk.page.waitForURL(`**/c/${talk.conversation.id}*`);
    await desk.said('我要退款').waitFor();
  });

  it('is one list from the keyboard: recent ones, acts, people; Escape gives the focus back', async () => {
    const talk = await Talk.with(stage, 'ana', 'search-3', 'Nora Nobody', 'Hello');
    await indexed('Nora');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    await desk.text.focus();
    const field = await ask('');
    await group('Recent').getByRole('option').filter({ hasText: 'Nora Nobody' }).waitFor();
    const selected = page.getByRole('listbox', { name: 'Results' }).getByRole('option', { selected: true });
    const first = await selected.textContent();
    await field.press('ArrowDown');
    expect(await selected.textContent()).not.toBe(first);
    expect(await field.getAttribute('aria-activedescendant')).toBe(await selected.getAttribute('id'));
    await field.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.until('the focus is where it was', `document.activeElement.tagName === 'TEXTAREA'`);

    // An act by its name, with its own dialog after it.
    const acts = await ask('> keyboard');
    await group('Actions')
      .getByRole('option', { name: /Show keyboard shortcuts/ })
      .waitFor();
    await acts.press('Enter');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await (await ask('nora')).press('End');
    await group('Customers').getByRole('option').filter({ hasText: 'Nora Nobody' }).waitFor();
    await ask('zzzz-nothing-like-it');
    await page.getByRole('status').filter({ hasText: 'Nothing found' }).waitFor();
  });

  it('shows the last question’s answer, whatever the ones before it bring', async () => {
    const talk = await Talk.with(stage, 'ana', 'search-4', 'Quick Typist', 'apples and pears');
    await indexed('pears');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    // The first answer comes after the second one.
    await page.route('**/v1/search?*apples*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue().catch(() => undefined);
    });
    const field = await ask('apples');
    await desk.until('it was asked for', `performance.getEntriesByType('resource').length > 0`);
    await page.getByLabel('Searching').waitFor();
    await field.fill('pears');
    const hit = group('Messages').getByRole('option');
    await hit.filter({ hasText: 'pears' }).waitFor();
    expect(await hit.locator('mark').allTextContents()).toEqual(['pears']);
    await page.unrouteAll({ behavior: 'wait' });
    expect(await hit.locator('mark').allTextContents()).toEqual(['pears']);
  });

  it('opens who has no conversation open, to read', async () => {
    const body = {
      externalId: randomUUID(),
      from: { kind: 'email', value: 'closed@one.test', name: 'Closed Case' },
      text: 'It was long ago',
    };
    const { message } = await asked<{ message: MessageView }>(stage, 'POST', '/v1/inboxes/demo-api/messages', demoApiKey, body);
    await stage.clear();
    const talk = await Talk.with(stage, 'ana', 'search-5', 'Open One', 'Hello');
    await indexed('Closed Case');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    const field = await ask('closed@one.test');
    await group('Customers').getByRole('option').filter({ hasText: 'Closed Case' }).waitFor();
    await field.press('Enter');
    await page.waitForURL(`**/customers/${message.customerId}`);
    await desk.said('It was long ago').waitFor();
    await page.getByText('No conversation is open.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Your message' }).count()).toBe(0);
    await page.locator('aside').getByRole('heading', { level: 2 }).filter({ hasText: 'Closed Case' }).waitFor();
  });

  it('shows somebody we know of who never wrote, and says where there is nobody', async () => {
    const talk = await Talk.with(stage, 'ana', 'search-8', 'Open Two', 'Hello');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    // Read in from a table: somebody we know of, who never wrote.
    const never = randomUUID();
    await stage.app.db.run('INSERT INTO customers (id, name) VALUES ($1, $2)', [never, 'Never Wrote']);
    await page.goto(`/console/customers/${never}`);
    await page.getByText('No conversation with them yet.').waitFor();
    await page.locator('aside').getByRole('heading', { level: 2 }).filter({ hasText: 'Never Wrote' }).waitFor();
    await page.getByRole('button', { name: 'Write to them' }).click();
    await page.getByRole('dialog').waitFor();
    await page.goto(`/console/customers/${randomUUID()}`);
    await page.getByRole('alert').filter({ hasText: 'This customer cannot be shown' }).waitFor();
    // The refusal itself is what the browser tells its console.
    desk.screen.troubles.splice(0, desk.screen.troubles.length, ...desk.screen.troubles.filter((one) => !one.includes('404')));
  });

  it('tells who looks elsewhere what their customers write, where they want it', async () => {
    const talk = await Talk.with(stage, 'ana', 'search-6', 'Loud Larry', 'Hello');
    const other = await Talk.with(stage, 'ana', 'search-7', 'Other Olga', 'Hello');
    desk = await WritingDesk.open(stage, 'ana', other);
    const { page } = desk;
    // A browser without a screen has no desktop: what would be shown there is written down.
    await page.evaluate(`(() => {
      window.shown = [];
      window.Notification = class { constructor(title, more) { window.shown.push({ title, ...more }); } close() {}
        static permission = 'default'; static requestPermission() { this.permission = 'granted'; return Promise.resolve('granted'); } };
      document.hasFocus = () => false;
    })()`);
    await page.getByRole('button', { name: 'Ana: my menu' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Desktop notifications: ask …' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Desktop notifications', exact: true, checked: true }).waitFor();
    await page.getByRole('menuitemcheckbox', { name: 'Sounds', checked: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Sounds', checked: false }).waitFor();
    await page.keyboard.press('Escape');
    await talk.say('Are you <b>there</b>?');
    await desk.until('it is told', 'window.shown.length === 1');
    expect(await page.evaluate('window.shown[0]')).toMatchObject({ title: 'Loud Larry wrote', body: 'Are you <b>there</b>?' });
    // The wish outlives the page.
    expect(await page.evaluate(`localStorage.getItem('throughline.console.notify')`)).toBe('{"sound":false,"desktop":true}');
  });
});
