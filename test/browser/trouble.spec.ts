import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Realtime } from '../../src/platform/realtime/realtime.js';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

describeInBrowser('pages in trouble', () => {
  let stage: Stage;
  let ana: AgentScreen;
  let mei: CustomerScreen;

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    await ana.leave();
    await Promise.all([ana.screen.close(), mei.screen.close()]);
  });
  afterAll(() => stage?.close());

  it('shows hostile text as text', async () => {
    const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}';
    ana = await AgentScreen.open(stage, 'ana');
    mei = await CustomerScreen.open(stage, { sub: 'evil-1', name: '<b onclick=alert(3)>Evil</b>' });

    await mei.say(hostile);
    await ana.offer.filter({ hasText: hostile }).waitFor();
    await ana.accept();
    await ana.said(hostile).waitFor();
    await ana.write(`Back to you: ${hostile}`);
    await mei.said(`Back to you: ${hostile}`).waitFor();
    await ana.act('Why me?');
    await ana.screen.page.locator('dialog h2').filter({ hasText: '<b onclick=alert(3)>Evil</b>' }).waitFor();
    await ana.screen.page.keyboard.press('Escape');

    const made = '#desk b, #thread img, #thread script, #side b, .bubble img, .bubble script, #identity-state b';
    for (const { page, troubles } of [ana.screen, mei.screen]) {
      expect(await page.locator(made).count()).toBe(0);
      expect(troubles).toEqual([]);
    }
  });

  it('shows everything once, in order, after the connections were lost', async () => {
    ana = await AgentScreen.open(stage, 'ana');
    mei = await CustomerScreen.open(stage, { sub: 'mei-3', name: 'Mei' });
    await mei.say('one');
    await ana.accept();
    await ana.write('two');
    await mei.said('two').waitFor();

    // Mei's network is gone and the server's sockets are cut; both go on writing.
    await mei.screen.page.context().setOffline(true);
    stage.app.get(Realtime).io.disconnectSockets(true);
    await mei.screen.page.locator('#chat-banner').waitFor();
    await mei.say('four, written on the train');
    await mei.screen.page.locator('.message.pending').waitFor();
    await ana.write('three, while Mei was away');
    await ana.said('three, while Mei was away').filter({ hasText: 'sent' }).waitFor();
    await mei.screen.page.context().setOffline(false);

    await ana.said('four, written on the train').waitFor();
    await mei.said('three, while Mei was away').waitFor();
    await mei.screen.page.locator('.message.pending').waitFor({ state: 'detached' });
    const all = ['one', 'two', 'three, while Mei was away', 'four, written on the train'];
    expect(await ana.texts()).toEqual(all);
    expect(await mei.texts()).toEqual(all);
    expect(await mei.screen.page.locator('#chat-banner').isVisible()).toBe(false);
    // The browser itself reports the attempts it could not make; nothing else went wrong.
    expect([...ana.screen.troubles, ...mei.screen.troubles].filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line))).toEqual(
      [],
    );
  });

  it('tells a refusal in words, and keeps what was written', async () => {
    ana = await AgentScreen.open(stage, 'ana');
    mei = await CustomerScreen.open(stage, { sub: 'mei-4', name: 'Mei' });
    await mei.say('hello');
    await ana.accept();
    const [held] = await stage.app.db.query<{ id: string }>(
      "SELECT id FROM conversations WHERE status = 'assigned' ORDER BY opened_at DESC LIMIT 1",
    );
    await ana.act('Close');
    // While the dialog is open somebody else acts on it: a new epoch.
    await stage.app.db.run('UPDATE conversations SET epoch = epoch + 1 WHERE id = $1', [held!.id]);
    await ana.screen.page.locator('dialog').getByRole('button', { name: 'Close' }).click();
    await ana.screen.page.locator('dialog .error').filter({ hasText: 'Somebody else acted' }).waitFor();
    await ana.screen.page.keyboard.press('Escape');

    // A customer who is blocked is told so, and may copy what they wrote.
    await stage.app.db.run(
      'UPDATE customers SET blocked_at = app_now() WHERE id = (SELECT customer_id FROM conversations WHERE id = $1)',
      [held!.id],
    );
    await mei.say('are you there?');
    await mei.screen.page
      .locator('.message.failed')
      .filter({ hasText: 'are you there?' })
      .filter({ hasText: 'Try again' })
      .waitFor();
    expect(mei.screen.troubles).toEqual([]);
  });
});
