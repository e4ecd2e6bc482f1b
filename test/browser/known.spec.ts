import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

describeInBrowser('what the customer told us already', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  it('is shown under the composer before it is asked for again, with its source; the agent decides', async () => {
    const [ana, mei] = await Promise.all([
      AgentScreen.open(stage, 'ana'),
      CustomerScreen.open(stage, { sub: 'mei-9', name: 'Mei Lin' }),
    ]);
    await mei.say('My order A-20417 arrived broken');
    await ana.offer.waitFor();
    await ana.accept();
    const known = ana.screen.page.locator('#known');
    const text = ana.screen.page.locator('#text');

    await text.pressSequentially('What is your order number?');
    await known.filter({ hasText: 'A-20417' }).waitFor();
    await known.getByRole('button', { name: /Chat/ }).click();
    await ana.screen.page.locator('#thread .is-source').filter({ hasText: 'arrived broken' }).waitFor();

    // The key that sends does not send a question that is known to be needless; the second press, on the button, does.
    await text.press('Enter');
    expect(await mei.said('What is your order number').count()).toBe(0);
    await known.getByRole('button', { name: 'Insert' }).click();
    expect(await text.inputValue()).toBe('What is your order number?A-20417');
    await known.waitFor({ state: 'hidden' });

    await text.fill('What is your order number?');
    await text.press('Enter');
    await known.getByRole('button', { name: 'Send anyway' }).click();
    await mei.said('What is your order number?').waitFor();
    await known.waitFor({ state: 'hidden' });

    await ana.write('Thank you, a new cup leaves today.');
    await mei.said('a new cup leaves today').waitFor();
    expect([...ana.screen.troubles, ...mei.screen.troubles]).toEqual([]);
  });
});
