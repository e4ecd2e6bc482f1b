import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Locator } from 'playwright-core';
import type { FactView } from '../../src/contracts/context.js';
import type { CustomerView, MessageView } from '../../src/contracts/views.js';
import { demoApiKey } from '../../src/seed/demo-data.js';
import { until } from '../support/until.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { asked, signInAs, Talk, WritingDesk } from './writing-desk.js';

describeInBrowser('the customer beside the conversation', () => {
  let stage: Stage;
  let desk: WritingDesk | undefined;
  beforeAll(async () => {
    stage = await openStage([], { PANEL_ALLOW_PRIVATE: 'true' });
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = desk?.screen.troubles ?? [];
    await desk?.screen.close();
    desk = undefined;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  const section = (name: string): Locator =>
    desk!.page.locator('aside [data-section]').filter({ has: desk!.page.getByRole('heading', { name }) });
  const unfold = async (name: string): Promise<Locator> => {
    const heading = desk!.page.getByRole('heading', { name }).getByRole('button');
    if ((await heading.getAttribute('aria-expanded')) === 'false') await heading.click();
    return section(name);
  };
  /** Somebody else who wrote through another door. */
  const stranger = async (from: object, text: string): Promise<MessageView> => {
    const body = { externalId: randomUUID(), from, text };
    return (await asked<{ message: MessageView }>(stage, 'POST', '/v1/inboxes/demo-api/messages', demoApiKey, body)).message;
  };
  const customer = async (talk: Talk): Promise<CustomerView> =>
    asked(stage, 'GET', `/v1/customers/${talk.conversation.customerId}`, await signInAs(stage, 'ana'));

  it('goes from a fact, and from a sentence of the brief, to the message it rests on', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-1', 'Mei Lin', 'My order A-20417 arrived broken, write to mei@qq.test');
    await talk.plant(Array.from({ length: 70 }, (_, index) => ({ text: `line ${index}` })));
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;

    // From the fact to where it was said, although that was long ago.
    const facts = section('Already known');
    await facts
      .getByRole('list', { name: 'Order number' })
      .getByRole('button', { name: /Show the message/ })
      .click();
    await desk.said('arrived broken').waitFor();
    await desk.until('it is in view', inView('arrived broken'));
    // And from a sentence of the brief.
    await page.keyboard.press('End');
    await section('In brief')
      .getByRole('button', { name: /arrived broken/ })
      .first()
      .click();
    await desk.until('it is in view again', inView('arrived broken'));
  });

  it('shows facts that contradict each other, and takes what is put right', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-1b', 'Mei Lin', 'My order A-20417 arrived broken, write to mei@qq.test');
    const token = await signInAs(stage, 'ana');
    const at = `/v1/customers/${talk.conversation.customerId}/facts`;
    await asked<FactView>(stage, 'POST', at, token, { kind: 'email', value: 'lin@other.test' });
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    const facts = section('Already known');
    // Two that contradict each other are both shown; who knows better says so.
    await facts.getByText('These contradict each other').waitFor();
    await facts.getByRole('button', { name: /This one is right.*lin@other/ }).click();
    await facts.getByText('These contradict each other').waitFor({ state: 'detached' });
    expect(await facts.getByRole('list', { name: 'E-mail' }).textContent()).not.toContain('mei@qq.test');
    await facts.getByRole('button', { name: 'Earlier values' }).click();
    await facts.getByRole('list', { name: 'Earlier values' }).filter({ hasText: 'mei@qq.test → lin@other.test' }).waitFor();

    // Put right by hand.
    await facts.getByRole('button', { name: 'What to do with A-20417' }).click();
    await page.getByRole('menuitem', { name: 'Put right' }).click();
    await page.getByRole('form', { name: 'Put right' }).getByLabel('Value').fill('A-20418');
    await page.keyboard.press('Enter');
    await facts.getByText('A-20418', { exact: true }).waitFor();
  });

  it('takes facts by key, and keeps what is refused as it was typed', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-1c', 'Mei Lin', 'Hello');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    const facts = section('Already known');
    // A kind that is no kind of the house keeps its name.
    await page.getByRole('heading', { name: 'Already known' }).getByRole('button').focus();
    // One after the other as fingers do, however long this machine takes for each.
    await Promise.all([page.keyboard.press('+'), page.keyboard.press('f')]);
    const form = page.getByRole('form', { name: 'Add a fact' });
    await form.getByRole('combobox', { name: 'What it is' }).fill('Locker');
    await form.getByLabel('Value').fill('17');
    await page.keyboard.press('Enter');
    await facts.getByRole('list', { name: 'Locker' }).filter({ hasText: 'by Ana' }).waitFor();
    const at = `/v1/customers/${talk.conversation.customerId}/facts`;
    const { data } = await asked<{ data: FactView[] }>(stage, 'GET', at, await signInAs(stage, 'ana'));
    expect(data.find(({ value }) => value === '17')).toMatchObject({
      kind: 'locker',
      label: 'Locker',
      conversationId: talk.conversation.id,
    });

    // What cannot be is refused in words, and what was typed stays.
    await section('Who').getByRole('button', { name: 'Add an address' }).click();
    await page.getByRole('form', { name: 'Add an address' }).getByLabel('Address', { exact: true }).fill('no address');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'not a valid email' }).waitFor();
    expect(await page.getByRole('form', { name: 'Add an address' }).getByLabel('Address', { exact: true }).inputValue()).toBe(
      'no address',
    );
    // The refusal itself is what the browser tells its console.
    expect(desk.screen.troubles.splice(0)).toEqual([expect.stringContaining('422')]);
  });

  it('takes a promise on the customer’s clock, moves it, keeps it', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-2', 'Promised Person');
    const token = await signInAs(stage, 'ana');
    await asked(stage, 'PATCH', `/v1/customers/${talk.conversation.customerId}`, token, { timeZone: 'Asia/Shanghai' });
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    const promises = section('Promises');
    await promises.getByRole('button', { name: 'Note a promise' }).click();
    const form = page.getByRole('form', { name: 'Note a promise' });
    await form.getByLabel('What we promised').fill('A new cup');
    const year = new Date().getFullYear() + 1;
    await form.getByLabel('Due (Shanghai time)').fill(`${year}-03-01T09:30`);
    await form.getByRole('button', { name: 'Note it' }).click();
    const open = promises.getByRole('list', { name: 'Open promises' });
    await open
      .filter({ hasText: 'A new cup' })
      .filter({ hasText: /1 Mar, 09:30/ })
      .waitFor();
    const due = (): Promise<string | null> => open.locator('time').first().getAttribute('datetime');
    expect(await due()).toBe(`${year}-03-01T01:30:00.000Z`);

    await open.getByRole('button', { name: 'Move' }).click();
    await page.getByLabel('Due (Shanghai time)').fill(`${year}-03-02T18:00`);
    await page.keyboard.press('Enter');
    await open.filter({ hasText: /2 Mar, 18:00/ }).waitFor();
    expect(await due()).toBe(`${year}-03-02T10:00:00.000Z`);

    await open.getByRole('button', { name: 'Kept', exact: true }).click();
    await promises.getByText('Nothing is promised.').waitFor();
    await promises.getByRole('button', { name: 'Kept and given up' }).click();
    await promises
      .getByRole('list', { name: 'Kept and given up' })
      .filter({ hasText: 'A new cup' })
      .filter({ hasText: 'kept' })
      .waitFor();

    // What a reply commits us to is asked about, and taken as a promise.
    await desk.send('I will call you tomorrow at three.');
    await promises.getByRole('button', { name: 'Promise', exact: true }).click();
    await open.filter({ hasText: 'I will call you tomorrow at three.' }).waitFor();
  });

  it('changes who somebody is, with a way back; agents cannot block, supervisors give a reason', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-3', 'Wrong Name');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    const heading = page.locator('aside').getByRole('heading', { level: 2 });
    await page.getByRole('button', { name: 'Change the name' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Right Name');
    await page.keyboard.press('Enter');
    await heading.filter({ hasText: 'Right Name' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await heading.filter({ hasText: 'Wrong Name' }).waitFor();
    await section('Who').getByText('proved').waitFor();
    await section('Who').getByText('signed in').waitFor();
    expect(await page.getByRole('button', { name: 'Block' }).count()).toBe(0);

    await desk.screen.close();
    desk = await WritingDesk.open(stage, 'supervisor', talk);
    await desk.page.getByRole('button', { name: 'Block' }).click();
    await desk.page.getByRole('form', { name: 'Block' }).getByLabel('Reason').fill('threats');
    await desk.page.keyboard.press('Enter');
    await desk.page.locator('aside').getByText('Blocked').waitFor();
    expect((await customer(talk)).blocked).toBe(true);
    await desk.page.getByRole('button', { name: 'Unblock' }).click();
    await desk.page.getByRole('form', { name: 'Unblock' }).getByRole('button', { name: 'Unblock' }).click();
    await desk.page.locator('aside').getByText('Blocked').waitFor({ state: 'detached' });
  });

  it('joins two records that are one person, and takes them apart again', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-4', 'Greta Sample', 'Hello from the chat');
    const { customerId } = await stranger(
      { kind: 'email', value: 'greta@one.test', name: 'Greta Sample' },
      'Hello by another way',
    );
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    const same = await unfold('Same person?');
    await same.getByRole('button', { name: 'Join with another customer' }).click();
    const form = page.getByRole('form', { name: 'Join with another customer' });
    await form.getByLabel('Find by name, address or number').fill('greta@one.test');
    await form.getByRole('list', { name: 'Found' }).getByRole('button', { name: 'Greta Sample' }).click();
    await form.getByLabel('Why they are one person').fill('said so on the phone');
    await page.keyboard.press('Enter');
    await desk.said('Hello by another way').waitFor();
    await section('Who').filter({ hasText: 'greta@one.test' }).waitFor();
    const merges = same.getByRole('list', { name: 'Joined before' });
    await merges.filter({ hasText: 'said so on the phone' }).filter({ hasText: 'Ana' }).waitFor();

    await merges.getByRole('button', { name: /Take apart/ }).click();
    await merges.filter({ hasText: 'taken apart' }).waitFor();
    // What the other one said is theirs again, here too; what comes goes on.
    await desk.said('Hello by another way').waitFor({ state: 'detached' });
    await talk.say('And this is still me');
    await desk.said('And this is still me').waitFor();
    expect(await desk.thread.locator('[data-text]').allTextContents()).toEqual(['Hello from the chat', 'And this is still me']);
    await section('Who').filter({ hasNotText: 'greta@one.test' }).waitFor();
    const token = await signInAs(stage, 'ana');
    expect(await asked<CustomerView>(stage, 'GET', `/v1/customers/${customerId}`, token)).toMatchObject({ mergedInto: null });
  });

  it('asks whether two may be one, says why, and takes the answer', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-5', 'Twice Here', 'Hello');
    await stranger({ kind: 'phone', value: '+8613800138000', name: 'Twice Here' }, 'Me again');
    const token = await signInAs(stage, 'ana');
    const { customerId } = talk.conversation;
    await asked(stage, 'POST', `/v1/customers/${customerId}/identities`, token, { kind: 'phone', value: '+86 138 0013 8000' });
    await until('somebody is suggested', async () => {
      const path = `/v1/identity-suggestions?customer=${customerId}`;
      return (await asked<{ data: unknown[] }>(stage, 'GET', path, token)).data.length > 0;
    });
    desk = await WritingDesk.open(stage, 'ana', talk);
    // Folded, the heading says that there is something to decide.
    await desk.page.getByRole('heading', { name: 'Same person?' }).filter({ hasText: '1 may be' }).waitFor();
    const same = await unfold('Same person?');
    const found = same.getByRole('list', { name: 'Who may be the same person' });
    await found
      .filter({ hasText: /evidence|Little speaks/ })
      .filter({ hasText: 'Phone: the same' })
      .filter({ hasText: 'Name: the same' })
      .waitFor();
    await found.getByRole('button', { name: /^One person/ }).click();
    await desk.said('Me again').waitFor();
    // What was done is said, with the way back beside it.
    await desk.page.getByRole('button', { name: 'Undo' }).click();
    await desk.page.getByText('They are two customers again.').waitFor();
    expect((await customer(talk)).mergedInto).toBeNull();
  });

  it('erases only who is typed out', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-6', 'Forget Me', 'My secret is REMEMBER-NOT');
    desk = await WritingDesk.open(stage, 'admin', talk);
    const { page } = desk;
    const privacy = await unfold('Privacy');
    // A consent, there and back.
    await privacy.getByRole('radiogroup', { name: 'Marketing' }).getByText('Yes').click();
    await privacy.getByRole('listitem').filter({ hasText: 'Marketing' }).filter({ hasText: 'to a colleague' }).waitFor();
    // An archive, by its link.
    await privacy.getByRole('button', { name: 'Make an archive' }).click();
    await privacy.getByRole('link', { name: /Download the archive/ }).waitFor();

    await privacy.getByRole('button', { name: /Erase this customer/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/This will go:.*Messages/).waitFor();
    const forGood = dialog.getByRole('button', { name: 'Erase for good' });
    await dialog.getByLabel('Reason').fill('letter 12');
    expect(await forGood.isDisabled()).toBe(true);
    await dialog.getByLabel('Type “Forget Me” to confirm').fill('Forget');
    expect(await forGood.isDisabled()).toBe(true);
    await dialog.getByLabel('Type “Forget Me” to confirm').fill('Forget Me');
    await forGood.click();
    await dialog.getByText('The customer is being erased.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await desk.said('REMEMBER-NOT').waitFor({ state: 'detached' });
  });

  it('shows what other systems know, how old that is, and asks again', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-7', 'Shop Customer');
    const admin = await signInAs(stage, 'admin');
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const shop = await openShop(secret);
    const wish = { key: 'shop', name: 'Shop', url: shop.url, secret, identityKinds: ['external'], cacheMs: 1_000 };
    const panel = await asked<{ id: string }>(stage, 'POST', '/v1/panels', admin, wish);
    desk = await WritingDesk.open(stage, 'ana', talk);
    const shown = section('Shop');
    await shown
      .filter({ hasText: 'Orders' })
      .filter({ hasText: '1 cup "Blue"' })
      .filter({ hasText: 'delivered to the porter' })
      .waitFor();
    expect(await shown.getByRole('link', { name: 'A-20417' }).getAttribute('rel')).toBe('noopener noreferrer');
    await shop.close();
    // What it said stays on the screen, and how old it is.
    await desk.until('the answer is old', `Date.now() > ${Date.now() + 1_200}`);
    await shown.getByRole('button', { name: 'Ask Shop again' }).click();
    await shown.getByText(/Does not answer now; this is from .* ago\. It cannot be reached\./).waitFor();
    await shown.filter({ hasText: '1 cup "Blue"' }).waitFor();
    await asked(stage, 'DELETE', `/v1/panels/${panel.id}`, admin);
  });

  it('keeps its own sentences from left to right around a name that runs the other way', async () => {
    const talk = await Talk.with(stage, 'ana', 'panel-9', 'سارة أحمد', 'مرحبا');
    desk = await WritingDesk.open(stage, 'ana', talk);
    expect(await desk.text.getAttribute('placeholder')).toBe('Reply to \u2068سارة أحمد\u2069');
    await section('In brief')
      .getByRole('button', { name: /with us since/ })
      .waitFor();
    await desk.until(
      'the brief runs from left to right',
      `[...document.querySelectorAll('aside button')].filter((one) => one.textContent.includes('with us since')).every((one) =>
        getComputedStyle(one).direction === 'ltr' && getComputedStyle(one).unicodeBidi === 'isolate')`,
    );
    if (process.env['SHOTS']) await desk.page.screenshot({ path: `${process.env['SHOTS']}/customer-rtl.png` });
  });

  it('shows hostile names and values as text, and breaks no layout', async () => {
    const name = `<img src=x onerror=alert(1)>\u202E${'W'.repeat(120)}`;
    const talk = await Talk.with(stage, 'ana', 'panel-8', name, 'Hello');
    const token = await signInAs(stage, 'ana');
    const at = `/v1/customers/${talk.conversation.customerId}`;
    await asked(stage, 'POST', `${at}/facts`, token, { kind: 'product', value: `<script>alert(2)</script>${'x'.repeat(470)}` });
    await asked(stage, 'PATCH', at, token, { attributes: { ['k'.repeat(60)]: '😀'.repeat(200) } });
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page } = desk;
    await page.locator('aside').getByRole('heading', { level: 2 }).filter({ hasText: '<img src=x' }).waitFor();
    await section('Already known').getByText('<script>alert(2)').waitFor();
    // No sign that turns text around is left in a name, nor in what the brief says of it.
    for (const part of [page.locator('aside'), page.locator('#talk-head')])
      expect(await part.textContent()).not.toContain('\u202e');
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(width);
      expect(
        await page.evaluate(`[...document.querySelectorAll('aside')].every((one) => one.scrollWidth <= one.clientWidth)`),
      ).toBe(true);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or do …' }).fill('<img');
    await page.getByRole('option').filter({ hasText: '<img src=x' }).first().waitFor();
    expect(await page.evaluate(`document.querySelector('[role=dialog]').querySelector('img')`)).toBeNull();
  });
});

/** The sample shop as anybody runs it: a process of its own that says where it answers. */
async function openShop(secret: string): Promise<{ url: string; close: () => Promise<unknown> }> {
  const env = { ...process.env, PANEL_SECRET: secret, PORT: '0' };
  const shop = spawn(process.execPath, ['scripts/sample-shop.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(shop.stdout, 'data')) as [Buffer];
  return {
    url: /http:\S+/.exec(line.toString())![0],
    close: () => {
      const closed = once(shop, 'exit');
      shop.kill();
      return closed;
    },
  };
}

function inView(text: string): string {
  return `(() => { const log = document.querySelector('[role=log]').getBoundingClientRect();
    const row = [...document.querySelectorAll('[role=log] [role=article]')].find((one) => one.textContent.includes(${JSON.stringify(text)}))?.getBoundingClientRect();
    return !!row && row.top < log.bottom && row.bottom > log.top; })()`;
}
