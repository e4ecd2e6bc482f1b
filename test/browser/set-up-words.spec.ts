import { afterAll, beforeEach, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { demoPassword } from '../../src/seed/demo-data.js';
import { AgentScreen } from './people.js';
import { sections, setUpOn } from './setting-up.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

describeInBrowser('the words and ways of the set-up pages', () => {
  let stage: Stage;
  let page: Page;

  beforeEach(async () => {
    stage ??= await openStage();
    if (!page) ({ page } = await AgentScreen.open(stage, 'admin', { isAvailable: false }));
    await page.goto('/console/admin/agents');
    await page.getByRole('navigation', { name: 'Sections of the set-up' }).waitFor();
  });
  afterAll(() => stage?.close());

  const { form, said, section, begin, choose } = setUpOn(() => page);
  const hasFocus = async (field: Locator): Promise<boolean> => (await field.and(page.locator(':focus')).count()) === 1;

  it('says what is wrong in words of the field, and goes to the first of them, out of a folded part too', async () => {
    const inbox = await begin('Inboxes', 'New inbox');
    await inbox.getByRole('button', { name: 'Create' }).click();
    await inbox.getByText('Not saved: 3 fields above need another look.').waitFor();
    expect(await inbox.getByText('Fill this in.').count()).toBe(2);
    expect(await inbox.getByText('Choose one.').count()).toBe(1);
    const name = inbox.getByRole('textbox', { name: 'Name', exact: true });
    expect(await hasFocus(name)).toBe(true);
    // What was to blame is forgiven as soon as it is mended, and the next one is the first.
    await name.fill('夜班');
    expect(await inbox.getByLabel('Key').inputValue()).toBe('inbox-2');
    await inbox.getByRole('button', { name: 'Create' }).click();
    await inbox.getByText('Not saved: one field above needs another look.').waitFor();
    const queue = inbox.getByRole('combobox', { name: 'Its conversations go to' });
    expect(await hasFocus(queue)).toBe(true);
    await inbox.getByLabel('Key').fill('demo-web');
    await choose(inbox, 'Its conversations go to', 'Support');
    await inbox.getByRole('button', { name: 'Create' }).click();
    await inbox.getByText('This one is in use already.').waitFor();
    await inbox.getByRole('button', { name: 'Discard changes' }).click();

    const fields = await begin('Queues', 'New queue');
    await fields.getByRole('textbox', { name: 'Name', exact: true }).fill('Night');
    await fields.getByText('When somebody falls silent').click();
    const nudge = fields.getByLabel('Remind the agent after', { exact: true });
    await nudge.fill('99999999');
    await fields.getByText('When somebody falls silent').click();
    expect(await nudge.isVisible()).toBe(false);
    await fields.getByRole('button', { name: 'Create' }).click();
    await fields.getByText(/^At most \d+ days\.$/).waitFor();
    expect(await hasFocus(nudge)).toBe(true);
    await fields.getByRole('button', { name: 'Discard changes' }).click();
  });

  it('warns under the form of what is about no field of it', async () => {
    const fields = await begin('Routing rules', 'New rule');
    await fields.getByRole('textbox', { name: 'Name', exact: true }).fill('Idle');
    await fields.getByRole('textbox', { name: 'When' }).fill('true');
    await fields.getByRole('button', { name: 'Create' }).click();
    await page.getByText(/This rule does nothing and stops/).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await said('was removed');
  });

  it('is reached by keys and by name, like every other page', async () => {
    await section('Skills');
    await page.getByRole('heading', { name: 'Skills', level: 1 }).click();
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.waitForURL('**/console/board');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.waitForURL('**/console/admin/agents');
    for (const name of sections) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search or do …' }).fill(name);
      await page.getByRole('option', { name: `Set-up: ${name}` }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or do …' }).fill('wallboards');
    await page.getByRole('option', { name: 'Board: Wallboards' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console/board/wallboards');
  });

  it('an act that finds the sign-in ended is carried out once its person is back', async () => {
    const skill = await begin('Skills', 'New skill');
    await skill.getByLabel('Name').fill('Patience');
    await stage.app.db.run("UPDATE sign_in_sessions SET ended_at = app_now(), end_reason = 'signed_out' WHERE ended_at IS NULL");
    await page.context().clearCookies();
    await skill.getByRole('button', { name: 'Create' }).click();
    const again = page.getByRole('form', { name: 'Sign in' });
    await again.waitFor();
    expect(await again.getByLabel('E-mail').inputValue()).toBe('admin@demo.test');
    await again.getByRole('textbox', { name: 'Password' }).fill(demoPassword);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await form('Patience').waitFor();
    expect(await page.getByText('Authorization').count()).toBe(0);
  });
});
