import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { HoursPreviewView, HoursView, QueueView } from '../../src/contracts/routing-views.js';
import type { AgentView } from '../../src/contracts/views.js';
import { demoPassword } from '../../src/seed/demo-data.js';
import { ApiCustomer } from './api-customer.js';
import { AgentScreen } from './people.js';
import { sections, setUpOn } from './setting-up.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { faultsOf } from './supervising.js';
import { asked, signInAs } from './writing-desk.js';

interface Listed<T> {
  data: T[];
}

describeInBrowser('the set-up pages', () => {
  let stage: Stage;
  let ada: AgentScreen;
  let token: string;
  let page: Page;

  beforeAll(async () => {
    stage = await openStage();
    token = await signInAs(stage, 'admin');
    ada = await AgentScreen.open(stage, 'admin', { isAvailable: false });
    page = ada.page;
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Set-up' }).click();
    await page.getByRole('navigation', { name: 'Sections of the set-up' }).waitFor();
  });
  afterEach(() => {
    // A refusal that a story asks for is no trouble; the browser tells of it all the same.
    expect(ada.screen.troubles.filter((line) => !/status of (409|412|422)/.test(line))).toEqual([]);
  });
  afterAll(() => stage?.close());

  const read = <T>(path: string): Promise<T> => asked<T>(stage, 'GET', path, token);
  const { form, said, section, open, begin, choose } = setUpOn(() => page);

  it('an agent is made with skills, is put into a queue, and gets work', async () => {
    const fields = await begin('Agents', 'New agent');
    await fields.getByLabel('Name').fill('Nina');
    await fields.getByRole('textbox', { name: 'E-mail' }).fill('nina@demo.test');
    await fields.getByLabel('Password', { exact: true }).fill('short');
    await fields.getByRole('button', { name: 'Add a skill' }).click();
    await choose(fields.getByRole('group', { name: 'Skills 1' }), 'Skill', 'Technical questions');
    await fields.getByRole('group', { name: 'Skills 1' }).getByLabel('Level').selectOption('5');
    await choose(fields, 'Languages', 'English (en)');
    await page.keyboard.press('Escape');
    await fields.getByRole('button', { name: 'Create' }).click();

    // What is wrong stands at its field, and nothing of the rest is lost.
    await fields.getByText('Too short: at least 12 characters.').waitFor();
    expect(await fields.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    expect(await fields.getByLabel('Name').inputValue()).toBe('Nina');
    await fields.getByLabel('Password', { exact: true }).fill(demoPassword);
    await page.keyboard.press('Control+s');

    await form('Nina').waitFor();
    await choose(page, 'Queues they serve', 'Support');
    await page.keyboard.press('Escape');
    await said('Saved');
    const { data } = await read<Listed<AgentView>>('/v1/agents?limit=100');
    expect(data.find(({ name }) => name === 'Nina')).toMatchObject({
      languages: ['en'],
      skills: [{ key: 'technical', level: 5 }],
    });

    const nina = await AgentScreen.open(stage, 'nina');
    const mei = await ApiCustomer.named(stage, 'Mei');
    await mei.say('My cup does not turn on.');
    await nina.accept();
    await nina.leave();
    await nina.screen.close();
    await stage.clear();
  }, 180_000);

  it('a queue has steps; a circle is refused at its field and nothing that was typed is lost', async () => {
    const fields = await begin('Queues', 'New queue');
    await fields.getByRole('textbox', { name: 'Name', exact: true }).fill('Second line');
    expect(await fields.getByLabel('Key').inputValue()).toBe('second-line');
    await fields.getByRole('button', { name: 'Add a step' }).click();
    await fields.getByRole('button', { name: 'Add a step' }).click();
    const [first, second] = [1, 2].map((n) => fields.getByRole('group', { name: `While somebody waits ${n}` }));
    await first!.getByLabel('What gives way').selectOption('dropLanguage');
    await second!.getByLabel('After', { exact: true }).fill('5');
    await second!.getByLabel('What gives way').selectOption('toQueue');
    await choose(second!, 'Queue', 'Support');
    await fields.getByRole('button', { name: 'Create' }).click();
    await form('Second line').waitFor();

    const support = await open('Queues', 'Support');
    await support.getByRole('textbox', { name: 'Name', exact: true }).fill('Support desk');
    await choose(support, 'If nobody could ever serve it', 'Second line');
    await support.getByRole('button', { name: 'Save' }).click();
    const fallback = support.getByRole('combobox', { name: 'If nobody could ever serve it' });
    await support.getByText('leads back to the queue: support → second-line → support').waitFor();
    expect(await fallback.getAttribute('aria-invalid')).toBe('true');
    expect(await support.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Support desk');

    // What is unsaved waits while somebody looks elsewhere.
    await section('Skills');
    await section('Queues');
    const line = page.getByRole('region', { name: 'Queues' }).getByRole('link').filter({ hasText: 'not saved' });
    await line.click();
    expect(await support.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Support desk');
    await choose(support, 'If nobody could ever serve it', 'It waits, and a supervisor is told');
    await support.getByRole('button', { name: 'Save' }).click();
    await form('Support desk').waitFor();

    const { data } = await read<Listed<QueueView>>('/v1/queues?limit=100');
    const steps = data.find(({ key }) => key === 'second-line')?.steps;
    expect(steps).toEqual([
      { afterMs: 60_000, dropLanguage: true },
      { afterMs: 300_000, toQueue: data.find(({ key }) => key === 'support')?.id },
    ]);

    // The way back is one press away.
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await form('Support').waitFor();
  }, 180_000);

  it('warns at the field of what nobody can serve, and saves it all the same', async () => {
    const skill = await begin('Skills', 'New skill');
    await skill.getByLabel('Name').fill('Wine');
    await skill.getByRole('button', { name: 'Create' }).click();
    await form('Wine').waitFor();
    const queue = await open('Queues', 'Support');
    await queue.getByRole('button', { name: 'Add a skill' }).click();
    await choose(queue.getByRole('group', { name: 'Skills it asks for 1' }), 'Skill', 'Wine');
    await queue.getByRole('button', { name: 'Save' }).click();
    const asks = queue.getByRole('group', { name: 'Skills it asks for', exact: true });
    await asks.getByText(/Nobody can satisfy this today; .* lacks wine at level 1/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await asks.getByRole('group').waitFor({ state: 'detached' });
  });

  it('a rule is tried before it is saved: what would match, and where it would go', async () => {
    const fields = await begin('Routing rules', 'New rule');
    await fields.getByRole('textbox', { name: 'Name', exact: true }).fill('Gold first');
    await fields.getByRole('textbox', { name: 'When' }).fill('customer.tier =');
    await fields.getByRole('button', { name: 'Create' }).click();
    await fields.getByText('To compare, write two equals signs (==), at character 14.').waitFor();
    expect(await fields.getByRole('textbox', { name: 'When' }).getAttribute('aria-invalid')).toBe('true');
    // Tried, it is told at the same field, in the same words; those of the parser lie folded behind.
    await fields.getByRole('textbox', { name: 'When' }).fill('size(customer.tier');
    await fields.getByRole('button', { name: 'See what would happen' }).click();
    await fields.getByText('A closing bracket is missing, at character 18.').waitFor();
    await fields.getByText('This cannot be tried yet: see what is said above').waitFor();
    expect(await fields.getByText(/RPAREN/).isVisible()).toBe(false);
    await fields.getByText('In the parser’s own words').click();
    await fields.getByText(/RPAREN/).waitFor();

    await fields.getByRole('textbox', { name: 'When' }).fill('');
    await fields.getByRole('button', { name: 'gold customers' }).click();
    await choose(fields, 'It goes to', 'Second line');
    await fields.getByRole('button', { name: 'See what would happen' }).click();
    await fields.getByText(/It would go to Support/).waitFor();
    await fields.getByText('Gold first does not match (this rule)').waitFor();
    await fields.getByRole('textbox', { name: 'Customer’s tier' }).fill('gold');
    await fields.getByRole('button', { name: 'See what would happen' }).click();
    await fields.getByText(/It would go to Second line/).waitFor();
    await fields.getByText('Gold first matches (this rule)').waitFor();
    expect((await read<Listed<object>>('/v1/routing-rules')).data).toEqual([]);

    await fields.getByRole('button', { name: 'Create' }).click();
    const listed = page.getByRole('region', { name: 'Routing rules' }).getByRole('link').filter({ hasText: 'Gold first' });
    await listed.waitFor();
    expect((await read<Listed<object>>('/v1/routing-rules')).data).toHaveLength(1);

    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await said('was removed');
    await listed.waitFor({ state: 'detached' });
    expect((await read<Listed<object>>('/v1/routing-rules')).data).toEqual([]);
    // Not by what is said: an undo before this one may have left the same words standing.
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await listed.waitFor();
    expect((await read<Listed<object>>('/v1/routing-rules')).data).toHaveLength(1);
  });

  it('hours have a zone and a holiday, and say when they are open next', async () => {
    const fields = await begin('Opening hours', 'New opening hours');
    await fields.getByRole('textbox', { name: 'Name', exact: true }).fill('Berlin');
    await fields.getByRole('combobox', { name: 'Time zone' }).fill('Berlin');
    await page.getByRole('option', { name: 'Europe/Berlin' }).click();
    await fields.getByLabel('Monday 1: from').fill('8');
    await fields.getByRole('button', { name: 'Monday’s hours for all weekdays' }).click();
    await fields.getByRole('button', { name: 'Create' }).click();
    await form('Berlin').waitFor();
    const openings = page.getByRole('list', { name: 'Next openings' }).getByRole('listitem');
    await openings.first().waitFor();

    const { data } = await read<Listed<HoursView>>('/v1/hours');
    const berlin = data.find(({ name }) => name === 'Berlin')!;
    expect(berlin).toMatchObject({ timeZone: 'Europe/Berlin', holidays: [] });
    expect(berlin.intervals).toContainEqual({ day: 5, from: '08:00', to: '17:00' });
    const { spans } = await asked<HoursPreviewView>(stage, 'POST', `/v1/hours/${berlin.id}/preview`, token, { days: 14 });
    const before = await openings.count();
    expect(before).toBe(spans.length);

    // Closed on one of these days, and open for a while on another.
    const [holiday, short] = spans.slice(2, 4).map(({ from }) => from.slice(0, 10));
    await form('Berlin').getByRole('button', { name: 'Add a date' }).click();
    await form('Berlin').getByRole('button', { name: 'Add a date' }).click();
    const days = [1, 2].map((n) => form('Berlin').getByRole('group', { name: `Holidays and other exceptions ${n}` }));
    await days[0]!.getByLabel('Date').fill(holiday!);
    await days[0]!.getByLabel('Name').fill('Anniversary');
    await days[1]!.getByLabel('Date').fill(short!);
    await days[1]!.getByLabel('Name').fill('Stocktaking');
    await days[1]!.getByRole('button', { name: 'open for a while' }).click();
    await days[1]!.getByLabel('That day 1: to').fill('13');
    await page.keyboard.press('Control+s');
    await openings.filter({ hasText: '10:00–13:00' }).waitFor();
    expect(await openings.count()).toBe(before - 1);
  });

  it('two admins who change the same agent end in a choice, and neither loses anything', async () => {
    const ben = await open('Agents', 'Ben');
    await ben.getByLabel('Name').fill('Benjamin');
    await ben.getByLabel('Languages').waitFor();
    const { data } = await read<Listed<AgentView>>('/v1/agents?limit=100');
    const { id } = data.find(({ name }) => name === 'Ben')!;
    await asked(stage, 'PATCH', `/v1/agents/${id}`, token, { name: 'Benno', capacity: 80 });

    await ben.getByRole('button', { name: 'Save' }).click();
    const stale = page.getByRole('alert', { name: 'Somebody else changed this meanwhile.' });
    await stale.getByText('Benjamin').waitFor();
    await stale.getByText('Benno').waitFor();
    await stale.getByText(/Capacity: 80/).waitFor();
    const save = page.getByRole('button', { name: 'Save', exact: true });
    expect(await save.isDisabled()).toBe(true);
    await stale.getByRole('button', { name: 'Keep mine: Name' }).click();
    await save.click();
    await form('Benjamin').waitFor();
    expect(await read<AgentView>(`/v1/agents/${id}`)).toMatchObject({ name: 'Benjamin', capacity: 80 });
  });

  it('secrets of an inbox are written and never shown again; its address is there to copy', async () => {
    const botToken = '123456789:AAE-a-token-nobody-may-read-0123456789';
    const fields = await begin('Inboxes', 'New inbox');
    await fields.getByRole('textbox', { name: 'Name', exact: true }).fill('Our bot');
    await choose(fields, 'Channel', 'Telegram');
    await choose(fields, 'Its conversations go to', 'Support');
    await fields.getByLabel('Bot token', { exact: true }).fill(botToken);
    await fields.getByRole('button', { name: 'Create' }).click();
    // The other secret is missing, and it is said at its field.
    await fields.getByText(/must be 16 to 256/).waitFor();
    expect(await fields.getByLabel('Bot token', { exact: true }).inputValue()).toBe(botToken);
    await fields.getByRole('button', { name: 'Make one' }).click();
    await fields.getByRole('button', { name: 'Create' }).click();

    const made = form('Our bot');
    await made.waitFor();
    await page.getByText(/\/v1\/inboxes\/[0-9a-f-]{36}\/webhook$/).waitFor();
    expect(await made.getByLabel('Bot token', { exact: true }).inputValue()).toBe('');
    expect(await made.getByLabel('Bot token', { exact: true }).getAttribute('placeholder')).toMatch(/kept/);
    expect(ada.screen.received.filter((body) => body.includes(botToken))).toEqual([]);

    const chat = await begin('Inboxes', 'New inbox');
    await chat.getByRole('textbox', { name: 'Name', exact: true }).fill('Second shop');
    await choose(chat, 'Its conversations go to', 'Support');
    await chat.getByLabel('Sites that may show the chat').fill('https://shop.example');
    await chat.getByRole('button', { name: 'Create' }).click();
    const once = page.getByRole('status', { name: 'Shown this once.' });
    const secret = (await once.locator('code').textContent())!;
    expect(secret.length).toBeGreaterThanOrEqual(32);
    await page.getByText(/data-inbox="second-shop"/).waitFor();
    await once.getByRole('button', { name: 'I have it' }).click();
    await section('Skills');
    await open('Inboxes', 'Second shop');
    expect(await page.content()).not.toContain(secret);
  });

  it('an API key is shown once, works, and is revoked', async () => {
    const fields = await begin('API keys', 'New API key');
    await fields.getByLabel('Name').fill('Web shop');
    await fields.getByRole('button', { name: 'Create' }).click();
    const once = page.getByRole('status', { name: 'Shown this once.' });
    const key = (await once.locator('code').textContent())!;
    expect(await asked<{ type: string }>(stage, 'GET', '/v1/me', key)).toMatchObject({ type: 'integration' });
    await once.getByRole('button', { name: 'I have it' }).click();
    await section('Skills');
    await open('API keys', 'Web shop');
    expect(await page.content()).not.toContain(key);
    const stored = await page.evaluate<string>('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
    expect(stored).not.toContain(key);

    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await said('is revoked');
    const { status } = await fetch(`${stage.app.url}/v1/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(status).toBe(401);
  });

  it('a policy is tried on the past, put in force, and taken back', async () => {
    const fields = await begin('Matching policy', 'New version');
    await fields.getByLabel('Version').fill('calm-1');
    await fields.getByLabel('The customer’s own agent').fill('2');
    await fields.getByRole('button', { name: 'Create' }).click();
    await form('calm-1').waitFor();
    await page.getByRole('button', { name: 'Compare' }).click();
    const table = page.getByRole('table', { name: 'Comparison' });
    await table.getByRole('row', { name: /With their own agent/ }).waitFor();
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      expect.stringMatching(/replayed/),
      'As it was',
      'In force (two-sided-2)',
      'This one (calm-1)',
      'This one is',
    ]);
    await page.getByLabel('Why').fill('Fairer in the evening');
    await page.getByRole('button', { name: 'Put in force' }).click();
    const list = page.getByRole('region', { name: 'Matching policy' });
    await list.getByRole('link').filter({ hasText: 'calm-1' }).filter({ hasText: 'in force' }).waitFor();
    await page.getByLabel('Why').fill('It was not');
    await page.getByRole('button', { name: 'Go back to two-sided-2' }).click();
    await list.getByRole('link').filter({ hasText: 'two-sided-2' }).filter({ hasText: 'in force' }).waitFor();
    await list.getByRole('link').filter({ hasText: 'calm-1' }).filter({ hasNotText: 'in force' }).waitFor();
  });

  it('is there for admins alone', async () => {
    for (const name of ['supervisor', 'ana']) {
      const other = await AgentScreen.open(stage, name, { isAvailable: false });
      // Whoever supervises and has nothing of their own to do is shown the board.
      await other.page.waitForURL(name === 'supervisor' ? '**/console/board' : '**/console/');
      const pages = other.page.getByRole('navigation', { name: 'Pages' });
      await pages.getByRole('link', { name: 'Inbox' }).waitFor();
      expect(await pages.getByRole('link', { name: 'Set-up' }).count()).toBe(0);
      await other.page.goto('/console/admin/agents');
      await other.page.waitForURL('**/console/');
      await other.page.getByRole('region', { name: 'My conversations' }).waitFor();
      expect(await other.page.getByRole('navigation', { name: 'Sections of the set-up' }).count()).toBe(0);
      const { status } = await fetch(`${stage.app.url}/v1/api-keys`, {
        headers: { authorization: `Bearer ${await signInAs(stage, name)}` },
      });
      expect(status).toBe(403);
      await other.screen.close();
    }
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe objects to, %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const look = async (where: string): Promise<string[]> => (await faultsOf(page)).map((line) => `${where}: ${line}`);
      const objections: string[] = [];
      for (const name of sections) {
        await section(name);
        const records = page.getByRole('region', { name, exact: true });
        // A page of its own, without a list.
        if (name === 'Keeping data') {
          objections.push(...(await look(name)));
          continue;
        }
        await records.getByRole('link', { name: 'New', exact: true }).click();
        await page.getByRole('button', { name: 'Create' }).waitFor();
        // Folded parts are looked at too.
        for (const more of await page.locator('summary').all()) await more.click();
        objections.push(...(await look(`${name}, new`)));
        const first = records.getByRole('listitem').getByRole('link').filter({ hasNotText: 'not saved' }).first();
        if ((await first.count()) === 0) continue;
        await first.click();
        await page.getByRole('button', { name: 'Create' }).waitFor({ state: 'detached' });
        objections.push(...(await look(name)));
      }
      expect(objections).toEqual([]);
    },
    300_000,
  );
});
