import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { cleanMailHtml } from '../../src/channels/email/mail/mail-html.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { type Planted, Talk, WritingDesk } from './writing-desk.js';

/** Where to leave pictures of the screens, for people; none by default. */
const shots = process.env['SCREENSHOTS'];
/** Long threads take long on a machine that is busy with other tests. */
const patience = 180_000;
const rowsDrawn = `document.querySelectorAll('[role=log] [data-row]').length`;
const distanceFromEnd = `(() => { const log = document.querySelector('[role=log]'); return log.scrollHeight - log.scrollTop - log.clientHeight; })()`;

describeInBrowser('the thread', () => {
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

  it(
    'of a thousand messages is walked from its end to its beginning, a few rows at a time',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'long-1', 'Long Talker', 'number 0');
      await talk.plant(
        Array.from({ length: 999 }, (_, index): Planted => ({
          text: `number ${index + 1} ${'word '.repeat(index % 23)}`,
          direction: index % 3 === 0 ? 'out' : 'in',
          agoMs: (999 - index) * 600_000,
        })),
      );
      desk = await WritingDesk.open(stage, 'ana', talk);
      const { page, thread } = desk;
      await desk.said('number 999').waitFor();
      await desk.until('the thread is opened at its end', `${distanceFromEnd} < 4`);
      if (shots) await page.screenshot({ path: `${shots}/thread-long.png` });

      // By keyboard: the last one, the one before it, and so on; what has the focus can be seen.
      await thread.focus();
      await page.keyboard.press('ArrowUp');
      await desk.until('the last message has the focus', `document.activeElement.textContent.includes('number 999')`);
      // Pressed faster than rows can be drawn, some presses find the same row again: what counts is that the focus is never lost.
      const isFurtherUp = `/number 9[34]\\d/.test(document.activeElement.textContent)`;
      for (let step = 0; step < 400 && !(await page.evaluate(isFurtherUp)); step += 1) await page.keyboard.press('ArrowUp');
      await desk.until('the focus is further up', isFurtherUp);
      expect(
        await page.evaluate(`(() => { const [a, log] = [document.activeElement, document.querySelector('[role=log]')].map((one) => one.getBoundingClientRect());
        return a.bottom > log.top && a.top < log.bottom; })()`),
      ).toBe(true);

      // Earlier ones come in above what is read, and what is read does not move.
      for (let pages = 0; pages < 40 && !(await thread.getByText('The beginning of the thread').isVisible()); pages += 1) {
        await page.keyboard.press('Home');
        await desk.until('nothing is being read', `document.querySelector('[role=log]').getAttribute('aria-busy') === 'false'`);
      }
      await page.keyboard.press('Home');
      await desk.said('number 0').first().waitFor();
      expect(await page.evaluate(rowsDrawn)).toBeLessThan(80);
      await page.keyboard.press('End');
      await desk.until('the end is reached', `document.activeElement.textContent.includes('number 999')`);
      expect(await page.evaluate(rowsDrawn)).toBeLessThan(80);
    },
    patience,
  );

  it(
    'keeps what is read in its place when earlier messages come in above it',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'place-1', 'Mei', 'number 0');
      await talk.plant(
        Array.from({ length: 300 }, (_, index) => ({ text: `number ${index + 1} ${'word '.repeat(index % 40)}` })),
      );
      desk = await WritingDesk.open(stage, 'ana', talk);
      await desk.said('number 300').waitFor();
      const { page } = desk;
      await desk.until('it has settled at its end', `${distanceFromEnd} < 4`);
      // They may come in by themselves as soon as it is scrolled.
      const height = await page.evaluate<number>(`document.querySelector('[role=log]').scrollHeight`);
      await page.evaluate(`document.querySelector('[role=log]').scrollTop = 1500`);
      // The first row that can be seen, and where it stands.
      const first = `(() => { const log = document.querySelector('[role=log]').getBoundingClientRect();
      const row = [...document.querySelectorAll('[role=log] [data-message]')].map((one) => [one.dataset.message, one.getBoundingClientRect()])
        .find(([, at]) => at.top > log.top && at.bottom < log.bottom);
      return row ? [row[0], Math.round(row[1].top)] : null; })()`;
      await desk.until('the rows there are drawn', `${first} !== null`);
      const [id, top] = await page.evaluate<[string, number]>(first);
      await desk.until(
        'earlier ones are there',
        `(() => {
          if (document.querySelector('[role=log]').scrollHeight > ${height} + 1000) return true;
          [...document.querySelectorAll('[role=log] button')].find((one) => one.textContent === 'Show earlier messages')?.click();
          return false;
        })()`,
      );
      await desk.until('the same row is still there', `document.querySelector('[data-message="${id}"]') !== null`);
      const after = await page.evaluate<number>(
        `Math.round(document.querySelector('[data-message="${id}"]').getBoundingClientRect().top)`,
      );
      expect(Math.abs(after - top)).toBeLessThan(30);
    },
    patience,
  );

  it(
    'reads on for whoever comes to the very top quicker than messages can be read, and keeps their place',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'top-1', 'Mei', 'number 0');
      await talk.plant(Array.from({ length: 400 }, (_, index) => ({ text: `number ${index + 1}` })));
      desk = await WritingDesk.open(stage, 'ana', talk);
      const { page, thread } = desk;
      await desk.said('number 400').waitFor();
      await desk.until('it has settled at its end', `${distanceFromEnd} < 4`);
      await thread.hover();
      // Each page that comes in above moves the reader down by itself; a wheel that is turned on and on goes up again.
      const [log, beginning] = [`document.querySelector('[role=log]')`, thread.getByText('The beginning of the thread')];
      const places: number[] = [];
      for (let turns = 0; turns < 400 && !(await beginning.isVisible()); turns += 1) {
        await page.mouse.wheel(0, -2_000);
        await desk.until('nothing is being read', `${log}.getAttribute('aria-busy') === 'false'`);
        places.push(await page.evaluate<number>(`${log}.scrollTop`));
      }
      await beginning.waitFor();
      // After some page the reader was not at the top any more: what they had before them stayed before them.
      expect(Math.max(...places)).toBeGreaterThan(1_000);
      // So did the last one; nothing comes in above it any more.
      await page.mouse.wheel(0, -20_000);
      await desk.said('number 0').first().waitFor();
    },
    patience,
  );

  it(
    'follows what comes at its end, and tells whoever reads further up',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'follow-1', 'Mei');
      await talk.plant(Array.from({ length: 60 }, (_, index) => ({ text: `line ${index}` })));
      desk = await WritingDesk.open(stage, 'ana', talk);
      await desk.said('line 59').waitFor();
      await talk.say('first news');
      await desk.said('first news').waitFor();
      await desk.until('it followed', `${distanceFromEnd} < 4`);

      await desk.page.evaluate(`document.querySelector('[role=log]').scrollTop -= 700`);
      await desk.page.getByRole('button', { name: 'Latest' }).waitFor();
      await talk.say('second news');
      await talk.say('third news');
      await desk.page.getByRole('button', { name: '2 new messages' }).click();
      await desk.said('third news').waitFor();
      await desk.until('it is at its end', `${distanceFromEnd} < 4`);
      await desk.page.getByRole('button', { name: /new message|Latest/ }).waitFor({ state: 'detached' });
    },
    patience,
  );

  it(
    'is opened at the message that the address names, and gives such an address',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'link-1', 'Mei', 'number 1');
      await talk.plant(Array.from({ length: 400 }, (_, index) => ({ text: `number ${index + 2}` })));
      desk = await WritingDesk.open(stage, 'ana', talk, '#m42');
      await desk.said('number 42').waitFor();
      await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await desk.until('it has the focus', `document.activeElement.textContent.includes('number 42')`);
      await desk.page.keyboard.press('ArrowDown');
      await desk.until('the next has the focus', `document.activeElement.textContent.includes('number 43')`);
      await desk.page.keyboard.press('c');
      await desk.page.getByText('Link copied').waitFor();
      const link = await desk.page.evaluate<string>('navigator.clipboard.readText()');
      expect(link).toBe(`${stage.app.url}/console/c/${talk.conversation.id}#m43`);
    },
    patience,
  );

  it(
    'shows hostile text as text, and no text breaks its width',
    async () => {
      const hostile = '<img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}';
      const talk = await Talk.with(stage, 'ana', 'evil-2', 'Evil <b onclick=alert(3)>', hostile);
      await talk.plant([
        { text: 'w'.repeat(500) },
        { text: 'مرحبا، وصلت الطلبية A-20417 مكسورة 😀 and then English, וגם עברית' },
        { text: '‮reversed‬ 👩‍👩‍👧‍👦 e\u0301\u0301\u0301 \u200b' },
        { text: `long ${'text '.repeat(20_000)}end` },
        { text: 'See https://example.com/a_(b)?c=1. And javascript:alert(4) http://evil.test/‮gnp.exe' },
      ]);
      desk = await WritingDesk.open(stage, 'ana', talk, '#m1');
      await desk.said(hostile).waitFor();
      const { page, thread } = desk;
      expect(await thread.locator('img, script, b').count()).toBe(0);
      const links = await thread.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      expect(links).toEqual(['https://example.com/a_(b)?c=1', 'http://evil.test/']);
      await page.getByRole('button', { name: /Show all \(100,008 characters\)/ }).click();
      await page.getByRole('button', { name: 'Show less' }).click();
      for (const width of [1280, 400]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await thread.evaluate((log) => log.scrollWidth - log.clientWidth)).toBe(0);
        if (shots) await page.screenshot({ path: `${shots}/thread-hostile-${width}.png` });
      }
    },
    patience,
  );

  it(
    'stays at its end when what stands there proves taller than was thought',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'tall-1', 'Mei Lin');
      const lines = Array.from({ length: 400 }, (_, index) => (index % 3 ? `${index} words and words` : `${index} 词`));
      await talk.plant([{ text: lines.join('\n') }, { text: 'x '.repeat(9_500) }]);
      desk = await WritingDesk.open(stage, 'ana', talk);
      const log = `document.querySelector('[role=log]')`;
      const isAtEnd = `${log}.scrollHeight - ${log}.scrollTop - ${log}.clientHeight < 2`;
      await desk.until('the thread is opened at its end', isAtEnd);
      for (const [text, by] of [
        ['Thanks.', 'ana'],
        ['And more\n'.repeat(60), 'customer'],
        ['Bye.', 'ana'],
      ] as const) {
        if (by === 'ana') await desk.send(text);
        else await talk.say(text);
        await desk.said(text.trim().slice(0, 8)).last().waitFor();
        await desk.until(`${text.slice(0, 8)} is in sight`, isAtEnd);
      }
      await desk.thread.getByText('sent', { exact: true }).first().waitFor();
      await desk.until('the end is in sight', isAtEnd);
      // Every row wraps anew, and the tall ones grow by screens.
      for (const width of [820, 400, 1280]) {
        await desk.page.setViewportSize({ width, height: 800 });
        await desk.until(`the end is in sight at ${width}`, isAtEnd);
        await desk.said('Bye.').filter({ visible: true }).waitFor();
        await desk.until(`the end stays in sight at ${width}`, isAtEnd);
      }
      // Whoever has scrolled up is left there.
      await desk.thread.hover();
      await desk.page.mouse.wheel(0, -600);
      await desk.page.getByRole('button', { name: 'Latest' }).waitFor();
      await talk.say('One more');
      await desk.page.getByRole('button', { name: /new message/ }).waitFor();
    },
    patience,
  );

  it(
    'shows all that messages are made of',
    async () => {
      const talk = await Talk.with(stage, 'ana', 'parts-1', 'Mei Lin', 'The cup is broken');
      const cup = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c96' } })
        .jpeg()
        .toBuffer();
      const plate = await sharp({ create: { width: 300, height: 700, channels: 3, background: '#69c' } })
        .png()
        .toBuffer();
      await talk.say('Pictures', [
        await talk.upload('cup.jpg', 'image/jpeg', cup),
        await talk.upload('plate.png', 'image/png', plate),
      ]);
      await talk.say('', [await talk.upload('bill.pdf', 'application/pdf', Buffer.from('%PDF-1.7\nx'))]);
      const { html } = cleanMailHtml(
        '<p>Dear <b>team</b></p><img alt="logo" src="https://evil.test/logo.png"><script>alert(1)</script><p style="position:fixed" onclick="alert(2)">bye</p><a href="https://evil.test">here</a> <a href="https://evil.test/x">shop.test/orders</a>',
      );
      await talk.plant([
        { content: { location: { latitude: 31.23, longitude: 121.47, name: 'The Bund' } } },
        { content: { contacts: [{ name: 'Li Wei', phones: ['+8613800000000'], emails: [] }] } },
        { content: { unsupported: 'poll' } },
        { text: 'Size M', channel: 'whatsapp', content: { choice: 'size-m', reactions: [{ by: 'x', emoji: '👍' }] } },
        { text: 'second wording', content: { edits: [{ text: 'first wording', at: '2026-11-01T10:00:00Z' }] } },
        { text: 'gone', content: { deletedByCustomer: '2026-11-01T10:00:00Z' } },
        { text: 'My card is •••• 4242', content: { masked: [{ kind: 'card', last4: '4242' }] } },
        {
          text: 'New words\n\n> one\n> two\n> three\n> four',
          channel: 'email',
          content: { subject: 'Broken cup', quoted: 'what we wrote before', cc: ['boss@shop.test'], html },
        },
        { text: 'We are looking into it', direction: 'out', delivery: ['failed', 'The vendor said: 131047 too late'] },
        { text: 'Recording of the call (2:05)', direction: 'internal', kind: 'event', content: { recording: { seconds: 125 } } },
        {
          kind: 'call',
          channel: 'voice',
          content: { callId: 'x', state: 'ended', outcome: 'answered', durationMs: 125_000, agentName: 'Ana' },
        },
        {
          kind: 'call',
          channel: 'voice',
          content: { callId: 'y', state: 'ended', outcome: 'missed', durationMs: null, agentName: null },
        },
        { text: 'a note of a colleague', direction: 'internal', kind: 'note' },
      ]);
      desk = await WritingDesk.open(stage, 'ana', talk);
      const { page, thread } = desk;
      await thread.focus();
      await page.keyboard.press('End');
      for (const seen of [
        'a note of a colleague',
        'Missed call',
        'Call with Ana · 2:05 min',
        'Recording of the call',
        'not delivered: The vendor said: 131047 too late',
        'Copy to boss@shop.test',
        'Broken cup',
        'A card number or a secret was veiled',
        'Taken back by the customer',
        'Edited once by the customer',
        'Size M',
        'A message of a kind that is not shown here (poll)',
        'Li Wei',
        'The Bund',
        'bill.pdf',
      ]) {
        for (let step = 0; step < 20 && !(await thread.getByText(seen).first().isVisible()); step += 1)
          await page.keyboard.press('ArrowUp');
        expect([seen, await thread.getByText(seen).first().isVisible()]).toEqual([seen, true]);
      }
      if (shots) await page.screenshot({ path: `${shots}/thread-parts-1.png` });

      // Quoted lines are folded away; the mail as it was sent is a frame in which nothing runs and nothing is loaded.
      await page.keyboard.press('End');
      const mail = desk.said('Broken cup');
      await mail.scrollIntoViewIfNeeded();
      expect(await mail.getByText('> one').isVisible()).toBe(false);
      await mail.getByRole('button', { name: 'Show as it was sent' }).click();
      const frame = mail.frameLocator('iframe');
      await frame.getByText('bye').waitFor();
      // A link that says another address than its own tells on itself; the others do where the mouse rests.
      await frame.getByText('shop.test/orders').and(frame.getByTitle('https://evil.test/x')).waitFor();
      expect(await frame.locator('bdi').allTextContents()).toEqual([' [evil.test]']);
      await frame.getByTitle('https://evil.test/', { exact: true }).waitFor();
      expect(await mail.locator('iframe').getAttribute('sandbox')).toBe(
        'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
      );
      await mail.getByText('Pictures from other servers are left out').waitFor();
      if (shots) await page.screenshot({ path: `${shots}/thread-mail.png` });

      // Pictures, large, by keyboard.
      await page.keyboard.press('Home');
      const picture = thread.getByRole('button', { name: 'Open picture cup.jpg' });
      for (let step = 0; step < 20 && !(await picture.isVisible()); step += 1) await page.keyboard.press('Home');
      await picture.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('img', { name: 'cup.jpg' }).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('img', { name: 'plate.png' }).waitFor();
      if (shots) await page.screenshot({ path: `${shots}/thread-picture.png` });
      await page.keyboard.press('Escape');
      await page.getByRole('img', { name: 'plate.png' }).waitFor({ state: 'detached' });
      await desk.until(
        'the focus is where it was',
        `document.activeElement.getAttribute('aria-label') === 'Open picture cup.jpg'`,
      );
    },
    patience,
  );
});
