import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Realtime } from '../../src/platform/realtime/realtime.js';
import { until } from '../support/until.js';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

/** Two whole screens take long on a machine that is busy with other tests. */
const patience = 180_000;

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

  it(
    'show hostile text and names as text, wherever they stand',
    async () => {
      const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}';
      const name = '<b onclick=alert(3)>Evil</b>';
      mei = await CustomerScreen.open(stage, { sub: 'evil-1', name });
      ana = await AgentScreen.open(stage, 'ana');

      await mei.say(hostile);
      await ana.offer.filter({ hasText: hostile }).waitFor();
      await ana.accept();
      await ana.said(hostile).waitFor();
      await ana.head.getByText(name).waitFor();
      await ana.row(name).waitFor();
      await ana.write(`Back to you: ${hostile}`);
      await mei.said(`Back to you: ${hostile}`).waitFor();

      const made =
        '#root b, #root script, [role=log] img, #chat-messages img, #chat-messages script, #chat-messages b, [onclick]';
      for (const { page, troubles } of [ana.screen, mei.screen]) {
        expect(await page.locator(made).count()).toBe(0);
        expect(troubles).toEqual([]);
      }
    },
    patience,
  );

  it(
    'show everything once, in order, after the connections were lost',
    async () => {
      mei = await CustomerScreen.open(stage, { sub: 'mei-3', name: 'Mei' });
      ana = await AgentScreen.open(stage, 'ana');
      await mei.say('one');
      await ana.accept();
      await ana.write('two');
      await mei.said('two').waitFor();

      // Mei's network is gone and the server's sockets are cut; both go on writing.
      await mei.screen.page.context().setOffline(true);
      stage.app.get(Realtime).io.disconnectSockets(true);
      await mei.screen.page.locator('#chat-banner').filter({ hasText: /\w/ }).waitFor();
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
      for (const text of all) expect(await mei.said(text).count()).toBe(1);
      // The browser itself reports the attempts it could not make; nothing else went wrong.
      expect([...ana.screen.troubles, ...mei.screen.troubles].filter((line) => !/ERR_INTERNET_DISCONNECTED/.test(line))).toEqual(
        [],
      );
    },
    patience,
  );

  it(
    'ask for the sign-in again over the desk when it has ended, and keep what was typed',
    async () => {
      mei = await CustomerScreen.open(stage, { sub: 'mei-5', name: 'Mei' });
      ana = await AgentScreen.open(stage, 'ana');
      await mei.say('hello');
      await ana.accept();
      await ana.text.fill('half a sentence, and a promise');
      // The sign-in has ended, and the connection with it: there is nothing left to renew it with.
      await ana.page.context().clearCookies();
      stage.app.get(Realtime).io.of('/console').disconnectSockets(true);
      const form = ana.page.getByRole('form', { name: 'Sign in' });
      await form.waitFor();
      await form.getByLabel('E-mail').fill('ana@demo.test');
      await form.getByRole('textbox', { name: 'Password' }).fill('demo-demo-demo');
      await form.getByRole('button', { name: 'Sign in' }).click();
      await form.waitFor({ state: 'detached' });
      expect(await ana.text.inputValue()).toBe('half a sentence, and a promise');
      await ana.text.press('Enter');
      await mei.said('half a sentence, and a promise').waitFor();
      // The same device, though by another sign-in: a state that was lost with the line is there again.
      await ana.page.context().clearCookies();
      stage.app.get(Realtime).io.of('/console').disconnectSockets(true);
      await form.waitFor();
      await stage.app.db.run(
        `UPDATE agent_presence SET lease_expires_at = app_now() WHERE agent_id = (SELECT id FROM agents WHERE email = 'ana@demo.test')`,
      );
      await until('Ana is concluded to be gone', async () => {
        const [row] = await stage.app.db.query(`SELECT 1 FROM agent_presence p JOIN agents a ON a.id = p.agent_id
          WHERE a.email = 'ana@demo.test' AND p.state = 'offline'`);
        return row !== undefined;
      });
      await form.getByLabel('E-mail').fill('ana@demo.test');
      await form.getByRole('textbox', { name: 'Password' }).fill('demo-demo-demo');
      await form.getByRole('button', { name: 'Sign in' }).click();
      await form.waitFor({ state: 'detached' });
      await ana.page.locator('header [data-presence=available]').waitFor();
    },
    patience,
  );

  it(
    'tell a refusal in words, and keep what was written',
    async () => {
      mei = await CustomerScreen.open(stage, { sub: 'mei-4', name: 'Mei' });
      ana = await AgentScreen.open(stage, 'ana');
      await mei.say('hello');
      await ana.accept();
      // A customer who is blocked is told so, and may copy what they wrote.
      await stage.app.db.run(
        `UPDATE customers SET blocked_at = app_now()
       WHERE id = (SELECT customer_id FROM conversations WHERE status = 'assigned' ORDER BY opened_at DESC LIMIT 1)`,
      );
      await mei.say('are you there?');
      await mei.screen.page.locator('.message.failed').filter({ hasText: 'are you there?' }).waitFor();
      expect(mei.screen.troubles).toEqual([]);
    },
    patience,
  );
});
