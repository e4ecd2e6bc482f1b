import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { until } from '../support/until.js';
import { ApiCustomer } from './api-customer.js';
import { Desks } from './desks.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { asked, signInAs } from './writing-desk.js';

/** What an agent is told without opening anything. */
describeInBrowser('the desk at a glance', () => {
  let stage: Stage;
  const desks = new Desks(() => stage);
  const agent = desks.open.bind(desks);
  const talk = desks.talk.bind(desks);
  const nameless = async (text: string): Promise<void> => {
    const { token } = await asked<{ token: string }>(stage, 'POST', '/v1/widget/sessions', '', { inboxKey: 'demo-web' });
    await asked(stage, 'POST', '/v1/widget/messages', token, { clientId: randomUUID(), text });
  };

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(() => desks.close());
  afterAll(() => stage?.close());

  it('shows the last words in every row, also after a reload, and tells visitors without a name apart', async () => {
    const ana = await agent('ana');
    for (const text of ['Do you have blue plates?', 'Can I return a cup?']) {
      await nameless(text);
      const offer = ana.offer.filter({ hasText: text });
      await offer.getByRole('button', { name: 'Accept' }).click();
      await ana.row(text).waitFor();
    }
    await ana.page.getByRole('link', { name: 'Throughline' }).click();
    await ana.page.reload();
    await ana.row('Do you have blue plates?').waitFor();
    const rows = await ana.list.getByRole('link').allTextContents();
    const names = rows.map((row) => /^Visitor [0-9A-F]{4}/.exec(row)?.[0]);
    expect(names).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(names).size).toBe(2);
  });

  it('says each thing once in an offer', async () => {
    const ana = await agent('ana');
    await (await ApiCustomer.named(stage, 'Mei Once')).say('Where is my parcel?');
    await ana.offer.filter({ hasText: 'Where is my parcel?' }).waitFor();
    expect((await ana.offer.textContent())?.split('Where is my parcel?')).toHaveLength(2);
  });

  it('shows who can take it, hands on with Ctrl+Enter, and marks it for whoever gets it until they have looked', async () => {
    const ana = await agent('ana');
    await talk(ana, 'Eve Handed', 'Is the glaze safe?');
    await ana.write('I ask a colleague.');
    const ben = await agent('ben');
    await ana.act('Transfer');
    await ana.dialog.getByRole('combobox', { name: 'To', exact: true }).click();
    const listed = ana.page.getByRole('listbox').getByRole('option');
    await listed.first().waitFor();
    const options = await listed.allTextContents();
    expect(options[0]).toMatch(/^BenAvailable · \d of \d free$/);
    expect(options).toContain('ChenOffline · takes no new work');
    await ana.page.getByRole('option', { name: 'Ben' }).click();
    const note = ana.dialog.getByRole('textbox', { name: 'Note' });
    await note.fill('Please look it up');
    await note.press('Control+Enter');
    await ana.page.getByRole('status').filter({ hasText: 'Eve Handed went to Ben' }).waitFor();

    await ben.row('Eve Handed').filter({ hasText: 'handed over by Ana' }).waitFor();
    await ben.list.getByRole('heading', { name: 'Waiting for us' }).waitFor();
    await ben.row('Eve Handed').click();
    await ben.head.filter({ hasText: 'handed over by Ana' }).waitFor();
    expect(await ben.page.getByRole('button', { name: 'Reply', exact: true }).getAttribute('aria-pressed')).toBe('true');
    await ben.page.getByRole('link', { name: 'Throughline' }).click();
    await ben.list.getByRole('heading', { name: 'Waiting for the customer' }).waitFor();
    expect(await ben.row('handed over').count()).toBe(0);
  });

  it('lets an offer be taken while a dialog is open, which stays', async () => {
    const ana = await agent('ana');
    await talk(ana, 'Kim Busy', 'Hello');
    await ana.page.keyboard.press('t');
    await ana.dialog.getByRole('textbox', { name: 'Note' }).fill('half a note');
    await (await ApiCustomer.named(stage, 'Lee Waits')).say('Anybody there?');
    await ana.page.getByRole('status', { name: 'Offer: Lee Waits' }).waitFor();
    await ana.page.keyboard.press('Control+o');
    await ana.row('Lee Waits').waitFor();
    expect(await ana.dialog.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('half a note');
    await (await ApiCustomer.named(stage, 'Max Clicks')).say('And me?');
    await ana.page.getByRole('status', { name: 'Offer: Max Clicks' }).getByRole('button', { name: 'Accept' }).click();
    await ana.row('Max Clicks').waitFor();
    await ana.page.keyboard.press('Escape');
  });

  it('calls a split topic by what it begins with, says so, and shows it as ours to answer', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Splits', 'The cup is broken');
    await mei.say('And I need an invoice');
    await ana.said('And I need an invoice').waitFor();
    await ana.page.keyboard.press('x');
    const choices = await ana.dialog
      .getByRole('radio')
      .evaluateAll((all) => all.map((one) => one.parentElement?.parentElement?.textContent));
    expect(choices).toEqual([expect.stringContaining('The cup is broken'), expect.stringContaining('And I need an invoice')]);
    await ana.page.keyboard.press('Enter');
    await ana.page.getByRole('status').filter({ hasText: '“And I need an invoice” is a conversation of its own' }).waitFor();
    await ana.head.filter({ hasText: 'And I need an invoice' }).waitFor();
    expect(await ana.list.getByRole('heading', { name: 'Waiting for the customer' }).count()).toBe(0);
  });

  it('finds whose message it was, and every act on oneself', async () => {
    const ana = await agent('ana');
    await nameless('A zebra-striped bowl, please');
    await ana.offer.getByRole('button', { name: 'Accept' }).click();
    await ana.head.waitFor();
    const token = await signInAs(stage, 'ana');
    await until('the index', async () => (await asked<{ data: unknown[] }>(stage, 'GET', '/v1/search?q=zebra', token)).data[0]);
    await ana.page.keyboard.press('Control+k');
    const field = ana.page.getByRole('combobox', { name: 'Search or do …' });
    await field.fill('zebra');
    await ana.page.getByRole('option', { name: /^Visitor [0-9A-F]{4}\s*A zebra-striped bowl/ }).waitFor();
    for (const act of ['Presence: Away', 'Sign out', 'Join with another customer']) {
      await field.fill(`>${act}`);
      await ana.page.getByRole('option', { name: act }).waitFor();
    }
    await ana.page.keyboard.press('Escape');
    await ana.page.goto('/console/customers/zzz');
    await ana.page.getByRole('alert').filter({ hasText: 'There is no such customer.' }).waitFor();
    expect(ana.screen.troubles.splice(0).filter((line) => !/40[04]|422/.test(line))).toEqual([]);
  });
});
