import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { Talk, WritingDesk } from './writing-desk.js';

describeInBrowser('what the customer told us already', () => {
  let stage: Stage;
  let desk: WritingDesk | undefined;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = desk?.screen.troubles ?? [];
    await desk?.screen.close();
    desk = undefined;
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('is shown under the composer before it is asked for again, with its source; the agent decides', async () => {
    const talk = await Talk.with(stage, 'ana', 'mei-9', 'Mei Lin', 'My order A-20417 arrived broken');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page, text } = desk;
    const known = page.locator('#known');
    const written = async (): Promise<string[]> => (await talk.messages('ana')).map((message) => message.text);

    await text.pressSequentially('What is your order number?');
    await known.filter({ hasText: 'A-20417' }).waitFor();
    await known.getByRole('button', { name: /Chat/ }).click();
    await desk.said('arrived broken').waitFor();

    // The key that sends does not send a question that is known to be needless, and what is typed next is still text.
    await text.focus();
    await text.press('Enter');
    await known.getByText('Not sent.').waitFor();
    expect(await written()).not.toContain('What is your order number?');
    await page.keyboard.type(' s');
    expect(await text.inputValue()).toBe('What is your order number? s');
    await text.fill('What is your order number?');
    await known.getByRole('button', { name: 'Insert' }).click();
    expect(await text.inputValue()).toMatch(/^What is your order number\? ?A-20417$/);
    await known.waitFor({ state: 'hidden' });

    await text.fill('What is your order number?');
    await text.press('Enter');
    await known.getByText('Not sent.').waitFor();
    await text.press('Enter');
    await desk.said('What is your order number?').waitFor();
    await known.waitFor({ state: 'hidden' });

    await desk.send('Thank you, a new cup leaves today.');
    await desk.said('a new cup leaves today').waitFor();
    await desk.until('both were sent', `document.querySelectorAll('[data-delivery=pending]').length === 0`);
    expect(await written()).toEqual(expect.arrayContaining(['What is your order number?', 'Thank you, a new cup leaves today.']));
  });

  it('is known in Chinese too, and asks nothing of whoever confirms', async () => {
    const talk = await Talk.with(stage, 'ana', 'mei-10', '林梅', '你好，我的订单号是 A-20418，电话 13800138000');
    desk = await WritingDesk.open(stage, 'ana', talk);
    const { page, text } = desk;
    const known = page.locator('#known');
    // Without a connection nothing is asked of the server.
    await page.locator('#link-state').waitFor({ state: 'hidden' });
    await text.fill('请提供您的订单号');
    await known.filter({ hasText: 'A-20418' }).waitFor();
    await text.fill('Is your order number still A-20418?');
    await known.waitFor({ state: 'hidden' });
    await text.press('Enter');
    await desk.said('Is your order number still A-20418?').waitFor();
  });
});
