import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { describe } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Foundation } from '../../src/platform/platform.module.js';
import { Realtime } from '../../src/platform/realtime/realtime.js';
import { CloseConversation } from '../../src/routing/work/close-conversation.service.js';
import { seedDemo } from '../../src/seed/seed-demo.js';
import { startApp, type TestApp } from '../support/app.js';
import { createDatabase } from '../support/database.js';
import { testSecret } from '../support/test-secret.js';

const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

if (!executablePath) console.warn('\n!! no Chromium on this machine (CHROMIUM_PATH): the browser tests are SKIPPED\n');

/** Runs where there is a browser; is counted as skipped where there is none. */
export const describeInBrowser = executablePath ? describe : describe.skip;

// Nothing but the pages under test may use the network, and a container's root may start it.
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A browser person's screen, and everything about it that should not have happened. */
export interface Screen {
  page: Page;
  troubles: string[];
  /** All that came over sockets and HTTP, as text. */
  received: string[];
  close(): Promise<void>;
}

export interface Stage {
  app: TestApp;
  open(options?: BrowserContextOptions): Promise<Screen>;
  /** Closes what a story left open, so that it is not offered in the next one. */
  clear(): Promise<void>;
  /** Breaks every socket of a namespace as a network does: the pages notice, and come back by themselves. */
  cutSockets(namespace: '/console' | '/widget'): void;
  /** Ends the server and, after what is done meanwhile, starts it again on the same port and database. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** The whole application with the demo company, and a browser to look at it. */
export async function openStage(moreArgs: readonly string[] = [], moreEnv: Record<string, string> = {}): Promise<Stage> {
  // Stories sign in more often within a minute than people do.
  const env = { RATE_LIMIT_SCALE: '100', ...moreEnv };
  const database = await createDatabase();
  const [first, browser] = await Promise.all([
    startApp({ database, env }),
    chromium.launch({ executablePath, args: [...args, ...moreArgs] }),
  ]);
  let app = first;
  await seedDemo({ dataSource: app.db.dataSource, secretKey: testSecret } as Foundation, () => undefined);
  return {
    get app() {
      return app;
    },
    open: (options) => openScreen(browser, app.url, options),
    clear: () => closeAll(app),
    async restart(meanwhile = () => Promise.resolve()) {
      const { port } = new URL(app.url);
      const http = app.app.nest.getHttpServer() as Server;
      // A page goes on asking over the connection it has: a server that ends for good takes those with it.
      const cutting = setInterval(() => http.closeAllConnections(), 50);
      await app.stop().finally(() => clearInterval(cutting));
      await meanwhile();
      app = await startApp({ database, env: { ...env, PORT: port } });
    },
    cutSockets(namespace) {
      for (const socket of app.get(Realtime).io.of(namespace).sockets.values()) socket.conn.close();
    },
    async close() {
      await browser.close();
      await app.stop();
      await database.drop();
    },
  };
}

async function closeAll(app: TestApp): Promise<void> {
  const [admin] = await app.db.query<{ id: string; name: string }>("SELECT id, name FROM agents WHERE role = 'admin'");
  const by = { type: 'agent', role: 'admin', inboxIds: null, ...admin! } as const;
  const open = await app.db.query<{ id: string }>("SELECT id FROM conversations WHERE status <> 'closed'");
  for (const { id } of open) await app.get(CloseConversation).execute({ conversationId: id, by, outcome: 'solved' });
}

async function openScreen(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Screen> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const screen: Screen = { page, troubles: [], received: [], close: () => context.close() };
  const trouble = (what: string) => void screen.troubles.push(what);
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && trouble(`console: ${line.text()}`));
  page.on('pageerror', (error) => trouble(`uncaught: ${error.message}`));
  page.on('dialog', (dialog) => {
    // The browser's own question before a page with a call on it is left.
    if (dialog.type() === 'beforeunload') return void dialog.accept();
    trouble(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => new URL(request.url()).origin !== url && trouble(`elsewhere: ${request.url()}`));
  page.on('response', (response) => {
    void response.text().then(
      (text) => screen.received.push(text),
      () => undefined, // redirects and aborted requests have no body
    );
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => void screen.received.push(String(payload))));
  // A blocked script or style is told to the console as well, but not every engine says so for every directive.
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))`);
  return screen;
}
