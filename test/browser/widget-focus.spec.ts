import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { InboxesQueries } from '../../src/channels/inboxes/inboxes.queries.js';
import { Agent } from '../support/people.js';
import { until } from '../support/until.js';
import { CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

describeInBrowser('the chat for who works by keyboard, and for who listens', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  const agents: Agent[] = [];
  let expected = /^$/;

  const open = async (options?: BrowserContextOptions): Promise<Page> => {
    const screen = await stage.open(options);
    screens.push(screen);
    await screen.page.goto('/demo/');
    return screen.page;
  };
  const launcher = (page: Page) => page.getByRole('button', { name: 'Chat with us' });
  const field = (page: Page) => page.getByRole('textbox', { name: 'Your message' });
  const callBack = (page: Page) => page.getByRole('button', { name: 'Have us call you back' });
  const phone = (page: Page) => page.getByRole('textbox', { name: 'Your phone number' });
  /** What has the focus, by its name; the page's own body has none. */
  const focus = (page: Page): Promise<string> =>
    page.evaluate(`(() => {
      const at = document.querySelector('throughline-widget').shadowRoot.activeElement;
      return at ? at.ariaLabel || at.textContent : document.activeElement.localName;
    })()`);
  const focused = (page: Page, name: string): Promise<unknown> =>
    until(`the focus on ${name}`, async () => {
      const at = await focus(page);
      if (at !== name) throw new Error(`it is on ${at}`);
      return true;
    });
  const say = async (page: Page, text: string): Promise<void> => {
    await field(page).fill(text);
    await field(page).press('Enter');
    await page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
  };
  /** An agent who has taken what this customer wrote. */
  const taken = async (): Promise<{ ana: Agent; id: string }> => {
    const ana = await Agent.signIn(stage.app.url, 'ana');
    agents.push(ana);
    await ana.be('available');
    const offer = await until('an offer', async () => (await ana.do<{ data: { id: string }[] }>('GET', '/v1/me/offers')).data[0]);
    return { ana, id: (await ana.accept(offer)).id };
  };

  beforeAll(async () => {
    stage = await openStage(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
    await stage.app.db.run(`UPDATE inboxes SET settings = '{"calls": true, "callBack": true}' WHERE key = 'demo-web'`);
    stage.app.get(InboxesQueries).forget();
  });
  afterEach(async () => {
    await stage.clear();
    for (const one of agents.splice(0)) {
      await one.be('offline');
      one.leave();
    }
    const troubles = screens.flatMap((screen) => screen.troubles).filter((line) => !expected.test(line));
    for (const screen of screens.splice(0)) await screen.close();
    expected = /^$/;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('leaves the focus where it is while the number is asked for, and gives it back after it', async () => {
    const page = await open();
    await launcher(page).click();
    await say(page, 'Hello');
    const { ana, id } = await taken();
    await callBack(page).click();
    await phone(page).waitFor();
    await focused(page, '');
    await field(page).focus();
    await ana.reply(id, 'Good morning');
    await page.locator('.bubble').filter({ hasText: 'Good morning' }).waitFor();
    expect(await focus(page)).toBe('Your message');
    // Escape closes what was opened last, and goes back to where it was opened.
    await phone(page).press('Escape');
    await phone(page).waitFor({ state: 'detached' });
    await focused(page, 'Have us call you back');
    await callBack(page).press('Enter');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await focused(page, 'Have us call you back');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focused(page, 'Chat with us');
  });

  it('asks once to be called back, however often it is pressed and whatever answer is lost', async () => {
    const page = await open();
    await launcher(page).click();
    await callBack(page).click();
    const send = page.getByRole('button', { name: 'Call me back' });
    await phone(page).fill('call me');
    expected = /422|ERR_FAILED/;
    await send.click();
    await page.getByRole('alert').filter({ hasText: 'no telephone number' }).waitFor();
    expect(await phone(page).getAttribute('aria-invalid')).toBe('true');
    // The first answer is lost on its way back.
    let calls = 0;
    await page.route('**/v1/widget/callback', async (route) => {
      const answer = await route.fetch();
      await (++calls === 1 ? route.abort() : route.fulfill({ response: answer }));
    });
    await page.routeWebSocket(/socket\.io/, () => undefined);
    stage.cutSockets('/widget');
    await phone(page).fill('+49 30 12345678');
    await send.click();
    await page.getByRole('alert').filter({ hasText: 'no connection' }).waitFor();
    await send.dblclick();
    await phone(page).waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
    expect(calls).toBe(2);
    const rows = await stage.app.db.query("SELECT 1 FROM messages WHERE text LIKE '%+49 30 12345678%'");
    expect(rows).toHaveLength(1);
  });

  it('goes on beside what was pressed and is gone', async () => {
    const page = await open();
    await launcher(page).click();
    const files = ['one.txt', 'two.txt'].map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) }));
    await page.setInputFiles('#chat-file', files);
    await page.getByRole('button', { name: 'Remove one.txt' }).press('Enter');
    await focused(page, 'Remove two.txt');
    await page.keyboard.press('Enter');
    await focused(page, 'Attach a file');
    await page.getByRole('button', { name: 'Call us' }).press('Enter');
    await page.getByRole('group', { name: 'Call', exact: true }).getByText('Nobody is here at the moment').waitFor();
    await focused(page, 'Hang up');
    await page.keyboard.press('Enter');
    await page.getByText('The call has ended').waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
    await focused(page, 'Call us');
    // Tab leads out of the emoji and closes them; Escape closes them from their button as well, and not the chat.
    const emoji = page.getByRole('button', { name: 'Emoji' });
    const signs = page.getByRole('group', { name: 'Emoji' });
    await emoji.press('Enter');
    await signs.waitFor();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await signs.waitFor({ state: 'detached' });
    await emoji.press('Enter');
    await signs.waitFor();
    await field(page).fill('x');
    await page.keyboard.press('Tab');
    await signs.waitFor({ state: 'detached' });
    await page.getByRole('dialog').waitFor();
  });

  it('is in the dialog on a touched screen, without its keyboard, and each time', async () => {
    const page = await open({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    await launcher(page).tap();
    await field(page).fill('Hello');
    await page.getByRole('button', { name: 'Send', exact: true }).tap();
    await page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
    for (let times = 0; times < 2; times += 1) {
      await page.getByRole('button', { name: 'Close the chat' }).tap();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await launcher(page).tap();
      await page.getByRole('dialog').waitFor();
      await focused(page, 'Chat with Demo shop');
      await page.keyboard.press('Shift+Tab');
      expect(await page.evaluate(`document.activeElement.localName`)).toBe('throughline-widget');
    }
  });

  it('has one element for a message on its way and there, and says news again that are the same', async () => {
    const page = await open();
    await launcher(page).click();
    await page.evaluate(`{
      globalThis.rows = [];
      const list = document.querySelector('throughline-widget').shadowRoot.querySelector('#chat-messages ol');
      new MutationObserver((changes) => globalThis.rows.push(...changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((one) => one.matches?.('.message')))).observe(list, { childList: true });
    }`);
    await say(page, 'Hello');
    await until('one row', async () => ((await page.evaluate('globalThis.rows.length')) === 1 ? true : undefined));
    expect(await page.locator('.own .marks').getAttribute('aria-live')).toBe('off');
    const { ana, id } = await taken();
    await page.getByRole('button', { name: 'Close the chat' }).click();
    const news = page.getByRole('status').filter({ hasText: 'New message from Ana' });
    await ana.reply(id, 'one');
    const first = await (await news.elementHandle())!.evaluateHandle((one: { firstChild: unknown }) => one.firstChild);
    await ana.reply(id, 'two');
    await page.getByRole('button', { name: 'Chat with us, 2 unread' }).waitFor();
    await until('it is said anew', async () =>
      (await first.evaluate((one) => (one as unknown as { isConnected: boolean }).isConnected)) ? undefined : true,
    );
    await news.waitFor();
  });

  it('rates and reads on without losing the place, and thanks where it is heard', async () => {
    const mei = await CustomerScreen.open(stage, { sub: 'w-focus', name: 'Mei' });
    screens.push(mei.screen);
    const { page } = mei.screen;
    await mei.say('first of all');
    const { ana, id } = await taken();
    await Promise.all(Array.from({ length: 54 }, (_none, n) => ana.reply(id, `answer ${n}`)));
    await ana.close(id);
    await page.getByRole('radio', { name: '4 of 5: good' }).check();
    const thanks = page.locator('p[role=status]').filter({ hasText: /^$/ });
    expect(await thanks.count()).toBeGreaterThan(0);
    await page.locator('form.rate').getByRole('button', { name: 'Send' }).press('Enter');
    await page.getByText('Thank you for telling us.').waitFor();
    await focused(page, 'Messages');
    // It is known on every device of theirs.
    const other = await CustomerScreen.open(stage, { sub: 'w-focus', name: 'Mei' });
    screens.push(other.screen);
    await other.status.filter({ hasText: 'closed' }).waitFor();
    expect(await other.screen.page.getByText('How did we do?').count()).toBe(0);
    const earlier = other.screen.page.getByRole('button', { name: 'Earlier messages' });
    await earlier.press('Enter');
    await earlier.waitFor({ state: 'detached' });
    await focused(other.screen.page, 'Messages');
  });

  it('says what is not there without a connection, and lets a writing system have its Escape', async () => {
    const page = await open();
    await launcher(page).click();
    await callBack(page).waitFor();
    await page.route('**/parts/extras*', (route) => route.abort());
    expected = /ERR_FAILED/;
    const emoji = page.getByRole('button', { name: 'Emoji' });
    for (const button of [emoji, callBack(page)]) {
      await button.click();
      await page.getByRole('alert').filter({ hasText: 'no connection' }).waitFor();
      expect(await button.getAttribute('aria-expanded')).toBe('false');
      await field(page).fill('');
      await field(page).fill('x');
      await page.getByRole('alert').filter({ hasText: 'no connection' }).waitFor({ state: 'detached' });
    }
    await page.unroute('**/parts/extras*');
    await emoji.click();
    await page.getByRole('group', { name: 'Emoji' }).waitFor();
    expect(await phone(page).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.evaluate(`document.querySelector('throughline-widget').shadowRoot.querySelector('#chat-input').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true }))`);
    await field(page).press('End');
    expect(await page.getByRole('dialog').count()).toBe(1);
  });
});
