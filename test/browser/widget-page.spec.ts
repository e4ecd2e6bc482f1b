import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { InboxesQueries } from '../../src/channels/inboxes/inboxes.queries.js';
import { WidgetTicker } from '../../src/channels/webchat/doors/widget.ticker.js';
import { Agent } from '../support/people.js';
import { until } from '../support/until.js';
import { CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong, in one line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(
    ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.flat().join(' ') + ' ' + failureSummary)))`);
}

/** Another site, with the strictest policy a widget can live under, and styles that reach for everything. */
async function openSite(app: string, head = ''): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const isStyle = request.url === '/site.css';
    response.setHeader('content-type', isStyle ? 'text/css' : 'text/html; charset=utf-8');
    response.setHeader(
      'content-security-policy',
      `default-src 'none'; style-src 'self'; script-src ${app}; connect-src ${app} ${app.replace('http', 'ws')}; img-src ${app}`,
    );
    if (isStyle) return response.end('* { color: red !important; font-size: 40px !important; position: static !important }');
    response.end(`<!doctype html><html lang="ar" dir="rtl"><head><title>متجر</title><link rel="stylesheet" href="/site.css" />
      <link rel="icon" href="${app}/demo/icon.svg" />
      <script type="module" src="${app}/widget/widget.js" data-inbox="demo-web" ${head} async></script></head>
      <body><h1>متجر</h1><main><button>شراء</button></main></body></html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

