import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { Board } from './supervising.js';
import { Talk, WritingDesk } from './writing-desk.js';

describeInBrowser('what did not arrive', () => {
  let stage: Stage;
  let talk: Talk;
  let open: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    stage = await openStage();
    talk = await Talk.with(stage, 'ana', 'late-1', 'Mei Lin', 'Where is my parcel?');
    await talk.plant([
      {
        text: 'It left on Monday',
        direction: 'out',
        channel: 'telegram',
        delivery: ['pending', 'Telegram did not take it yet (500)'],
      },
      { text: 'It comes on Friday', direction: 'out', delivery: ['failed', 'nobody lives there'] },
      { text: 'And the bill too', direction: 'out', delivery: ['failed', 'nobody lives there'] },
    ]);
    const { db } = stage.app;
    await db.run(
      `INSERT INTO outbound_sends (message_id, inbox_id, channel, state, attempts, due_at, last_error)
       SELECT id, inbox_id, channel, delivery_state, 3, CASE WHEN delivery_state = 'pending' THEN app_now() + interval '1 hour' END, delivery_reason
       FROM messages WHERE conversation_id = $1 AND delivery_reason IS NOT NULL`,
      [talk.conversation.id],
    );
    await db.run(
      `INSERT INTO inbound_deliveries (id, inbox_id, channel, external_id, state, detail, raw_sealed, size_bytes, meta, expires_at)
       VALUES ($1, $2, 'email', 'strange@x.test', 'unrecognised', 'no_usable_from', '\\x00', 1, $3, app_now() + interval '30 days')`,
      [randomUUID(), talk.conversation.inboxId, { envelope: { from: 'somebody@x.test' } }],
    );
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()));
    open = [];
  });
  afterAll(() => stage?.close());

  const desk = async (agent: string): Promise<WritingDesk> => {
    const made = await WritingDesk.open(stage, agent, talk);
    open.push(made.screen);
    return made;
  };
  const rowOf = (dialog: Locator, text: string): Locator => dialog.getByRole('row').filter({ hasText: text });

  it('says in the thread why it has not left, how often it was tried and when it is tried again', async () => {
    const { thread } = await desk('ana');
    await thread
      .getByText(/^not sent yet: Telegram did not take it yet \(500\), trying again at .*\d\d:\d\d \(3 attempts so far\)$/)
      .waitFor();
  });

  it('is counted beside the list, for supervisors alone', async () => {
    const [ana, sue] = [await desk('ana'), await Board.open(stage)];
    open.push(sue.screen);
    await sue.page.goto(`/console/c/${talk.conversation.id}`);
    await sue.page.getByRole('button', { name: '3 messages were not delivered' }).waitFor();
    expect(await sue.page.evaluate<number>(contrastOf('were not delivered'))).toBeGreaterThan(4.5);
    expect(await ana.page.getByRole('button', { name: 'not delivered' }).count()).toBe(0);
  });

  it('is dismissed where nothing is to be done, with undo, and found again and taken up', async () => {
    const sue = await Board.open(stage);
    open.push(sue.screen);
    const { page } = sue;
    await sue.trouble
      .getByRole('listitem')
      .filter({ hasText: 'not delivered' })
      .getByRole('button', { name: 'Look at them' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Not delivered' });
    const strange = rowOf(dialog, 'somebody@x.test');
    expect(await rowOf(dialog, 'It left on Monday').getByRole('button', { name: 'Dismiss' }).count()).toBe(0);
    await strange.getByRole('button', { name: 'Dismiss' }).click();
    await strange.waitFor({ state: 'detached' });
    await sue.trouble.getByText('2 messages were not delivered').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await strange.waitFor();

    await strange.getByRole('button', { name: 'Dismiss' }).click();
    await strange.waitFor({ state: 'detached' });
    await dialog.getByRole('checkbox', { name: 'Show what was dismissed too' }).check();
    await strange.getByText('dismissed', { exact: true }).waitFor();
    await strange.getByRole('button', { name: 'Take up again' }).click();
    await strange.getByRole('button', { name: 'Dismiss' }).waitFor();
    await sue.trouble.getByText('3 messages were not delivered').waitFor();
    expect(sue.screen.troubles).toEqual([]);
  });

  it('is trouble on the board, listed with whose it is, sent again together, and a link to the thread', async () => {
    const sue = await Board.open(stage);
    open.push(sue.screen);
    const { page } = sue;
    const line = sue.trouble.getByRole('listitem').filter({ hasText: '3 messages were not delivered' });
    await line.getByRole('button', { name: 'Look at them' }).click();
    const dialog = page.getByRole('dialog', { name: 'Not delivered' });
    const strange = rowOf(dialog, 'somebody@x.test');
    await strange.filter({ hasText: 'it has no sender who could be answered' }).waitFor();
    await strange.filter({ hasText: 'the original is kept until' }).getByRole('button', { name: 'Read again' }).waitFor();
    await rowOf(dialog, 'It left on Monday').filter({ hasText: 'tried again at' }).waitFor();
    await rowOf(dialog, 'It comes on Friday').filter({ hasText: 'nobody lives there' }).filter({ hasText: 'Mei Lin' }).waitFor();
    await dialog.getByRole('button', { name: /^Send all 2 again: \S/ }).click();
    await page.getByText('2 are tried again.').waitFor();
    await rowOf(dialog, 'And the bill too').getByRole('button', { name: 'Send again' }).waitFor({ state: 'detached' });
    await rowOf(dialog, 'It left on Monday').getByRole('button', { name: 'Mei Lin' }).click();
    await page.getByRole('log', { name: 'Thread' }).getByText('It left on Monday').waitFor();
    expect(sue.screen.troubles).toEqual([]);
  });
});

/** Runs in the page: how far the letters of a button stand out from what is behind them. */
const contrastOf = (name: string): string => `(() => {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.includes('${name}'));
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [more, less] = [light(getComputedStyle(button).color), light(getComputedStyle(button).backgroundColor)].sort((x, y) => y - x);
  return (more + 0.05) / (less + 0.05);
})()`;
