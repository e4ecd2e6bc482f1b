import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import type { ConversationView } from '../../src/contracts/views.js';
import { demoApiKey, demoPassword } from '../../src/seed/demo-data.js';
import { connect, type TestSocket } from '../support/sockets.js';
import { until } from '../support/until.js';
import type { Screen, Stage } from './stage.js';
import { asked, signInAs } from './writing-desk.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe objects to on a page, in one line each. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(
    ({ violations }) => violations.flatMap((one) => one.nodes.map((node) => one.id + ': ' + node.target + ' ' + node.html.slice(0, 200))))`);
}

/** The floor as the board sees it: customers who wait, agents at their desks; all through the public doors. */
export class Floor {
  private readonly sockets: TestSocket[] = [];
  private readonly answers: Promise<unknown>[] = [];

  constructor(private readonly stage: Stage) {}

  /** Somebody writes: the conversation. */
  async customer(name: string, text = 'Where is my order?'): Promise<string> {
    const { message } = await asked<{ message: { conversationId: string } }>(
      this.stage,
      'POST',
      '/v1/inboxes/demo-api/messages',
      demoApiKey,
      { externalId: randomUUID(), from: { kind: 'external', value: randomUUID(), name }, text },
    );
    return message.conversationId;
  }

  /** An agent at work who takes whatever they are offered. */
  async agent(name: string): Promise<TestSocket> {
    const socket = await connect(this.stage.app.url, '/console', await signInAs(this.stage, name));
    this.sockets.push(socket);
    socket.socket.on('offer.made', ({ id }: { id: string }) => {
      this.answers.push(socket.ask('offer.accept', { offerId: id }));
    });
    await socket.ask('presence.set', { state: 'available' });
    return socket;
  }

  /** Somebody is at work, and holds what each of these has written: the conversations. */
  async heldBy(agent: string, ...customers: string[]): Promise<string[]> {
    await this.agent(agent.toLowerCase());
    const ids: string[] = [];
    for (const name of customers) {
      ids.push(await this.customer(name));
      await this.held(ids.at(-1)!, agent);
    }
    return ids;
  }

  call<T = unknown>(method: string, path: string, body?: object): Promise<T> {
    return signInAs(this.stage, 'admin').then((token) => asked<T>(this.stage, method, path, token, body));
  }

  async idOf(agent: string): Promise<string> {
    const [row] = await this.stage.app.db.query<{ id: string }>('SELECT id FROM agents WHERE name = $1', [agent]);
    return row!.id;
  }

  /** Who has a conversation, by name; the status where nobody has. */
  async holder(conversationId: string): Promise<string> {
    const one = await this.call<ConversationView>('GET', `/v1/conversations/${conversationId}`);
    return one.assignee?.name ?? one.status;
  }

  held(conversationId: string, by: string): Promise<unknown> {
    return until(`${conversationId} is with ${by}`, async () => (await this.holder(conversationId)) === by);
  }

  /** Everybody goes home. */
  async close(): Promise<void> {
    for (const socket of this.sockets.splice(0)) {
      await socket.ask('presence.set', { state: 'offline' });
      // An answer to an offer may still be under way, which closing would turn into an error nobody catches.
      socket.socket.off('offer.made');
      await Promise.all(this.answers.splice(0));
      socket.close();
    }
  }
}

/** The board with a supervisor before it. */
export class Board {
  private constructor(readonly screen: Screen) {}

  static async open(stage: Stage, options: Parameters<Stage['open']>[0] = {}): Promise<Board> {
    const screen = await stage.open(options);
    const board = new Board(screen);
    await board.page.goto('/console/board');
    await board.page.getByLabel('E-mail').fill('supervisor@demo.test');
    await board.page.getByLabel('Password', { exact: true }).fill(demoPassword);
    await board.page.keyboard.press('Enter');
    await board.page.locator('#link-state').waitFor({ state: 'hidden' });
    await board.queue('Support').waitFor();
    return board;
  }

  get page(): Page {
    return this.screen.page;
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  get trouble(): Locator {
    return this.page.getByRole('region', { name: 'Trouble' });
  }

  get picked(): Locator {
    return this.page.getByRole('toolbar', { name: 'With what is picked' });
  }

  queue(name: string): Locator {
    return this.page.getByRole('region', { name: 'Queues' }).getByRole('button').filter({ hasText: name });
  }

  agent(name: string): Locator {
    return this.page
      .getByRole('region', { name: 'Agents' })
      .getByRole('listitem')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  row(text: string): Locator {
    return this.page.getByRole('grid', { name: 'Work' }).getByRole('row').filter({ hasText: text });
  }

  said(text: string | RegExp): Locator {
    return this.page.getByRole('status').getByText(text);
  }

  async pick(...names: string[]): Promise<void> {
    for (const name of names) await this.page.getByRole('checkbox', { name: `Pick ${name}`, exact: true }).click();
  }

  /** Under the line that tells what was done. */
  undo(): Promise<void> {
    return this.page.getByRole('alert').getByRole('button', { name: 'Undo' }).last().click();
  }
}
