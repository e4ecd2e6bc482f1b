import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

/** Where to leave pictures of the screens, for people; none by default. */
const shots = process.env['SCREENSHOTS'];

/** Two whole screens take long on a machine that is busy with other tests. */
const patience = 180_000;

describeInBrowser('files in a browser', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  it(
    'go both ways: shown as pictures, as files, and as refused; by button, paste and drop',
    async () => {
      const mei = await CustomerScreen.open(stage);
      const ana = await AgentScreen.open(stage, 'ana');
      const { page } = mei.screen;
      const cup = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c96' } })
        .composite([{ input: { create: { width: 300, height: 300, channels: 3, background: '#fff' } } }])
        .jpeg()
        .toBuffer();
      await page.setInputFiles('#chat-file', [{ name: 'cup.jpg', mimeType: 'image/jpeg', buffer: cup }]);
      await page.locator('#chat-files img').waitFor();
      await mei.say('It arrived like this');
      await ana.offer.waitFor();
      await ana.accept();
      const picture = ana.thread.getByRole('button', { name: 'Open picture cup.jpg' });
      await picture.waitFor();
      await picture.locator('img').evaluate((image: { decode: () => Promise<void> }) => image.decode());
      expect(await picture.locator('img').evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(480);

      const console_ = ana.page;
      const files = console_.getByRole('list', { name: 'Files to send' });
      await console_.setInputFiles('#file', [
        { name: '退货单.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nx') },
        { name: 'setup.exe', mimeType: 'image/png', buffer: Buffer.from('MZ no') },
      ]);
      await files.getByRole('alert').filter({ hasText: '.exe' }).waitFor();
      for (const [event, name] of [
        ['paste', 'pasted.txt'],
        ['drop', 'dropped.txt'],
      ] as const)
        await console_.evaluate(
          `{
          const data = new DataTransfer();
          data.items.add(new File(['hello'], '${name}', { type: 'text/plain' }));
          const init = { bubbles: true, cancelable: true };
          if ('${event}' === 'paste') document.querySelector('#text').dispatchEvent(new ClipboardEvent('paste', { ...init, clipboardData: data }));
          else document.querySelector('[role=log]').dispatchEvent(new DragEvent('drop', { ...init, dataTransfer: data }));
        }`,
        );
      await files.getByRole('listitem').nth(3).waitFor();
      await files.getByRole('button', { name: 'Remove pasted.txt' }).click();
      await files.getByRole('progressbar').first().waitFor({ state: 'detached' });
      if (shots) await console_.screenshot({ path: `${shots}/console-draft.png` });
      await ana.write('Please fill this in');
      // What was refused stays out of the message; the others are in it.
      await ana.said('Please fill this in').getByRole('link', { name: '退货单.pdf' }).waitFor();
      await ana.said('Please fill this in').getByRole('link', { name: 'dropped.txt' }).waitFor();
      await files.waitFor({ state: 'detached' });
      await page.locator('#chat-messages a.file').filter({ hasText: '退货单.pdf' }).waitFor();
      expect(await page.locator('#chat-messages').getByText('setup.exe').count()).toBe(0);

      // Large, and by its own address in another tab.
      await picture.click();
      await console_.locator('img[data-large]').waitFor();
      const [opened] = await Promise.all([
        console_.context().waitForEvent('page'),
        console_.getByRole('link', { name: 'Open in a new tab' }).click(),
      ]);
      await opened.waitForLoadState();
      expect(await opened.locator('img').count()).toBe(1);
      await opened.close();
      await console_.keyboard.press('Escape');
      if (shots) await console_.screenshot({ path: `${shots}/console-files.png` });
      // The refusal is told to the console of the page as a failed request, and nothing else is.
      expect([...mei.screen.troubles, ...ana.screen.troubles].filter((one) => !one.includes('415'))).toEqual([]);
      await ana.leave();
    },
    patience,
  );
});
