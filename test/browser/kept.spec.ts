import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { Talk, WritingDesk } from './writing-desk.js';

const patience = 240_000;
const kept = `Object.keys(localStorage).filter((key) => key.includes('written')).map((key) => localStorage[key]).join()`;

describeInBrowser('what was written', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  it(
    'can be taken back while it waits, is there in the next tab when the first one is closed, and goes once; signing out erases it',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'kept-1', 'Mei Lin');
      const desk = await WritingDesk.open(stage, 'ana', talk);
      const { page } = desk;
      const context = page.context();
      await stage.restart(async () => {
        await desk.until('the line is gone', `document.querySelector('#link-state')?.hidden === false`);
        const waiting = desk.thread.getByRole('article').filter({ hasText: 'waits for the connection' });
        await desk.send('not like this');
        await waiting.getByRole('button', { name: 'Edit' }).click();
        await waiting.waitFor({ state: 'detached' });
        expect(await desk.text.inputValue()).toBe('not like this');
        await desk.send('not at all');
        await waiting.getByRole('button', { name: 'Discard' }).click();
        await waiting.waitFor({ state: 'detached' });
        await desk.send('but this');
        await waiting.waitFor();
        await desk.text.fill('half a sentence');
        await desk.until('it is kept', `${kept}.includes('half a sentence')`);
        await page.close();
      });
      const next = await context.newPage();
      await next.goto(`/console/c/${talk.conversation.id}`);
      const said = next.getByRole('log', { name: 'Thread' }).getByRole('article');
      await said.filter({ hasText: 'but this' }).filter({ hasText: 'sent' }).waitFor();
      const field = next.getByRole('textbox', { name: 'Your message' });
      await field.filter({ hasText: 'half a sentence' }).waitFor();
      const out = (await talk.messages('ana')).filter(({ direction }) => direction === 'out');
      expect(out.map(({ text }) => text)).toEqual(['but this']);

      await next.getByRole('button', { name: /my menu$/ }).click();
      await next.getByRole('menuitem', { name: 'Sign out' }).click();
      await next.getByLabel('E-mail').waitFor();
      expect(await next.evaluate(kept)).toBe('');
      await context.close();
    },
    patience,
  );

  it(
    'may be very long: no key waits for it, and it goes when it is sent twice',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'kept-2', 'Lee Wong');
      const desk = await WritingDesk.open(stage, 'ana', talk);
      const { page } = desk;
      await desk.text.fill('word and more. '.repeat(3_400));
      await desk.text.press('End');
      expect(await page.evaluate(`getComputedStyle(document.querySelector('#text')).getPropertyValue('field-sizing')`)).toBe(
        'fixed',
      );
      await desk.text.fill('word '.repeat(2_400));
      await desk.text.press('Enter');
      await page.getByRole('alert').filter({ hasText: 'a very long message (12,000 characters)' }).waitFor();
      await desk.text.press('Enter');
      await desk.said('Show all').filter({ hasText: 'sent' }).waitFor();
      await desk.screen.close();
    },
    patience,
  );

  it(
    'by a customer keeps to its place, whatever signs are in it',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'kept-3', 'Nora');
      await talk.plant([
        { text: `first${'\n'.repeat(300)}last` },
        { text: `pile a${'\u0301'.repeat(400)}` },
        { text: 'انظر https://example.com/a?b=1&c= من فضلك' },
        { text: 'invoice \u202etxt.exe' },
      ]);
      const desk = await WritingDesk.open(stage, 'ana', talk);
      const long = desk.said('first');
      expect((await long.boundingBox())!.height).toBeLessThan(1_000);
      await long.getByRole('button', { name: 'Show all' }).waitFor();
      expect((await desk.said('pile').locator('[data-text]').textContent())!.length).toBeLessThan(20);
      const link = desk.thread.getByRole('link', { name: 'https://example.com/a?b=1&c=' });
      // In one piece: one box.
      expect(await link.evaluate((one) => (one as unknown as { getClientRects(): unknown[] }).getClientRects().length)).toBe(1);
      expect(await desk.said('invoice').locator('[data-text]').textContent()).toBe('invoice txt.exe');
      await desk.screen.close();
    },
    patience,
  );
});
