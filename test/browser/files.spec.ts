import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

/** Where to leave pictures of the screens, for people; none by default. */
const shots = process.env['SCREENSHOTS'];

describeInBrowser('files in a browser', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage?.close());

  it('go both ways: shown as pictures, as files, and as refused', async () => {
    const [ana, mei] = await Promise.all([AgentScreen.open(stage, 'ana'), CustomerScreen.open(stage)]);
    const { page } = mei.screen;
    const cup = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c96' } })
      .composite([{ input: { create: { width: 300, height: 300, channels: 3, background: '#fff' } } }])
      .jpeg()
      .toBuffer();
    await page.setInputFiles('#chat-file', [
      { name: 'cup.jpg', mimeType: 'image/jpeg', buffer: cup },
      { name: 'setup.exe', mimeType: 'image/png', buffer: Buffer.from('MZ no') },
    ]);
    await page.locator('#chat-files img').waitFor();
    await page.locator('#chat-files .bad').waitFor();
    expect(await page.locator('#chat-files .bad').textContent()).toContain('.exe');
    if (shots) await page.screenshot({ path: `${shots}/widget-draft.png` });
    await mei.say('It arrived like this');
    await page.locator('#chat-messages .picture img').waitFor();
    await ana.offer.waitFor();
    await ana.accept();
    const console = ana.screen.page;
    const picture = console.locator('#thread .picture img');
    await picture.waitFor();
    expect(await picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBe(480);
    await console.setInputFiles('#file', [
      { name: '退货单.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nx') },
    ]);
    await console.locator('.draft-file').filter({ hasNotText: 'uploading' }).waitFor();
    if (shots) await console.screenshot({ path: `${shots}/console-draft.png` });
    await ana.write('Please fill this in');
    await console.locator('#thread a.file').waitFor();
    const link = page.locator('#chat-messages a.file');
    await link.waitFor();
    expect(await link.textContent()).toContain('退货单.pdf');
    const [opened] = await Promise.all([console.context().waitForEvent('page'), picture.click()]);
    await opened.waitForLoadState();
    expect(await opened.locator('img').count()).toBe(1);
    await opened.close();
    if (shots) await page.screenshot({ path: `${shots}/widget.png` });
    if (shots) await console.screenshot({ path: `${shots}/console.png` });
    // The refusal is told to the console of the page as a failed request, and nothing else is.
    expect([...mei.screen.troubles, ...ana.screen.troubles].filter((one) => !one.includes('415'))).toEqual([]);
    await ana.leave();
  });

  it('come by paste and by drop, and may be taken back', async () => {
    const mei = await CustomerScreen.open(stage);
    const { page } = mei.screen;
    const hand = (event: 'paste' | 'drop', on: string, name: string): Promise<void> =>
      page.evaluate(
        `{
          const data = new DataTransfer();
          data.items.add(new File(['hello'], ${JSON.stringify(name)}, { type: 'text/plain' }));
          const init = { bubbles: true, cancelable: true };
          document.querySelector(${JSON.stringify(on)}).dispatchEvent(${event === 'paste'}
            ? new ClipboardEvent('paste', { ...init, clipboardData: data })
            : new DragEvent('drop', { ...init, dataTransfer: data }));
        }`,
      );
    await hand('paste', '#chat-input', 'pasted.txt');
    await hand('drop', '#chat', 'dropped.txt');
    await page.locator('#chat-files li').nth(1).waitFor();
    await page.getByRole('button', { name: 'Remove pasted.txt' }).click();
    await page.locator('#chat-files .said').waitFor({ state: 'detached' });
    await page.press('#chat-input', 'Enter');
    await page.locator('#chat-messages a.file').waitFor();
    expect(await page.locator('#chat-messages .file').allTextContents()).toEqual(['dropped.txt · 1 KB']);
    expect(mei.screen.troubles).toEqual([]);
  });
});
