import { expect } from '@jest/globals';
import { ApiCustomer } from './api-customer.js';
import { AgentScreen } from './people.js';
import type { Stage } from './stage.js';
import { asked, signInAs } from './writing-desk.js';

/** The agents of one story, and their end. */
export class Desks {
  private seats: { name: string; screen: AgentScreen }[] = [];

  constructor(private readonly stage: () => Stage) {}

  async open(name: string, more?: Parameters<typeof AgentScreen.open>[2]): Promise<AgentScreen> {
    const screen = await AgentScreen.open(this.stage(), name, more);
    this.seats.push({ name, screen });
    return screen;
  }

  /** A customer who has written, and the agent who has accepted. */
  async talk(agent: AgentScreen, name: string, text = 'Hello'): Promise<ApiCustomer> {
    const customer = await ApiCustomer.named(this.stage(), name);
    await customer.say(text);
    await agent.offer.filter({ hasText: name }).getByRole('button', { name: 'Accept' }).click();
    await agent.head.filter({ hasText: name }).waitFor();
    return customer;
  }

  /** Everybody off line, so that the next story's work is not offered to them; a dialog may still be open on their screens. */
  async close(): Promise<void> {
    const mine = this.seats.splice(0);
    await this.stage().clear();
    for (const { name } of mine)
      await asked(this.stage(), 'PUT', '/v1/me/presence', await signInAs(this.stage(), name), { state: 'offline' });
    for (const { screen } of mine) await screen.screen.close();
    expect(mine.flatMap(({ screen }) => screen.screen.troubles)).toEqual([]);
  }
}
