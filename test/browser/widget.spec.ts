import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { OfferView } from '../../src/contracts/routing-views.js';
import { Agent } from '../support/people.js';
import { until } from '../support/until.js';
import { CustomerScreen, identityToken } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

/** What the browser itself says of a network that is gone. */
const ofTheNetwork = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection/;

describeInBrowser('the customer’s chat', () => {
  let stage: Stage;
  const agents: Agent[] = [];
  const screens: Screen[] = [];
  let expected = /^$/;

  const customer = async (known?: { sub: string; name: string }): Promise<CustomerScreen> => {
    const one = await CustomerScreen.open(stage, known);
    screens.push(one.screen);
    return one;
  };
  const agent = async (name: string): Promise<Agent> => {
    const one = await Agent.signIn(stage.app.url, name);
    agents.push(one);
    await one.be('available');
    return one;
  };
  /** Takes the next offer. */
  const takes = async (one: Agent): Promise<string> => {
    const offer = await until('an offer', async () => {
      const { data } = await one.do<{ data: OfferView[] }>('GET', '/v1/me/offers');
      return data[0];
    });
    return (await one.accept(offer)).id;
  };

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    for (const one of agents.splice(0)) {
      await one.be('offline');
      one.leave();
    }
    const troubles = screens.flatMap((screen) => screen.troubles).filter((line) => !expected.test(line));
    for (const screen of screens.splice(0)) await screen.close();
    expected = /^$/;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('goes both ways: typing, delivered, read, the agent’s name, and the badge while it is closed', async () => {
    const [ana, mei] = await Promise.all([agent('ana'), customer({ sub: 'w-mei', name: 'Mei Lin' })]);
    const { page } = mei.screen;
    await mei.say('My cup arrived broken 😢');
    const conversationId = await takes(ana);
    await mei.status.filter({ hasText: 'Ana is here' }).waitFor();
    await ana.ask('typing', { conversationId, on: true });
    await page.getByText('Ana is typing').waitFor();

    await ana.reply(conversationId, 'So sorry. See https://shop.example/returns.');
    await mei.said('So sorry').waitFor();
    await page.getByText('Ana is typing').waitFor({ state: 'detached' });
    const link = page.getByRole('link', { name: 'https://shop.example/returns' });
    expect(await link.getAttribute('rel')).toContain('noopener');
    await until('the answer is read', async () =>
      (
        await ana.do<{ data: { text: string; delivery: { state: string } }[] }>(
          'GET',
          `/v1/conversations/${conversationId}/messages`,
        )
      ).data.some(({ text, delivery }) => text.startsWith('So sorry') && delivery.state === 'read')
        ? true
        : undefined,
    );
    await ana.ask('message.read', { conversationId, seq: 100 });
    await page.locator('.own .marks').filter({ hasText: 'Read' }).waitFor();

    await page.getByRole('button', { name: 'Close the chat' }).click();
    await ana.reply(conversationId, 'A new one leaves today.');
    const launcher = page.getByRole('button', { name: 'Chat with us, 1 unread' });
    await launcher.click();
    await page.getByRole('button', { name: 'Chat with us', exact: true }).waitFor();
    await mei.said('A new one leaves today.').waitFor();
  });

  it('is the same on two devices of one customer, and after a reload', async () => {
    const known = { sub: 'w-two', name: 'Two Devices' };
    const [ana, phone, laptop] = await Promise.all([agent('ana'), customer(known), customer(known)]);
    await phone.say('from the phone');
    await laptop.said('from the phone').waitFor();
    await laptop.say('from the laptop');
    await ana.reply(await takes(ana), 'to both');
    for (const device of [phone, laptop]) {
      await device.said('to both').waitFor();
      expect(await device.texts()).toEqual(['from the phone', 'from the laptop', 'to both']);
    }
    // A visitor without a name comes back to what they wrote, too.
    const tom = await customer();
    await tom.say('I have no account');
    await tom.said('I have no account').waitFor();
    // The chat is open again where it was, and closed where it was closed.
    await tom.screen.page.reload();
    await tom.said('I have no account').waitFor();
    await tom.screen.page.getByRole('button', { name: 'Close the chat' }).click();
    await tom.screen.page.reload();
    await tom.screen.page.getByRole('button', { name: 'Chat with us' }).waitFor();
    expect(await tom.screen.page.locator('#chat').count()).toBe(0);
    // Whoever signed in on the shop's page still is.
    await laptop.screen.page.reload();
    await laptop.screen.page.getByText('You are signed in as Two Devices.').waitFor();
    await laptop.said('to both').waitFor();
  });

  it('keeps what is written while offline, and delivers it once and in order', async () => {
    expected = ofTheNetwork;
    const [ana, mei] = await Promise.all([agent('ana'), customer({ sub: 'w-train', name: 'Mei' })]);
    await mei.say('one');
    const conversationId = await takes(ana);
    await mei.screen.page.context().setOffline(true);
    stage.cutSockets('/widget');
    await mei.screen.page.getByText('Reconnecting').waitFor();
    await mei.say('two, on the train');
    await mei.say('three, still there');
    await mei.screen.page.getByText('Waiting for a connection').first().waitFor();
    await ana.reply(conversationId, 'meanwhile');
    await mei.screen.page.context().setOffline(false);
    await mei.said('meanwhile').waitFor();
    await mei.screen.page.locator('.pending').first().waitFor({ state: 'detached' });
    await until('all is there', async () => {
      const { data } = await ana.do<{ data: { text: string; kind: string }[] }>(
        'GET',
        `/v1/conversations/${conversationId}/messages`,
      );
      const texts = data.flatMap(({ text, kind }) => (kind === 'text' ? [text] : []));
      return texts.join() === 'one,meanwhile,two, on the train,three, still there' ? true : undefined;
    });
    expect(await mei.texts()).toEqual(['one', 'meanwhile', 'two, on the train', 'three, still there']);
  });

  it('delivers after a reload what could not be sent before it, and keeps the draft', async () => {
    expected = ofTheNetwork;
    const screen = await stage.open();
    screens.push(screen);
    let isBlocked = true;
    await screen.page.routeWebSocket(/socket\.io/, (socket) => (isBlocked ? void socket.close() : void socket.connectToServer()));
    await screen.page.route('**/socket.io/**', (route) => (isBlocked ? route.abort() : route.continue()));
    await screen.page.goto('/demo/');
    await screen.page.getByRole('button', { name: 'Chat with us' }).click();
    const field = screen.page.getByRole('textbox', { name: 'Your message' });
    await field.fill('written before the reload');
    await field.press('Enter');
    await screen.page.locator('.pending').waitFor();
    await field.fill('half a sent');
    isBlocked = false;
    await screen.page.reload();
    await screen.page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
    expect(await field.inputValue()).toBe('half a sent');
    const rows = await stage.app.db.query("SELECT 1 FROM messages WHERE text = 'written before the reload'");
    expect(rows).toHaveLength(1);
  });

  it('refuses what is too long before it is lost', async () => {
    const mei = await customer();
    const field = mei.screen.page.getByRole('textbox', { name: 'Your message' });
    const long = 'wörd '.repeat(20_480);
    await field.fill(long);
    await field.press('Enter');
    await mei.screen.page.getByRole('alert').filter({ hasText: '102,399 characters' }).waitFor();
    expect((await field.inputValue()).length).toBe(long.length);
    await field.fill(long.slice(0, 19_990));
    await field.press('Enter');
    await mei.screen.page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
    expect(await field.inputValue()).toBe('');
    expect(await mei.screen.page.getByRole('alert').count()).toBe(0);
  });

  it('tells a refusal, and gives the text back to be changed', async () => {
    const mei = await customer({ sub: 'w-blocked', name: 'Mei' });
    await mei.say('hello');
    await mei.screen.page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
    await stage.app.db.run("UPDATE customers SET blocked_at = app_now() WHERE name = 'Mei'");
    await mei.say('are you there?');
    const failed = mei.screen.page.locator('.failed').filter({ hasText: 'are you there?' });
    await failed.waitFor();
    await stage.app.db.run('UPDATE customers SET blocked_at = NULL');
    await failed.getByRole('button', { name: 'Edit' }).click();
    expect(await mei.screen.page.getByRole('textbox', { name: 'Your message' }).inputValue()).toBe('are you there?');
    await mei.say('are you there, please?');
    await mei.screen.page.locator('.own .marks').filter({ hasText: 'Sent' }).waitFor();
    expect(await mei.texts()).toEqual(['hello', 'are you there, please?']);
  });

  it('asks at the end how it was, once', async () => {
    const [ana, mei] = await Promise.all([agent('ana'), customer({ sub: 'w-rate', name: 'Rater' })]);
    const { page } = mei.screen;
    await mei.say('Do you deliver to Lund?');
    const conversationId = await takes(ana);
    await ana.reply(conversationId, 'We do.');
    await mei.said('We do.').waitFor();
    await ana.close(conversationId);
    await page.getByRole('radio', { name: '5 of 5: very good' }).check();
    await page.getByRole('textbox', { name: /want to add/ }).fill('Quick & kind <3');
    await page.locator('form.rate').getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you for telling us.').waitFor();
    const [rated] = await stage.app.db.query<{ data: object }>(
      "SELECT data FROM conversation_events WHERE conversation_id = $1 AND type = 'rated'",
      [conversationId],
    );
    expect(rated!.data).toEqual({ score: 5, comment: 'Quick & kind <3' });
    // On the next page of the shop the chat is open as it was, and does not ask again.
    await page.goto('about:blank');
    await page.goto(`/demo/#identityToken=${identityToken({ sub: 'w-rate', name: 'Rater' })}`);
    await mei.said('We do.').waitFor();
    await mei.status.filter({ hasText: 'closed' }).waitFor();
    expect(await page.getByText('How did we do?').count()).toBe(0);
    // It goes on where it was.
    await mei.say('And to Oslo?');
    await mei.status.filter({ hasNotText: 'closed' }).waitFor();
  });

  it('lets them wait for the one who knows them, or take anyone; and says when we open', async () => {
    const [ana, zoe] = await Promise.all([agent('ana'), customer({ sub: 'w-zoe', name: 'Zoe' })]);
    const { page } = zoe.screen;
    await zoe.say('Do you have a lid for the bowl?');
    const conversationId = await takes(ana);
    await ana.reply(conversationId, 'We do.');
    await zoe.said('We do.').waitFor();
    await ana.close(conversationId);
    await zoe.notice.filter({ hasText: 'Write to us and it goes on' }).waitFor();
    // Ana is there and has no room any more.
    await stage.app.db.run('UPDATE agents SET capacity = 1 WHERE id = $1', [ana.id]);
    try {
      await zoe.say('One more thing');
      const wait = page.getByRole('button', { name: 'Wait for Ana' });
      await wait.click();
      await zoe.status.filter({ hasText: 'Waiting for Ana' }).waitFor();
      await zoe.notice.filter({ hasText: 'You keep your place in line' }).waitFor();
      expect(await wait.getAttribute('aria-pressed')).toBe('true');
      // Whoever pressed it is still on it.
      expect(await page.locator('#chat-choices button:focus').textContent()).toBe('Wait for Ana');
      await page.getByRole('button', { name: 'Anyone' }).click();
      await zoe.status.filter({ hasText: /next in line/ }).waitFor();
      await stage.app.db.run(
        `UPDATE queues SET closed_until = app_now() + interval '1 day', hours_change_at = app_now() + interval '1 day'`,
      );
      await page.getByRole('button', { name: 'Anyone' }).click();
      await zoe.status.filter({ hasText: /^We open \w+day/ }).waitFor();
    } finally {
      await stage.app.db.run('UPDATE queues SET closed_until = NULL, hours_change_at = NULL');
      await stage.app.db.run('UPDATE agents SET capacity = 100 WHERE id = $1', [ana.id]);
    }
  });

  it('shows what came by another channel in the same thread, marked', async () => {
    const [ana, mei] = await Promise.all([agent('ana'), customer({ sub: 'w-many', name: 'Mei' })]);
    await mei.say('from the chat');
    await takes(ana);
    const { data } = (await (
      await fetch(`${stage.app.url}/v1/inboxes/demo-api/messages`, {
        method: 'POST',
        headers: { authorization: 'Bearer tl_demo_key_0123456789', 'content-type': 'application/json' },
        body: JSON.stringify({ externalId: 'a1', from: { kind: 'external', value: 'w-many' }, text: 'from the app' }),
      })
    ).json()) as { data?: unknown };
    expect(data).toBeUndefined();
    await mei.said('from the app').waitFor();
    await mei.screen.page.locator('.message').filter({ hasText: 'from the app' }).filter({ hasText: 'by app' }).waitFor();
  });

  it('takes a file by button, by paste and by drop, and says which it does not', async () => {
    const mei = await customer();
    const { page } = mei.screen;
    const picture = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await page.setInputFiles('#chat-file', [
      { name: 'cup.png', mimeType: 'image/png', buffer: picture },
      { name: 'setup.exe', mimeType: 'image/png', buffer: Buffer.from('MZ no') },
    ]);
    await page.getByRole('alert').filter({ hasText: '.exe' }).waitFor();
    expected = /415/;
    await page.evaluate(`{
      const { shadowRoot: root } = document.querySelector('throughline-widget');
      const give = (name) => { const data = new DataTransfer(); data.items.add(new File(['hello'], name, { type: 'text/plain' })); return data; };
      const init = { bubbles: true, cancelable: true, composed: true };
      root.querySelector('#chat-input').dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: give('pasted.txt') }));
      root.querySelector('#chat').dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: give('dropped.txt') }));
    }`);
    await page.getByRole('button', { name: 'Remove pasted.txt' }).click();
    await page.getByRole('button', { name: 'Remove setup.exe' }).click();
    await page.getByText('uploading').waitFor({ state: 'detached' });
    await mei.say('It arrived like this');
    const message = page.locator('.own').filter({ hasText: 'It arrived like this' });
    await message.getByRole('link', { name: 'cup.png' }).getByRole('img').waitFor();
    await message.getByRole('link', { name: 'dropped.txt · 1 KB' }).waitFor();
    expect(await page.getByText('pasted.txt').count()).toBe(0);
  });
});
