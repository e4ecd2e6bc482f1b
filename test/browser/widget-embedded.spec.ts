import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { InboxesQueries } from '../../src/channels/inboxes/inboxes.queries.js';
import { Agent } from '../support/people.js';
import { until } from '../support/until.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

/** A site that goes to its utmost with styles. */
const hostile = `
  html { display: grid }
  body { transform: scale(0.5); filter: blur(2px); overflow: hidden }
  body > *, html > *:not(head, body), throughline-widget { display: none !important; opacity: 0 !important; transform: translateX(-200vw) !important;
    filter: blur(9px) !important; contain: strict !important; clip-path: inset(50%) !important; visibility: hidden !important;
    perspective: 1px !important; will-change: transform !important; pointer-events: none !important; scale: 0 !important; mask: linear-gradient(transparent, transparent) !important; }`;

describeInBrowser('the widget among what pages do', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  const agents: Agent[] = [];
  const sites: Server[] = [];
  let expected = /^$/;

  const open = async (options?: BrowserContextOptions): Promise<Page> => {
    const screen = await stage.open(options);
    screens.push(screen);
    return screen.page;
  };
  const launcher = (page: Page) => page.getByRole('button', { name: 'Chat with us' });
  const field = (page: Page) => page.getByRole('textbox', { name: 'Your message' });
  const say = async (page: Page, text: string): Promise<void> => {
    await field(page).fill(text);
    await field(page).press('Enter');
    await page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
  };
  const agent = async (): Promise<Agent> => {
    const ana = await Agent.signIn(stage.app.url, 'ana');
    agents.push(ana);
    await ana.be('available');
    return ana;
  };
  const takes = async (ana: Agent): Promise<string> => {
    const offer = await until('an offer', async () => (await ana.do<{ data: { id: string }[] }>('GET', '/v1/me/offers')).data[0]);
    return (await ana.accept(offer)).id;
  };
  const site = async (head: string): Promise<string> => {
    const server = createServer((request, response) => {
      const isStyle = request.url === '/site.css';
      response.setHeader('content-type', isStyle ? 'text/css' : 'text/html; charset=utf-8');
      if (isStyle) return response.end(hostile);
      response.end(`<!doctype html><html lang="en"><head><title>Shop</title><link rel="stylesheet" href="/site.css" />
        <link rel="icon" href="${stage.app.url}/demo/icon.svg" />
        <script type="module" src="${stage.app.url}/widget/widget.js" data-inbox="demo-web" ${head} async></script></head><body><h1>Shop</h1></body></html>`);
    });
    sites.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expected = new RegExp(`^elsewhere: ${url}`);
    return url;
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
    for (const one of sites.splice(0)) one.close();
    expected = /^$/;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('is seen and pressed whatever the page’s styles do, and when its body or all of it is another', async () => {
    const page = await open();
    await page.goto(await site(''));
    await launcher(page).click();
    const box = (await page.getByRole('dialog').boundingBox())!;
    expect([Math.round(box.x + box.width), Math.round(box.height)]).toEqual([1260, 640]);
    await page.evaluate(
      `document.body.replaceWith(Object.assign(document.createElement('body'), { textContent: 'the next page' }))`,
    );
    await say(page, 'still here');
    // A framework that draws the whole document anew.
    await page.evaluate(`document.replaceChild(document.documentElement.cloneNode(false), document.documentElement).remove();
      document.documentElement.append(document.createElement('head'), document.createElement('body'))`);
    await page.locator('.bubble').filter({ hasText: 'still here' }).waitFor();
    await field(page).fill('and here');
    expect(await page.locator('throughline-widget').count()).toBe(1);
  });

  it('says what came while the connection was gone: to the page one by one, and with one sound', async () => {
    const page = await open();
    await page.addInitScript(`globalThis.heard = []; globalThis.sounds = 0;
      { const start = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (...given) { globalThis.sounds += 1; return start.apply(this, given); }; }
      globalThis.throughline = [(api) => { api.on('message', ({ text }) => globalThis.heard.push(text)); api.on('unread', (n) => globalThis.heard.push(n)); }]`);
    const ana = await agent();
    await page.goto('/demo/');
    await launcher(page).click();
    await say(page, 'Hello');
    const id = await takes(ana);
    await page.getByRole('button', { name: 'Close the chat' }).click();
    expected = /ERR_INTERNET_DISCONNECTED|WebSocket connection/;
    await page.context().setOffline(true);
    stage.cutSockets('/widget');
    for (const text of ['one', 'two', 'three']) await ana.reply(id, text);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Chat with us, 3 unread' }).waitFor();
    await page.getByRole('status').filter({ hasText: 'New message from Ana' }).waitFor();
    await launcher(page).click();
    await page.locator('.bubble').filter({ hasText: 'three' }).waitFor();
    await until('the page is told', async () => ((await page.evaluate('globalThis.heard.at(-1)')) === 0 ? true : undefined));
    expect(await page.evaluate('globalThis.heard')).toEqual(['one', 'two', 'three', 3, 0]);
    expect(await page.evaluate('globalThis.sounds')).toBe(1);
    // What was there before the page is no news.
    await page.reload();
    await page.locator('.bubble').filter({ hasText: 'three' }).waitFor();
    expect(await page.evaluate('globalThis.heard')).toEqual([]);
  });

  it('shows on the launcher that a call goes on, and ends it there', async () => {
    const page = await open();
    await page.goto('/demo/');
    await launcher(page).click();
    await page.getByRole('button', { name: 'Call us' }).click();
    await page.getByRole('group', { name: 'Call', exact: true }).getByText('Nobody is here at the moment').waitFor();
    await page.getByRole('button', { name: 'Close the chat' }).click();
    const mark = page.getByRole('button', { name: 'In a call; open' });
    await mark.click();
    await page.getByRole('group', { name: 'Call', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close the chat' }).click();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await launcher(page).waitFor();
    expect(await page.getByRole('button', { name: 'Hang up' }).count()).toBe(0);
  });

  it('keeps long names in their place, takes the text of what was copied from a table, and letters in their line', async () => {
    const page = await open({ viewport: { width: 400, height: 700 } });
    await page.goto('/demo/');
    await launcher(page).click();
    await page.setInputFiles('#chat-file', [
      { name: `${'a-very-long-but-ordinary-name-'.repeat(5)}.txt`, mimeType: 'text/plain', buffer: Buffer.from('x') },
    ]);
    const out = `(() => {
      const { shadowRoot: root } = document.querySelector('throughline-widget');
      const list = root.querySelector('#chat-files').getBoundingClientRect();
      return [...root.querySelectorAll('#chat-files button')].filter((one) => one.getBoundingClientRect().right > list.right).length;
    })()`;
    await page.getByRole('button', { name: /^Remove/ }).waitFor();
    expect(await page.evaluate(out)).toBe(0);
    await page.getByRole('button', { name: /^Remove/ }).click();
    const isTaken = await page.evaluate(`(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'A1\\tB1');
      data.setData('text/html', '<table><tr><td>A1<td>B1</table>');
      data.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
      const input = document.querySelector('throughline-widget').shadowRoot.querySelector('#chat-input');
      return !input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, composed: true, clipboardData: data }));
    })()`);
    expect(isTaken).toBe(false);
    expect(await page.locator('#chat-files').count()).toBe(0);
    await say(page, 'before');
    await say(page, `Z${'\u0301'.repeat(200)} http://аррӏе.com`);
    const link = page.getByRole('link', { name: 'http://xn--80ak6aa92e.com' });
    await link.waitFor();
    const overflow = `getComputedStyle([...document.querySelector('throughline-widget').shadowRoot.querySelectorAll('.bubble')].at(-1)).overflowY`;
    expect(await page.evaluate(overflow)).toBe('clip');
  });

  it('speaks one language: of the server too', async () => {
    const page = await open({ locale: 'fr-FR' });
    await page.addInitScript(`Object.defineProperty(navigator, 'languages', { get: () => ['fr-FR', 'zh-CN', 'en'] })`);
    const sessions: string[] = [];
    page.on('request', (request) => request.url().endsWith('/v1/widget/sessions') && sessions.push(request.postData() ?? ''));
    await page.goto('/demo/');
    await page.getByRole('button', { name: '联系我们' }).click();
    await page.getByRole('button', { name: '请我们回电' }).click();
    const phone = page.getByRole('textbox', { name: '您的电话号码' });
    await phone.fill('call me');
    expected = /422/;
    await phone.press('Enter');
    await page.getByRole('alert').filter({ hasText: '这不是有效的电话号码' }).waitFor();
    await phone.press('Escape');
    await page.getByRole('textbox', { name: '您的消息' }).fill('你好');
    await page.getByRole('textbox', { name: '您的消息' }).press('Enter');
    await page.locator('.own .marks').filter({ hasText: '已发送' }).waitFor();
    expect(sessions.map((body) => (JSON.parse(body) as { locale: string }).locale)).toEqual(['zh-CN']);
  });
});