describeInBrowser('the widget on a page', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  const sites: Server[] = [];
  let expected = /^$/;

  const open = async (options?: BrowserContextOptions): Promise<Screen> => {
    const screen = await stage.open(options);
    screens.push(screen);
    return screen;
  };
  const field = (page: Page) => page.getByRole('textbox', { name: 'Your message' });
  const launcher = (page: Page) => page.getByRole('button', { name: 'Chat with us' });
  const say = async (page: Page, text: string): Promise<void> => {
    await field(page).fill(text);
    await field(page).press('Enter');
    await page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
  };
  const settings = async (more: object): Promise<void> => {
    await stage.app.db.run(
      `UPDATE inboxes SET settings = '{"calls": true, "callBack": true}'::jsonb || $1::jsonb WHERE key = 'demo-web'`,
      [JSON.stringify(more)],
    );
    stage.app.get(InboxesQueries).forget();
  };

  beforeAll(async () => {
    stage = await openStage([...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']]);
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = screens.flatMap((screen) => screen.troubles).filter((line) => !expected.test(line));
    for (const screen of screens.splice(0)) await screen.close();
    for (const site of sites.splice(0)) site.close();
    expected = /^$/;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('needs no mouse, and says to a screen reader what it is', async () => {
    const { page } = await open();
    const { keyboard } = page;
    await page.goto('/demo/');
    await launcher(page).waitFor();
    const focus = async (): Promise<string> =>
      page.evaluate(`document.querySelector('throughline-widget').shadowRoot.activeElement?.ariaLabel ?? ''`);
    const tabTo = async (label: string): Promise<void> => {
      for (let presses = 0; presses < 30; presses++) {
        if ((await focus()) === label) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab never reaches ${label}`);
    };
    await tabTo('Chat with us');
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Chat with Demo shop' }).waitFor();
    expect(await focus()).toBe('Your message');
    await keyboard.type('Hello');
    await keyboard.press('Control+Enter');
    await keyboard.type('by keyboard ');
    await tabTo('Emoji');
    await keyboard.press('Enter');
    const signs = page.getByRole('group', { name: 'Emoji' });
    await signs.waitFor();
    await keyboard.press('Escape');
    await signs.waitFor({ state: 'detached' });
    expect(await focus()).toBe('Emoji');
    await keyboard.press('Enter');
    await signs.waitFor();
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    const log = page.getByRole('log', { name: 'Messages' });
    await log.locator('.bubble').filter({ hasText: 'by keyboard 😄' }).waitFor();
    await keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await focus()).toBe('Chat with us');
  });

  it('has no fault that axe can find, closed, open and with messages, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open({ colorScheme });
      await page.goto('/demo/');
      await launcher(page).waitFor();
      expect(await faults(page)).toEqual([]);
      await launcher(page).click();
      await page.getByRole('button', { name: 'Have us call you back' }).waitFor();
      expect(await faults(page)).toEqual([]);
      await say(page, 'Hello, see https://shop.example');
      await page.getByRole('button', { name: 'Emoji' }).click();
      await page.getByRole('group', { name: 'Emoji' }).waitFor();
      expect(await faults(page)).toEqual([]);
      const colours = await page.evaluate(`(() => {
        const { shadowRoot: root } = document.querySelector('throughline-widget');
        return getComputedStyle(root.querySelector('#chat')).backgroundColor;
      })()`);
      expect(colours).toBe(colorScheme === 'dark' ? 'rgb(27, 29, 32)' : 'rgb(255, 255, 255)');
    }
  });

  it('lives under a strict policy on another site, right to left, and neither moves it nor is moved by it', async () => {
    const { url, server } = await openSite(stage.app.url);
    sites.push(server);
    expected = new RegExp(`^elsewhere: ${url}`);
    const screen = await open();
    const { page } = screen;
    await page.addInitScript(`globalThis.shifts = []; new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().map(({ value }) => value)))
      .observe({ type: 'layout-shift', buffered: true })`);
    await page.goto(url);
    await launcher(page).waitFor();
    expect(await page.evaluate('globalThis.shifts')).toEqual([]);
    await launcher(page).click();
    const hostile = '<img src=x onerror=alert(1)> مرحبا\u202E أين طلبي؟ https://shop.example/طلب';
    await say(page, hostile);
    await say(page, 'x'.repeat(500));
    const seen = (await page.evaluate(`(() => {
      const { shadowRoot: root } = document.querySelector('throughline-widget');
      const style = (selector) => getComputedStyle(root.querySelector(selector));
      const panel = root.querySelector('#chat').getBoundingClientRect();
      const inside = [...root.querySelectorAll('#chat-messages *')].map((one) => one.getBoundingClientRect());
      return { direction: style('.bubble').direction, size: style('.bubble').fontSize, images: root.querySelectorAll('.bubble img').length,
        left: panel.left, out: inside.filter(({ left, right, width }) => width > 1 && (left < panel.left || right > panel.right)).length,
        wide: root.querySelector('#chat-messages').scrollWidth > root.querySelector('#chat-messages').clientWidth,
        leaked: getComputedStyle(document.querySelector('h1')).color };
    })()`)) as Record<string, unknown>;
    expect(seen).toEqual({
      ...{ direction: 'ltr', size: '14px', images: 0, left: 20, out: 0, wide: false, leaked: 'rgb(255, 0, 0)' },
    });
    expect(await page.locator('.bubble').first().textContent()).toBe(hostile);
  });

  it('works for the page’s life where storage throws', async () => {
    const { page } = await open();
    await page.addInitScript(`for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(globalThis, name, { get() { throw new DOMException('denied', 'SecurityError'); } });`);
    await page.goto('/demo/');
    await launcher(page).click();
    await say(page, 'nothing is kept here');
    stage.cutSockets('/widget');
    await say(page, 'and still it goes on');
    expect(await page.locator('.bubble').allTextContents()).toEqual(['nothing is kept here', 'and still it goes on']);
  });

  it('asks first what the inbox wants to know, and nobody who is known', async () => {
    await settings({ preChat: ['name', 'email'] });
    try {
      const { page } = await open();
      await page.goto('/demo/');
      await launcher(page).click();
      await page.getByRole('textbox', { name: 'Your name' }).fill('Kim <b>');
      await page.getByRole('textbox', { name: 'Your e-mail' }).fill('kim@shop.test');
      await page.getByRole('button', { name: 'Start the chat' }).click();
      await say(page, 'Hello');
      const [kim] = await stage.app.db.query<{ name: string; value: string }>(
        "SELECT c.name, i.value FROM customers c JOIN identities i ON i.customer_id = c.id AND i.kind = 'email' WHERE i.value = 'kim@shop.test'",
      );
      expect(kim).toEqual({ name: 'Kim <b>', value: 'kim@shop.test' });
      await page.reload();
      await page.locator('.bubble').filter({ hasText: 'Hello' }).waitFor();
      await field(page).waitFor();
      const known = await CustomerScreen.open(stage, { sub: 'w-known', name: 'Known' });
      screens.push(known.screen);
      await known.say('I am signed in');
      await known.screen.page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
      expect(await known.screen.page.getByText('Before we start').count()).toBe(0);
    } finally {
      await settings({});
    }
  });

  it('speaks first, and is spoken to by the page', async () => {
    const { url, server } = await openSite(
      stage.app.url,
      'data-proactive="Looking for a bowl?" data-proactive-after="0" data-language="zh-TW"',
    );
    sites.push(server);
    expected = new RegExp(`^elsewhere: ${url}`);
    const { page } = await open();
    await page.addInitScript(`globalThis.heard = []; globalThis.throughline = [(api) => {
      for (const event of ['open', 'close', 'customer']) api.on(event, () => globalThis.heard.push(event)); }]`);
    await page.goto(url);
    await page.getByText('Looking for a bowl?').waitFor();
    // It came into a region that was there before it.
    await page.locator('[aria-live=polite] > #chat-proactive').waitFor();
    await page.getByRole('button', { name: '回覆' }).click();
    const words = page.getByRole('textbox', { name: '您的訊息' });
    await words.fill('是的');
    await words.press('Enter');
    await page.locator('.own .marks').filter({ hasText: '已傳送' }).waitFor();
    await page.evaluate('throughline.close()');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('globalThis.heard')).toEqual(['open', 'customer', 'close']);
    // Whoever answers sees what was answered.
    const facts = await stage.app.db.query("SELECT 1 FROM facts WHERE value::text LIKE '%Looking for a bowl?%'");
    expect(facts).toHaveLength(1);
    // To somebody in a conversation it is not said again.
    await page.evaluate('throughline.say("One more?")');
    expect(await page.getByText('One more?').count()).toBe(0);
  });

  it('tells the pages only of those who agreed', async () => {
    for (const consent of ['no', 'yes']) {
      const { page } = await open();
      const told: string[] = [];
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => told.push(String(payload))));
      await page.addInitScript(
        `addEventListener('DOMContentLoaded', () => (document.documentElement.dataset.pagesConsent = '${consent}'))`,
      );
      await page.goto('/demo/?first');
      await launcher(page).click();
      await say(page, 'Hello');
      await page.evaluate(`history.pushState(null, '', '?second')`);
      await say(page, 'Hello again');
      const views = told.filter((frame) => frame.includes('page.viewed')).map((frame) => /\?(\w+)"/.exec(frame)?.[1]);
      expect(views).toEqual(consent === 'yes' ? ['first', 'second'] : []);
    }
  });

  it('takes the wish to be called back, and calls from the page', async () => {
    const { page } = await open();
    await page.goto('/demo/');
    await launcher(page).click();
    await page.getByRole('button', { name: 'Have us call you back' }).click();
    const phone = page.getByRole('textbox', { name: 'Your phone number' });
    await phone.fill('12');
    expected = /422/;
    await phone.fill('call me');
    await phone.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'no telephone number' }).waitFor();
    await phone.fill('+49 30 12345678');
    await phone.press('Enter');
    await page.locator('.bubble').filter({ hasText: 'Please call me back: +49 30 12345678' }).waitFor();
    const [fact] = await stage.app.db.query("SELECT 1 FROM facts WHERE kind = 'phone' AND value::text LIKE '%+493012345678%'");
    expect(fact).toBeDefined();

    await page.getByRole('button', { name: 'Call us' }).click();
    const call = page.getByRole('group', { name: 'Call', exact: true });
    await call.getByText('Nobody is here at the moment').waitFor();
    await call.getByRole('button', { name: 'Hang up' }).click();
    await call.getByText('The call has ended').waitFor();
    await call.getByRole('button', { name: 'Close' }).click();
    await page.locator('.event').filter({ hasText: 'Call, not answered' }).waitFor();
  });

  it('fills a phone’s screen, keeps the focus there, and gives it back', async () => {
    const { page } = await open({ viewport: { width: 390, height: 760 } });
    await page.goto('/demo/');
    await launcher(page).click();
    const dialog = page.getByRole('dialog', { name: 'Chat with Demo shop' });
    expect(await dialog.getAttribute('aria-modal')).toBe('true');
    await say(page, 'x'.repeat(300));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    for (let presses = 0; presses < 15; presses++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(`document.activeElement.localName`)).toBe('throughline-widget');
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('shows a long thread from its end, and the rest when asked', async () => {
    const ana = await Agent.signIn(stage.app.url, 'ana');
    const mei = await CustomerScreen.open(stage, { sub: 'w-long', name: 'Mei' });
    screens.push(mei.screen);
    await mei.say('first of all');
    await mei.said('first of all').waitFor();
    await ana.be('available');
    const offer = await until('an offer', async () => (await ana.do<{ data: { id: string }[] }>('GET', '/v1/me/offers')).data[0]);
    const { id } = await ana.accept(offer);
    await Promise.all(Array.from({ length: 54 }, (_none, n) => ana.reply(id, `answer ${n}`)));
    await ana.reply(id, 'the last word');
    const again = await CustomerScreen.open(stage, { sub: 'w-long', name: 'Mei' });
    screens.push(again.screen);
    await again.said('the last word').waitFor();
    expect(await again.said('first of all').count()).toBe(0);
    await again.screen.page.getByRole('button', { name: 'Earlier messages' }).click();
    await again.said('first of all').waitFor();
    expect(await again.texts()).toHaveLength(56);
    ana.leave();
  });

  // Last: the server's clock does not go back.
  it('does not mind a clock that is days off, and renews a session that ends in an open tab', async () => {
    const { page } = await open();
    await page.addInitScript(`{ const Real = Date; const off = -3 * 86_400_000;
      globalThis.Date = class extends Real { constructor(...given) { super(...(given.length ? given : [Real.now() + off])); } static now() { return Real.now() + off; } }; }`);
    await page.goto('/demo/');
    await launcher(page).click();
    await say(page, 'what day is it?');
    expect(await page.locator('.day').allTextContents()).toEqual(['Today']);
    await stage.app.moveClock(13 * 3_600_000);
    const renewed = page.waitForResponse((response) => response.url().endsWith('/v1/widget/sessions'));
    await stage.app.get(WidgetTicker).round();
    expect((await renewed).status()).toBe(201);
    await say(page, 'and now?');
    // A file meets the end of a session by itself.
    let calls = 0;
    await page.route('**/v1/widget/attachments', (route) =>
      ++calls === 1
        ? route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"status":401,"code":"token_expired"}' })
        : route.continue(),
    );
    expected = /401/;
    await page.setInputFiles('#chat-file', [{ name: 'bill.txt', mimeType: 'text/plain', buffer: Buffer.from('bill') }]);
    await page.getByText('uploading').waitFor({ state: 'detached' });
    await say(page, 'my bill');
    await page.getByRole('link', { name: /bill.txt/ }).waitFor();
  });
});
