import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { MessageView } from '../../src/contracts/views.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';
import { asked, signInAs, Talk, WritingDesk } from './writing-desk.js';

/** Where to leave pictures of the screens, for people; none by default. */
const shots = process.env['SCREENSHOTS'];

/** A server that is started anew takes long on a machine that is busy with other tests. */
const patience = 180_000;

describeInBrowser('the composer', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  const deskOf = async (agent: string, talk: Talk): Promise<WritingDesk> => {
    const desk = await WritingDesk.open(stage, agent, talk);
    screens.push(desk.screen);
    return desk;
  };
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = screens.flatMap((screen) => screen.troubles);
    for (const screen of screens.splice(0)) await screen.close();
    // The browser itself tells of what it could not reach while the server was away.
    expect(
      troubles.filter(
        (line) =>
          !/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|WebSocket (?:connection to|is already in)/.test(line),
      ),
    ).toEqual([]);
  });
  afterAll(() => stage?.close());

  it(
    'keeps a draft for each conversation, also when the page is loaded anew',
    async () => {
      const [mei, lee] = [
        await Talk.with(stage, 'ana', 'draft-1', 'Mei Lin'),
        await Talk.with(stage, 'ana', 'draft-2', 'Lee Wong'),
      ];
      const ana = await deskOf('ana', mei);
      await ana.text.fill('for Mei');
      await ana.page.getByRole('link', { name: /Lee Wong/ }).click();
      await ana.page.getByRole('textbox', { name: 'Your message' }).and(ana.page.getByPlaceholder('Reply to Lee Wong')).waitFor();
      expect(await ana.text.inputValue()).toBe('');
      await ana.page.keyboard.press('n');
      await ana.text.fill('a note about Lee');
      await ana.goTo(mei);
      expect(await ana.text.inputValue()).toBe('for Mei');
      await ana.goTo(lee);
      expect(await ana.text.inputValue()).toBe('a note about Lee');
      await ana.page.getByRole('button', { name: 'Add note' }).click();
      await ana.said('a note about Lee').waitFor();
      expect(await ana.text.inputValue()).toBe('');
      expect((await lee.messages('ana')).map(({ kind, text }) => [kind, text])).toContainEqual(['note', 'a note about Lee']);
    },
    patience,
  );

  it(
    'goes on through a broken connection and a restart of the server: nothing typed is lost, nothing is sent twice',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'restart-1', 'Mei Lin');
      const ana = await deskOf('ana', talk);
      await ana.text.pressSequentially('typed before');
      stage.cutSockets('/console');
      await ana.text.pressSequentially(' and after the break');
      await ana.text.press('Enter');
      await ana.said('typed before and after the break').filter({ hasText: 'sent' }).waitFor();

      await stage.restart(async () => {
        await ana.text.fill('sent while the server was away');
        await ana.text.press('Enter');
        await ana.thread.getByText('waits for the connection').waitFor();
        await ana.text.fill('half a sentence');
      });
      await ana.said('sent while the server was away').filter({ hasText: 'sent' }).waitFor();
      await ana.thread.getByText('waits for the connection').waitFor({ state: 'detached' });
      expect(await ana.text.inputValue()).toBe('half a sentence');
      const texts = (await talk.messages('ana')).filter(({ direction }) => direction === 'out').map(({ text }) => text);
      expect(texts).toEqual(['typed before and after the break', 'sent while the server was away']);
    },
    patience,
  );

  it(
    'refuses in a sentence what is too long, and keeps it; what the server refuses can be edited or discarded',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'long-2', 'Mei Lin');
      const ana = await deskOf('ana', talk);
      const long = 'word '.repeat(20_000);
      await ana.text.fill(long);
      // The server has said what the channel takes.
      await ana.page.getByRole('status').filter({ hasText: 'Too long' }).waitFor();
      await ana.text.press('Enter');
      await ana.page
        .getByRole('alert')
        .filter({ hasText: 'Too long: Chat takes 20,000 characters, these are 99,999.' })
        .waitFor();
      expect(await ana.text.inputValue()).toBe(long);

      // Somebody else has taken it, and this page does not know yet.
      const [ben] = await stage.app.db.query<{ id: string }>("SELECT id FROM agents WHERE name = 'Ben'");
      const giveTo = (agentId: string): Promise<number> =>
        stage.app.db.run('UPDATE conversations SET assignee_id = $2 WHERE id = $1', [talk.conversation.id, agentId]);
      await ana.text.fill('too late');
      await giveTo(ben!.id);
      await ana.text.press('Enter');
      const failed = ana.thread.getByRole('alert').filter({ hasText: 'Discard' });
      await failed.waitFor();
      if (shots) await ana.page.screenshot({ path: `${shots}/composer-refused.png` });
      await failed.getByRole('button', { name: 'Try again' }).click();
      await failed.getByRole('button', { name: 'Edit' }).click();
      await failed.waitFor({ state: 'detached' });
      expect(await ana.text.inputValue()).toBe('too late');
      // It is theirs again; what was written outlives also a page that is loaded anew.
      await giveTo(talk.conversation.assignee!.id);
      await ana.page.reload();
      await ana.thread.waitFor();
      expect(await ana.text.inputValue()).toBe('too late');
      await ana.text.press('Enter');
      await ana.said('too late').filter({ hasText: 'sent' }).waitFor();
    },
    patience,
  );

  it(
    'fills in a canned reply, and sends with the key that was chosen; composing Chinese sends nothing',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'canned-1', 'Mei Lin');
      const ana = await deskOf('ana', talk);
      await ana.text.pressSequentially('/gree');
      await ana.page.getByRole('option', { name: /Greeting/ }).waitFor();
      if (shots) await ana.page.screenshot({ path: `${shots}/composer-canned.png` });
      await ana.text.press('Enter');
      expect(await ana.text.inputValue()).toBe('Hello Mei Lin, I am Ana and I have read what you wrote so far.');
      await ana.page.getByRole('listbox', { name: 'Canned replies' }).waitFor({ state: 'detached' });

      await ana.page.evaluate(
        `document.querySelector('#text').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }))`,
      );
      await ana.text.press('Shift+Enter');
      expect(await ana.text.inputValue()).toContain('so far.\n');
      await ana.page.getByRole('button', { name: 'Enter sends, Shift+Enter new line' }).click();
      await ana.text.press('Enter');
      expect(await ana.text.inputValue()).toContain('so far.\n\n');
      await ana.text.press('Control+Enter');
      await ana.said('I have read what you wrote so far.').filter({ hasText: 'sent' }).waitFor();
      await ana.page.getByRole('button', { name: 'Ctrl+Enter sends' }).click();
      expect((await talk.messages('ana')).filter(({ direction }) => direction === 'out')).toHaveLength(1);
    },
    patience,
  );

  it(
    'asks once before a reply crosses that of a colleague',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'guard-1', 'Mei Lin');
      const ana = await deskOf('ana', talk);
      await ana.text.fill('My answer');
      const supervisor = await signInAs(stage, 'supervisor');
      const answer = { kind: 'reply', text: 'I have dealt with it', clientId: randomUUID() };
      await asked<MessageView>(stage, 'POST', `/v1/conversations/${talk.conversation.id}/messages`, supervisor, answer);
      await ana.said('I have dealt with it').waitFor();
      await ana.text.press('Enter');
      const guard = ana.page.getByRole('alert').filter({ hasText: 'answered while you were writing' });
      await guard.waitFor();
      expect(await ana.said('My answer').count()).toBe(0);
      await guard.getByRole('button', { name: 'Send anyway' }).click();
      await ana.said('My answer').filter({ hasText: 'sent' }).waitFor();
    },
    patience,
  );

  it(
    'names a colleague in a note, who is told wherever they are',
    async () => {
      const [talk, other] = [await Talk.with(stage, 'ana', 'at-1', 'Mei Lin'), await Talk.with(stage, 'ben', 'at-2', 'Lee Wong')];
      const [ana, ben] = [await deskOf('ana', talk), await deskOf('ben', other)];
      await ana.page.getByRole('button', { name: 'Note', exact: true }).click();
      await ana.text.pressSequentially('@be');
      await ana.page.getByRole('option', { name: /Ben/ }).waitFor();
      await ana.text.press('Tab');
      await ana.text.pressSequentially('do you know this cup?');
      await ana.text.press('Enter');
      await ana.said('@Ben do you know this cup?').waitFor();
      const told = ben.page.getByRole('status').filter({ hasText: 'Ana names you in a note: @Ben do you know this cup?' });
      await told.waitFor();
      await told.getByRole('button', { name: 'Open' }).click();
      await ben.said('do you know this cup?').waitFor();
    },
    patience,
  );

  it(
    'loses nothing of what is written into a conversation that is not one’s own, or no longer',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'locked-1', 'Mei Lin');
      const ben = await deskOf('ben', talk);
      await ben.page.keyboard.press('r');
      await ben.page.keyboard.type('Have you asked her?');
      const alert = ben.page.getByRole('alert').filter({ hasText: 'Ana has this conversation' });
      await alert.waitFor();
      if (shots) await ben.page.screenshot({ path: `${shots}/composer-locked.png` });
      expect(await ben.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
      await ben.page.keyboard.press('Enter');
      await alert.getByRole('button', { name: 'Make it a note' }).click();
      await alert.waitFor({ state: 'detached' });
      await ben.page.keyboard.type(' She likes blue.');
      await ben.page.keyboard.press('Enter');
      await ben.said('Have you asked her? She likes blue.').waitFor();

      // It goes into other hands under the writer.
      const ana = await deskOf('ana', talk);
      await ana.text.fill('We will look at');
      const token = await signInAs(stage, 'supervisor');
      const [row] = await stage.app.db.query<{ id: string }>(`SELECT id FROM agents WHERE email = 'ben@demo.test'`);
      await asked(stage, 'PUT', '/v1/me/presence', await signInAs(stage, 'ben'), { state: 'available' });
      await asked(stage, 'POST', `/v1/conversations/${talk.conversation.id}/transfer`, token, { agentId: row!.id, force: true });
      await ana.page.getByRole('status').filter({ hasText: 'What you were writing is kept' }).waitFor();
      await ana.page.getByRole('alert').filter({ hasText: 'cannot go to the customer' }).waitFor();
      expect(await ana.text.inputValue()).toBe('We will look at');
      await asked(stage, 'PUT', '/v1/me/presence', await signInAs(stage, 'ben'), { state: 'offline' });
    },
    patience,
  );

  it(
    'says why a channel is closed, and sends a template there or a text elsewhere',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'window-1', 'Mei Lin');
      const { db } = stage.app;
      const [inboxId, identityId] = [randomUUID(), randomUUID()];
      const templates = [
        { name: 'hello', language: 'en', body: 'Hello {{1}}, about your order {{2}}.', variables: 2 },
        { name: 'hello', language: 'zh_CN', body: '{{1}}您好。', variables: 1 },
      ];
      await db.run(
        `INSERT INTO inboxes (id, key, name, channel, queue_id, templates) VALUES ($1, 'wa', 'WhatsApp', 'whatsapp', $2, $3::jsonb)`,
        [inboxId, talk.conversation.queueId, JSON.stringify(templates)],
      );
      await db.run(
        `INSERT INTO identities (id, customer_id, kind, value, level) VALUES ($1, $2, 'whatsapp', '8613800000000', 'verified')`,
        [identityId, talk.conversation.customerId],
      );
      await talk.plant([{ text: 'Are you there?', channel: 'whatsapp', inboxId, identityId, agoMs: 2 * 86_400_000 }]);
      const ana = await deskOf('ana', talk);
      await ana.page.getByRole('combobox', { name: 'Channel of the reply' }).selectOption('whatsapp');
      const panel = ana.page.getByRole('region', { name: 'What can be sent now' });
      await panel.getByText('The reply window of WhatsApp closed').waitFor();
      const send = panel.getByRole('button', { name: 'Send template' });
      expect(await send.isDisabled()).toBe(true);
      await panel.getByLabel('Blank 1').fill('Mei');
      await panel.getByLabel('Blank 2').fill('A-17 $&');
      await panel.getByText('Hello Mei, about your order A-17 $&.').waitFor();
      if (shots) await ana.page.screenshot({ path: `${shots}/composer-template.png` });
      await send.click();
      await ana.said('Hello Mei, about your order A-17 $&.').waitFor();
      const sent = (await talk.messages('ana')).find(({ content }) => content?.['template']);
      expect(sent).toMatchObject({
        channel: 'whatsapp',
        content: { template: { name: 'hello', language: 'en', variables: ['Mei', 'A-17 $&'] } },
      });

      await ana.page.getByRole('combobox', { name: 'Channel of the reply' }).selectOption('whatsapp');
      await panel.getByRole('button', { name: 'Chat' }).click();
      await ana.send('by chat, then');
      await ana.said('by chat, then').filter({ hasText: 'Chat' }).waitFor();
    },
    patience,
  );

  it(
    'offers to log what a reply promises',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'promise-1', 'Mei Lin');
      const ana = await deskOf('ana', talk);
      await ana.send('I will call you tomorrow at 15:00.');
      const bar = ana.page.getByRole('status', { name: 'A promise?' });
      await bar.getByText('I will call you tomorrow at 15:00.').waitFor();
      await bar.getByRole('button', { name: 'Log promise' }).click();
      await bar.waitFor({ state: 'hidden' });
      await ana.page.getByText('The promise is on the list.').waitFor();
      const token = await signInAs(stage, 'ana');
      const { data } = await asked<{ data: { text: string }[] }>(stage, 'GET', '/v1/promises?state=open', token);
      expect(data.map(({ text }) => text)).toContain('I will call you tomorrow at 15:00.');
    },
    patience,
  );
});
