import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

describeInBrowser('widget and console in a browser', () => {
  let stage: Stage;
  const agents: AgentScreen[] = [];
  const screens: Screen[] = [];

  const customer = async (known?: { sub: string; name: string }): Promise<CustomerScreen> => {
    const one = await CustomerScreen.open(stage, known);
    screens.push(one.screen);
    return one;
  };
  const agent = async (name: string): Promise<AgentScreen> => {
    const one = await AgentScreen.open(stage, name);
    agents.push(one);
    screens.push(one.screen);
    return one;
  };

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    for (const one of agents.splice(0)) await one.leave();
    const troubles = screens.flatMap((screen) => screen.troubles);
    for (const screen of screens.splice(0)) await screen.close();
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('talks both ways: offer, accept, typing, answer, read', async () => {
    const [ana, mei] = await Promise.all([agent('ana'), customer({ sub: 'mei-1', name: 'Mei Lin' })]);

    await mei.say('My order A-20417 arrived broken');
    await ana.offer.waitFor();
    expect(await ana.offer.textContent()).toContain('My order A-20417 arrived broken');
    await ana.accept();
    await mei.status.filter({ hasText: 'Ana is here' }).waitFor();
    // Known before the first word: who it is, and what they said already.
    const about = ana.page.getByRole('complementary', { name: 'About the customer' });
    await about.filter({ hasText: 'A-20417' }).filter({ hasText: 'proved' }).waitFor();

    await ana.text.pressSequentially('So sorry');
    await mei.screen.page.locator('#chat-typing').filter({ hasText: 'Ana is typing' }).waitFor();
    await mei.screen.page.locator('#chat-input').pressSequentially('It is the');
    await ana.row('Mei Lin is typing').waitFor();
    await ana.page.getByRole('main').getByText('Mei Lin is typing …').waitFor();

    await ana.write('So sorry, Mei. A new cup leaves today.');
    await mei.said('A new cup leaves today').waitFor();
    await ana.said('A new cup leaves today').filter({ hasText: 'read' }).waitFor();
    expect(await mei.screen.page.locator('#chat-typing').textContent()).toBe('');

    // On a phone, too, nothing is wider than the screen, whatever people write.
    await mei.say('x'.repeat(300));
    await ana.said('x'.repeat(300)).waitFor();
    for (const { page } of [ana.screen, mei.screen]) {
      await page.setViewportSize({ width: 400, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    }
  });

  it('keeps notes among colleagues', async () => {
    const [ben, tom] = await Promise.all([agent('ben'), customer()]);
    await tom.say('Where is my parcel?');
    await ben.accept();

    await ben.write('Third parcel lost this week: NOTE-FOR-US', 'note');
    await ben.said('NOTE-FOR-US').waitFor();
    await ben.write('I am looking into it.');
    await tom.said('I am looking into it.').waitFor();
    // Also after a fresh look at everything the widget may read.
    await tom.screen.page.reload();
    await tom.said('I am looking into it.').waitFor();

    expect(tom.screen.received.join()).toContain('I am looking into it.');
    expect(tom.screen.received.join()).not.toContain('NOTE-FOR-US');
  });

  it('hands work on: decline, transfer with a note, close, come back', async () => {
    const [chen, dana, eve] = await Promise.all([agent('chen'), agent('dana'), customer({ sub: 'eve-1', name: 'Eve' })]);
    await eve.say('The glaze is chipped');
    const [first, second] = await Promise.race([
      chen.offer.waitFor().then(() => [chen, dana] as const),
      dana.offer.waitFor().then(() => [dana, chen] as const),
    ]);
    await first.offer.getByRole('button', { name: 'Decline', exact: true }).click();
    await second.accept();
    expect(await first.offer.count()).toBe(0);

    const name = first === chen ? 'Chen' : 'Dana';
    await second.act('Transfer');
    await second.dialog.getByRole('combobox', { name: 'To', exact: true }).fill(name);
    await second.page.getByRole('option', { name }).click();
    await second.dialog.getByRole('textbox', { name: 'Note' }).fill('She wants a photo of ours');
    await second.confirm('Transfer');
    await first.row('Eve').click();
    await first.said('She wants a photo of ours').waitFor();
    await second.head.filter({ hasText: `with ${name}` }).waitFor();

    await first.act('Close');
    await first.confirm('Close');
    await eve.status.filter({ hasText: 'closed' }).waitFor();
    await eve.say('One more thing');
    await first.offer.filter({ hasText: 'helped Eve last' }).waitFor();
  });

  it('tells whoever waits where they stand, and lets them choose whom to wait for', async () => {
    const [ana, zoe] = [await agent('ana'), await customer({ sub: 'zoe-1', name: 'Zoe' })];
    await zoe.say('Do you have a lid for the bowl?');
    await ana.accept();
    await ana.write('We do.');
    await ana.act('Close');
    await ana.confirm('Close');
    await zoe.notice.filter({ hasText: 'Write to us and it goes on' }).waitFor();
    // Ana is there and has no room any more.
    const [capacity] = await stage.app.db.query<{ id: string; capacity: number }>(
      `UPDATE agents a SET capacity = 1 FROM (SELECT id, capacity FROM agents WHERE name LIKE 'Ana%') AS was
       WHERE a.id = was.id RETURNING a.id, was.capacity`,
    );

    await zoe.say('One more thing');
    const waitForAna = zoe.screen.page.getByRole('button', { name: 'Wait for Ana' });
    await waitForAna.click();
    await zoe.status.filter({ hasText: 'Waiting for Ana' }).waitFor();
    await zoe.notice.filter({ hasText: 'You are waiting for Ana. You keep your place in line.' }).waitFor();
    expect(await waitForAna.getAttribute('aria-pressed')).toBe('true');
    expect(await zoe.screen.page.locator('#chat-choices button:focus').textContent()).toBe('Wait for Ana');
    await zoe.screen.page.getByRole('button', { name: 'Anyone' }).click();
    await zoe.status.filter({ hasText: /next in line/ }).waitFor();
    expect(await waitForAna.getAttribute('aria-pressed')).toBe('false');

    await stage.app.db.run(
      `UPDATE queues SET closed_until = app_now() + interval '1 day', hours_change_at = app_now() + interval '1 day'`,
    );
    try {
      await zoe.screen.page.getByRole('button', { name: 'Anyone' }).click();
      await zoe.notice.filter({ hasText: 'We are closed at the moment' }).waitFor();
      await zoe.status.filter({ hasText: /^We open \w+day/ }).waitFor();
    } finally {
      await stage.app.db.run('UPDATE queues SET closed_until = NULL, hours_change_at = NULL');
      await stage.app.db.run('UPDATE agents SET capacity = $2 WHERE id = $1', [capacity!.id, capacity!.capacity]);
    }
  });

  it('needs no mouse', async () => {
    const [emil, kim] = [await agent('emil'), await stage.open()];
    screens.push(kim);
    const tabTo = async (screen: Screen, selector: string): Promise<void> => {
      const focused = screen.page.locator(`${selector}:focus`);
      for (let presses = 0; presses < 40; presses++) {
        if ((await focused.count()) > 0) return;
        await screen.page.keyboard.press('Tab');
      }
      throw new Error(`Tab never reaches ${selector}`);
    };
    await kim.page.goto('/demo/');
    await tabTo(kim, '#chat-launcher');
    await kim.page.keyboard.press('Enter');
    await kim.page.keyboard.type('Hello');
    await kim.page.keyboard.press('Control+Enter');
    await kim.page.keyboard.type('by keyboard');
    await kim.page.keyboard.press('Enter');
    await kim.page.locator('#chat-messages .bubble').waitFor();

    await emil.offer.waitFor();
    // By Tab as with any page ...
    await tabTo(emil.screen, '#offers button:has-text("Accept")');
    await emil.page.keyboard.press('Enter');
    await emil.said('by keyboard').waitFor();
    // ... and by a key for each act.
    await emil.page.keyboard.press('r');
    await emil.page.keyboard.type('Hello to you');
    await emil.page.keyboard.press('Enter');
    await kim.page.locator('.theirs').filter({ hasText: 'Hello to you' }).waitFor();

    await kim.page.keyboard.press('Escape');
    expect(await kim.page.locator('#chat').isVisible()).toBe(false);
  });
});
