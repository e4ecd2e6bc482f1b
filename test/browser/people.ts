import { createHmac } from 'node:crypto';
import type { Locator } from 'playwright-core';
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

/** An agent at the console, signed in and available. */
export class AgentScreen {
  private constructor(readonly screen: Screen) {}

  static async open(stage: Stage, name: string, { script }: Before = {}): Promise<AgentScreen> {
    const screen = await stage.open();
    const { page } = screen;
    if (script) await page.addInitScript(script);
    await page.goto('/console/');
    await page.fill('#email', `${name}@demo.test`);
    await page.fill('#password', demoPassword);
    await page.press('#password', 'Enter');
    await page.locator('#link-state').waitFor({ state: 'hidden' });
    await page.selectOption('#presence', 'available');
    await page.locator('#presence-mark.presence-available').waitFor();
    return new AgentScreen(screen);
  }

  get offer(): Locator {
    return this.screen.page.locator('.offer');
  }

  said(text: string): Locator {
    return this.screen.page.locator('#thread .message').filter({ hasText: text });
  }

  texts(): Promise<string[]> {
    return this.screen.page.locator('#thread .message .text').allTextContents();
  }

  async accept(): Promise<void> {
    await this.offer.getByRole('button', { name: 'Accept' }).click();
    await this.screen.page.locator('#talk').waitFor();
  }

  async write(text: string, kind: 'reply' | 'note' = 'reply'): Promise<void> {
    await this.screen.page.click(`[data-kind=${kind}]`);
    await this.screen.page.fill('#text', text);
    await this.screen.page.press('#text', 'Enter');
  }

  act(name: string): Promise<void> {
    return this.screen.page.locator('#talk-head').getByRole('button', { name, exact: true }).click();
  }

  /** Signing out takes the agent off line, so that the next story's work is not offered to them. */
  async leave(): Promise<void> {
    await this.screen.page.click('#sign-out');
    await this.screen.page.locator('#sign-in').waitFor();
  }
}
