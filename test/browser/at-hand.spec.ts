import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { Realtime } from '../../src/platform/realtime/realtime.js';
import { demoPassword } from '../../src/seed/demo-data.js';
import type { SearchPage } from '../../src/contracts/search.js';
import { until } from '../support/until.js';
import { Desks } from './desks.js';
import type { AgentScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { asked, signInAs } from './writing-desk.js';

jest.setTimeout(120_000);

describeInBrowser('work that stays at hand', () => {
  let stage: Stage;
  const desks = new Desks(() => stage);
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(() => desks.close());
  afterAll(() => stage?.close());

  const focused = (agent: AgentScreen): Promise<string> =>
    agent.page.evaluate(
      `(document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || document.activeElement?.tagName)`,
    );
  const present = async (name: string, state: string): Promise<void> =>
    void (await asked(stage, 'PUT', '/v1/me/presence', await signInAs(stage, name), { state }));

  it('a sign-in that ends in the middle of a sentence takes no letter of it, and gives the place back', async () => {
    const ana = await desks.open('ana');
    await desks.talk(ana, 'Mei Lin');
    await ana.text.click();
    await ana.page.keyboard.type('my sec');
    await ana.page.context().clearCookies();
    stage.app.get(Realtime).io.of('/console').disconnectSockets(true);
    const form = ana.page.getByRole('form', { name: 'Sign in' });
    await form.waitFor();
    await ana.page.keyboard.type('ret sentence');
    expect(await ana.text.inputValue()).toBe('my secret sentence');
    const password = form.getByRole('textbox', { name: 'Password' });
    expect(await password.inputValue()).toBe('');
    // Tab goes there at once; a pause does as well.
    await ana.page.keyboard.press('Tab');
    expect(
      await password.evaluate(
        (field) => field === (globalThis as { document?: { activeElement: unknown } }).document?.activeElement,
      ),
    ).toBe(true);
    await ana.page.keyboard.type(demoPassword);
    await ana.page.keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    await ana.page.keyboard.type('!');
    await until('the words go on', async () => ((await ana.text.inputValue()) === 'my secret sentence!' ? true : undefined));
    ana.screen.troubles.length = 0;
  });

  it('a colleague is chosen by typing and Enter or Tab; who cannot take it stands there and says why', async () => {
    const ana = await desks.open('ana');
    await desks.open('ben');
    await desks.talk(ana, 'Mei Lin');
    await present('chen', 'away');
    await ana.page.keyboard.press('Escape');
    await ana.act('Transfer');
    const to = ana.dialog.getByRole('combobox', { name: 'To' });
    await to.pressSequentially('be');
    await ana.page.getByRole('option', { name: /^Ben/ }).waitFor();
    await to.press('Enter');
    expect(await to.inputValue()).toBe('Ben');
    await to.fill('ben');
    await to.press('Tab');
    expect(await to.inputValue()).toBe('Ben');
    expect(await ana.dialog.getByRole('button', { name: 'Transfer' }).isEnabled()).toBe(true);
    // A name that is not chosen is no choice, and Enter does not take one who cannot.
    await to.fill('chen');
    const away = ana.page.getByRole('option', { name: /^Chen.*takes no new work/ });
    await away.waitFor();
    expect(await away.getAttribute('aria-disabled')).toBe('true');
    await to.press('Enter');
    expect(await to.inputValue()).toBe('chen');
    expect(await ana.dialog.getByRole('button', { name: 'Transfer' }).isEnabled()).toBe(false);
    await ana.page.keyboard.press('Escape');
    await ana.page.keyboard.press('Escape');
    await ana.dialog.waitFor({ state: 'detached' });
  });

  it('a customer is found by typing, also where Enter comes before the answer', async () => {
    const ana = await desks.open('ana');
    await desks.talk(ana, 'Zoe Unlike');
    await ana.page.keyboard.press('Escape');
    await ana.page.getByRole('button', { name: 'Start a conversation' }).click();
    const customer = ana.dialog.getByRole('combobox', { name: 'Customer' });
    await customer.pressSequentially('Zoe Un');
    await customer.press('Enter');
    await until('she is chosen', async () => ((await customer.inputValue()) === 'Zoe Unlike' ? true : undefined));
    await customer.press('Tab');
    expect(await customer.inputValue()).toBe('Zoe Unlike');
    await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('a closed conversation makes room for the next, and a key brings it back', async () => {
    const ana = await desks.open('ana');
    await desks.talk(ana, 'First Waits');
    await desks.talk(ana, 'Second Waits');
    await ana.page.keyboard.press('Escape');
    await ana.act('Close');
    await ana.confirm('Close');
    await ana.head.filter({ hasText: 'First Waits' }).waitFor();
    await until('the list has the focus', async () => ((await focused(ana)).includes('First Waits') ? true : undefined));
    await ana.page.keyboard.press('u');
    await ana.head.filter({ hasText: 'Second Waits' }).waitFor();
    await ana.head.filter({ hasText: 'with you' }).waitFor();
    // The side begins at its head for each.
    await ana.page.setViewportSize({ width: 1280, height: 420 });
    const scrolled = `Math.max(...[...document.querySelectorAll('#side, #side *')].map((one) => one.scrollTop))`;
    await ana.page.evaluate(`document.querySelectorAll('#side, #side *').forEach((one) => one.scrollTo(0, 120))`);
    expect(await ana.page.evaluate(scrolled)).toBeGreaterThan(0);
    await ana.row('First Waits').click();
    await ana.head.filter({ hasText: 'First Waits' }).waitFor();
    expect(await ana.page.evaluate(scrolled)).toBe(0);
  });

  it('a mention stays until it is looked at, also for who signs in later, and marks the name', async () => {
    const ana = await desks.open('ana');
    const mei = await desks.talk(ana, 'Mei Lin');
    await ana.page.getByRole('group', { name: 'What to write' }).getByRole('button', { name: 'Note' }).click();
    await ana.text.click();
    await ana.page.keyboard.type('@Be');
    await ana.page.getByRole('option', { name: /Ben/ }).first().click();
    await ana.page.keyboard.type('knows this');
    await ana.text.press('Enter');
    await ana.said('knows this').locator('mark', { hasText: '@Ben' }).waitFor();
    // Ben was not there when it was written.
    const ben = await desks.open('ben', { isAvailable: false });
    await ben.list.getByRole('heading', { name: /You are mentioned/ }).waitFor();
    const row = ben.row('Mei Lin');
    await row.getByRole('img', { name: 'A note mentions you' }).waitFor();
    await row.click();
    await ben.said('knows this').waitFor();
    await row.getByRole('img', { name: 'A note mentions you' }).waitFor({ state: 'detached' });
    const seen = await asked<{ data: unknown[] }>(stage, 'GET', '/v1/me/mentions?unseen=true', await signInAs(stage, 'ben'));
    expect(seen.data).toEqual([]);
    await ben.page.reload();
    await ben.head.waitFor();
    expect(await ben.list.getByRole('heading', { name: /You are mentioned/ }).count()).toBe(0);
    void mei;
  });

  it('a join says beforehand to whom an open conversation goes, and afterwards who has it', async () => {
    const ana = await desks.open('ana');
    const ben = await desks.open('ben', { isAvailable: false });
    const one = await desks.talk(ana, 'Join Here');
    await present('ana', 'finishing');
    await present('ben', 'available');
    await ben.page.locator('header [data-presence=available]').waitFor();
    await desks.talk(ben, 'Join There', 'Written last of all');
    await ana.page.setViewportSize({ width: 1280, height: 800 });
    await ana.text.evaluate('(field) => field.blur()');
    await Promise.all([ana.page.keyboard.press('+'), ana.page.keyboard.press('j')]);
    const form = ana.page.getByRole('form', { name: 'Join with another customer' });
    await form.waitFor();
    await until('it is in view', async () => {
      const box = await form.boundingBox();
      return box && box.y >= 0 && box.y + Math.min(box.height, 100) <= 800 ? true : undefined;
    });
    await form.getByText('Choose first whom to join with.').waitFor();
    // The index follows a moment after the first message.
    const token = await signInAs(stage, 'ana');
    await until('the search knows them', async () => {
      const { data } = await asked<SearchPage>(stage, 'GET', '/v1/search?kind=customer&q=Join%20There', token);
      // The one they talk to is found as well: their name is nearly the same.
      return data.some(({ customer }) => customer.name === 'Join There') ? true : undefined;
    });
    await form.getByRole('textbox').fill('Join There');
    await form.getByRole('button', { name: 'Join There' }).click();
    await form.getByText('Your open conversation with Join Here goes to Ben').waitFor();
    const join = form.getByRole('button', { name: 'Join', exact: true });
    expect(await join.isEnabled()).toBe(false);
    await form.getByText('Write first why they are one person.').waitFor();
    await form.getByRole('textbox', { name: /Why they are one person/ }).fill('She said so');
    await join.click();
    await ana.page.getByText('They are one customer now. Ben has the conversation with Join Here from now on.').waitFor();
    void one;
  });
});
