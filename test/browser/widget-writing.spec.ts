import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { InboxesQueries } from '../../src/channels/inboxes/inboxes.queries.js';
import { identityToken } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

const file = (name: string, text = 'a bill') => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const problem = (status: number, code: string, more: object = {}) => ({
  ...{ status, contentType: 'application/problem+json' },
  body: JSON.stringify({ status, code, title: code, ...more }),
});

describeInBrowser('writing in the widget', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  /** What the browser itself says of answers that refuse, and of a network that is gone. */
  let expected = /^$/;

  const open = async (path = '/demo/', options?: BrowserContextOptions): Promise<Page> => {
    const screen = await stage.open(options);
    screens.push(screen);
    await screen.page.goto(path);
    await screen.page.getByRole('button', { name: 'Chat with us' }).click();
    return screen.page;
  };
  const signedIn = (sub: string): string => `/demo/#identityToken=${identityToken({ sub, name: sub })}`;
  const field = (page: Page): Locator => page.getByRole('textbox', { name: 'Your message' });
  const remove = (page: Page, name: string): Locator => page.getByRole('button', { name: `Remove ${name}` });
  const isUp = async (page: Page, name: string): Promise<void> => {
    await remove(page, name).waitFor();
    await page.locator('#chat-files progress').waitFor({ state: 'detached' });
  };
  const sent = (page: Page, text: string): Locator =>
    page
      .locator('.own')
      .filter({ hasText: text })
      .filter({ has: page.locator('.marks', { hasText: /Sent|Delivered|Read/ }) });
  const settings = async (more: object): Promise<void> => {
    await stage.app.db.run(
      `UPDATE inboxes SET settings = '{"calls": true, "callBack": true}'::jsonb || $1::jsonb WHERE key = 'demo-web'`,
      [JSON.stringify(more)],
    );
    stage.app.get(InboxesQueries).forget();
  };

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = screens.flatMap((screen) => screen.troubles).filter((line) => !expected.test(line));
    for (const screen of screens.splice(0)) await screen.close();
    expected = /^$/;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('says at the field of the first form what is wrong, keeps what was typed, and lets nobody be locked out by it', async () => {
    await settings({ preChat: ['name', 'email', 'phone'] });
    expected = /422/;
    try {
      const page = await open();
      const [name, email, phone] = ['Your name', 'Your e-mail', 'Your phone number'].map((label) =>
        page.getByRole('textbox', { name: label }),
      );
      const begin = page.getByRole('button', { name: 'Start the chat' });
      await name!.fill('  ');
      await email!.fill('mei@shop');
      await phone!.fill('hello my friend');
      await begin.click();
      for (const one of [name, email, phone]) expect(await one!.getAttribute('aria-invalid')).toBe('true');
      await page.locator('#chat-first input[name=name]:focus').waitFor();
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/first-form.png` });
      await page.getByText('Please write a whole e-mail address').waitFor();
      expect(await email!.getAttribute('aria-describedby')).toBe('chat-first-email');
      await name!.fill('Mei');
      await phone!.fill('030 1234567');
      await email!.fill('mei@shop.example');
      // The server has the last word.
      let refusals = 1;
      await page.route('**/v1/widget/sessions', (route) =>
        route.request().postData()?.includes('mei@shop.example') && refusals-- > 0
          ? route.fulfill(problem(422, 'invalid_request', { errors: [{ pointer: '/preChat/email', detail: 'no' }] }))
          : route.continue(),
      );
      await begin.click();
      await page.getByText('Please write a whole e-mail address').waitFor();
      expect([await name!.inputValue(), await email!.inputValue()]).toEqual(['Mei', 'mei@shop.example']);
      expect(await name!.getAttribute('aria-invalid')).toBe('false');
      // What an older page kept without asking comes back into the form.
      await page.evaluate(`localStorage.setItem('throughline.demo-web.form', '{"name":"Mei","email":"mei@shop"}')`);
      await page.reload();
      await page.getByText('Please write a whole e-mail address').waitFor();
      expect(await email!.inputValue()).toBe('mei@shop');
      await email!.fill('mei@shop.example');
      await phone!.fill('030 1234567');
      await begin.click();
      await field(page).fill('Hello');
      await field(page).press('Enter');
      await sent(page, 'Hello').waitFor();
      const rows = await stage.app.db.query("SELECT 1 FROM identities WHERE kind = 'email' AND value = 'mei@shop.example'");
      expect(rows).toHaveLength(1);
    } finally {
      await settings({});
    }
  });

  it('shows nobody what another was writing, and keeps what a visitor wrote who signs in', async () => {
    const page = await open(signedIn('w-first'));
    await field(page).fill('my secret');
    await page.setInputFiles('#chat-file', [file('secret.txt')]);
    await isUp(page, 'secret.txt');
    await page.evaluate('throughline.identify(null)');
    await remove(page, 'secret.txt').waitFor({ state: 'detached' });
    expect(await field(page).inputValue()).toBe('');
    await field(page).fill('of a visitor');
    await page.setInputFiles('#chat-file', [file('visitor.txt')]);
    await isUp(page, 'visitor.txt');
    const identify = (sub: string) => page.evaluate(`throughline.identify('${identityToken({ sub, name: sub })}')`);
    await identify('w-second');
    await page.getByText('You are signed in as w-second.').waitFor();
    expect(await field(page).inputValue()).toBe('of a visitor');
    // Their file was uploaded by the visitor: it is uploaded once more, and goes with the text.
    expected = /422/;
    await field(page).press('Enter');
    await sent(page, 'of a visitor')
      .getByRole('link', { name: /visitor.txt/ })
      .waitFor();
    // Somebody else at once, without signing out between.
    await field(page).fill('of the second');
    await identify('w-third');
    await page.getByText('You are signed in as w-third.').waitFor();
    expect(await field(page).inputValue()).toBe('');
  });

  it('keeps an uploaded file over a reload, and says so where it cannot be sent any more; the text goes', async () => {
    const page = await open();
    await page.setInputFiles('#chat-file', [file('bill.txt')]);
    await isUp(page, 'bill.txt');
    await page.reload();
    await remove(page, 'bill.txt').waitFor();
    await field(page).fill('my bill');
    await field(page).press('Enter');
    await sent(page, 'my bill')
      .getByRole('link', { name: /bill.txt/ })
      .waitFor();
    await page.setInputFiles('#chat-file', [file('lost.txt')]);
    await isUp(page, 'lost.txt');
    await page.reload();
    await remove(page, 'lost.txt').waitFor();
    await stage.app.db.run("UPDATE attachments SET state = 'failed' WHERE name = 'lost.txt'");
    await field(page).fill('with a file');
    await field(page).press('Enter');
    const failed = page.locator('.failed').filter({ hasText: 'A file is not there any more' });
    await failed.getByRole('button', { name: 'Try again' }).click();
    await sent(page, 'with a file').waitFor();
  });

  it('keeps a message and its files together while the network is gone, in order', async () => {
    expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection/;
    const page = await open();
    await field(page).fill('one');
    await field(page).press('Enter');
    await sent(page, 'one').waitFor();
    await page.context().setOffline(true);
    stage.cutSockets('/widget');
    await page.getByText('Reconnecting').waitFor();
    await page.setInputFiles('#chat-file', [file('two.txt')]);
    await field(page).fill('two, with a file');
    await field(page).press('Enter');
    await page.locator('.pending').filter({ hasText: 'two.txt' }).filter({ hasText: 'Keep this page open' }).waitFor();
    await field(page).fill('three');
    await field(page).press('Enter');
    await page.context().setOffline(false);
    // Only the last of several in a row says how it was delivered.
    await sent(page, 'three').waitFor();
    await page
      .locator('.own')
      .filter({ hasText: 'two, with a file' })
      .getByRole('link', { name: /two.txt/ })
      .waitFor();
    expect(await page.locator('#chat-messages .bubble').allTextContents()).toEqual(['one', 'two, with a file', 'three']);
    const rows = await stage.app.db.query("SELECT 1 FROM messages WHERE text = 'two, with a file'");
    expect(rows).toHaveLength(1);
  });

  it('sends what is entered while a file is on its way as soon as it is up, and shows it at once', async () => {
    const page = await open();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/v1/widget/attachments', async (route) => {
      await held;
      await route.continue();
    });
    await page.setInputFiles('#chat-file', [file('slow.txt')]);
    await field(page).fill('here it is');
    await field(page).press('Enter');
    await page.locator('.pending').filter({ hasText: 'here it is' }).filter({ hasText: 'uploading' }).waitFor();
    expect([await field(page).inputValue(), await page.locator('#chat-files').count()]).toEqual(['', 0]);
    release();
    await sent(page, 'here it is')
      .getByRole('link', { name: /slow.txt/ })
      .waitFor();
  });

  it('uploads again by itself what was refused for the moment, and at once when told to; says why it sends nothing', async () => {
    expected = /503|429|415/;
    const page = await open();
    const answers = [problem(503, 'unavailable'), problem(429, 'rate_limited', { retryAfterS: 600 })];
    await page.route('**/v1/widget/attachments', (route) => {
      const next = answers.shift();
      return next ? route.fulfill(next) : route.continue();
    });
    await page.setInputFiles('#chat-file', [file('again.txt')]);
    await page.locator('#chat-files').getByRole('button', { name: 'Try again' }).waitFor();
    // After its first pause it is refused for ten minutes, which nobody has to wait for.
    await page.waitForResponse((response) => response.status() === 429);
    await page.locator('#chat-files').getByRole('button', { name: 'Try again' }).click();
    await page.locator('#chat-files [role=alert]').waitFor({ state: 'detached' });
    await isUp(page, 'again.txt');
    await remove(page, 'again.txt').click();
    // Refused for good: no second try, and Enter says what is in the way.
    await page.setInputFiles('#chat-file', [file('setup.exe', 'MZ no'), file('empty.txt', '')]);
    await page.getByText('This file is empty, or cannot be read.').waitFor();
    await page.getByRole('alert').filter({ hasText: '.exe' }).waitFor();
    expect(await page.locator('#chat-files').getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await field(page).press('Enter');
    await page.locator('#chat-trouble').filter({ hasText: 'setup.exe:' }).waitFor();
    // Signs that nobody sees are no message.
    await remove(page, 'setup.exe').click();
    await remove(page, 'empty.txt').click();
    await field(page).fill('\u200b\u2060');
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await field(page).press('Enter');
    expect(await page.locator('.own').count()).toBe(0);
  });

  it('says before anything is written that we are closed, and that no calls are taken before it asks for the microphone', async () => {
    await stage.app.db.run(`UPDATE queues SET closed_until = app_now() + interval '1 day', hours_change_at = closed_until`);
    try {
      const screen = await stage.open();
      screens.push(screen);
      const { page } = screen;
      await page.addInitScript(`globalThis.asked = 0; navigator.mediaDevices.getUserMedia = () => {
        globalThis.asked += 1; return Promise.reject(new DOMException('no', 'NotAllowedError')); };`);
      await page.goto('/demo/');
      await page.getByRole('button', { name: 'Chat with us' }).click();
      await page
        .locator('#chat-status')
        .filter({ hasText: /^We open \w+day/ })
        .waitFor();
      await page.getByText('Write to us all the same').waitFor();
      await page.getByRole('button', { name: 'Call us' }).click();
      const call = page.getByRole('group', { name: 'Call', exact: true });
      await call.getByText(/Calls are not taken at this hour. We open \w+day/).waitFor();
      expect(await page.evaluate('globalThis.asked')).toBe(0);
    } finally {
      await stage.app.db.run('UPDATE queues SET closed_until = NULL, hours_change_at = NULL');
    }
  });

  it('begins a new line with Enter on a phone, where the button sends', async () => {
    const page = await open('/demo/', { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true });
    await field(page).click();
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two');
    expect(await field(page).inputValue()).toBe('one\ntwo');
    await page.getByRole('button', { name: 'Send' }).click();
    await sent(page, 'two').waitFor();
  });
});
