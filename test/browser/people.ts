import { createHmac } from 'node:crypto';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { demoIdentitySecret, demoPassword } from '../../src/seed/demo-data.js';
import type { Screen, Stage } from './stage.js';

/** A token as the shop's own server would sign it for its signed-in customer. */
export function identityToken(claims: { sub: string; name: string }): string {
  const part = (object: object): string => Buffer.from(JSON.stringify(object)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat, exp: iat + 600 })}`;
  return `${signed}.${createHmac('sha256', demoIdentitySecret).update(signed).digest('base64url')}`;
}

/** Runs in the page before its own code. */
interface Before {
  script?: string;
}

/** A customer on the shop's page with the chat open. */
export class CustomerScreen {
  private constructor(readonly screen: Screen) {}

  static async open(stage: Stage, known?: { sub: string; name: string }, { script }: Before = {}): Promise<CustomerScreen> {
    const screen = await stage.open();
    if (script) await screen.page.addInitScript(script);
    await screen.page.goto(`/demo/${known ? `#identityToken=${identityToken(known)}` : ''}`);
    await screen.page.click('#chat-launcher');
    return new CustomerScreen(screen);
  }

  get status(): Locator {
    return this.screen.page.locator('#chat-status');
  }

  /** Where they stand, in the server's own sentence. */
  get notice(): Locator {
    return this.screen.page.locator('#chat-notice');
  }

  /** The messages that hold this text. */
  said(text: string): Locator {
    return this.screen.page.locator('#chat-messages .bubble').filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.screen.page.fill('#chat-input', text);
    await this.screen.page.press('#chat-input', 'Enter');
  }

  texts(): Promise<string[]> {
    return this.screen.page.locator('#chat-messages .bubble').allTextContents();
  }
}

/** An agent at the console, signed in and (unless said otherwise) available. */
export class AgentScreen {
  private constructor(readonly screen: Screen) {}

  static async open(
    stage: Stage,
    name: string,
    { script, isAvailable = true, options }: Before & { isAvailable?: boolean; options?: BrowserContextOptions } = {},
  ): Promise<AgentScreen> {
    const screen = await stage.open(options);
    const { page } = screen;
    if (script) await page.addInitScript(script);
    await page.goto('/console/');
    await page.getByLabel('E-mail').fill(`${name}@demo.test`);
    await page.getByLabel('Password', { exact: true }).fill(demoPassword);
    await page.keyboard.press('Enter');
    // The sign-in has no connection to wait for: without this it would count as connected.
    await page.getByRole('combobox', { name: 'My presence' }).waitFor();
    await page.locator('#link-state').waitFor({ state: 'hidden' });
    if (isAvailable) {
      await page.getByRole('combobox', { name: 'My presence' }).click();
      await page.getByRole('option', { name: 'Available', exact: true }).click();
      await page.locator('header [data-presence=available]').waitFor();
    }
    return new AgentScreen(screen);
  }

  get page(): Page {
    return this.screen.page;
  }

  get offer(): Locator {
    return this.page.getByRole('article', { name: /^Offer:/ });
  }

  get thread(): Locator {
    return this.page.getByRole('log', { name: 'Thread' });
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Your message' });
  }

  /** The conversation's head: name, standing, acts. */
  get head(): Locator {
    return this.page.locator('#talk-head');
  }

  get list(): Locator {
    return this.page.getByRole('region', { name: 'My conversations' });
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  row(text: string): Locator {
    return this.list.getByRole('link').filter({ hasText: text });
  }

  said(text: string): Locator {
    return this.thread.getByRole('article').filter({ hasText: text });
  }

  texts(): Promise<string[]> {
    return this.thread.locator('[data-text]').allTextContents();
  }

  async accept(): Promise<void> {
    await this.offer.first().getByRole('button', { name: 'Accept' }).click();
    await this.head.waitFor();
  }

  async write(text: string, kind: 'reply' | 'note' = 'reply'): Promise<void> {
    const mode = { reply: 'Reply', note: 'Note' }[kind];
    await this.page.getByRole('group', { name: 'What to write' }).getByRole('button', { name: mode }).click();
    await this.text.fill(text);
    await this.text.press('Enter');
  }

  /** An act of the head, by its name; those in its menu as well. */
  async act(name: string): Promise<void> {
    const button = this.head.getByRole('button', { name, exact: true });
    await this.head.getByRole('button', { name: 'More acts' }).waitFor();
    if ((await button.count()) > 0) return button.click();
    await this.head.getByRole('button', { name: 'More acts' }).click();
    await this.page.getByRole('menuitem', { name, exact: true }).click();
  }

  /** Presses the button of the dialog that is open, and waits until it is gone. */
  async confirm(name: string): Promise<void> {
    await this.dialog.locator('form').getByRole('button', { name, exact: true }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** Signing out takes the agent off line, so that the next story's work is not offered to them. */
  async leave(): Promise<void> {
    await this.page.getByRole('button', { name: /my menu$/ }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.page.getByRole('form', { name: 'Sign in' }).waitFor();
  }
}
