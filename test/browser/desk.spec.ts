import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Presence } from '../../src/agents/presence.service.js';
import { systemActor } from '../../src/platform/database/tx.js';
import { until } from '../support/until.js';
import { ApiCustomer } from './api-customer.js';
import { Desks } from './desks.js';
import type { AgentScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { faultsOf } from './supervising.js';
import { asked, signInAs } from './writing-desk.js';

describeInBrowser("the agent's desk", () => {
  let stage: Stage;
  const desks = new Desks(() => stage);
  const agent = desks.open.bind(desks);
  const talk = desks.talk.bind(desks);
  const idOf = async (name: string): Promise<string> => {
    const [row] = await stage.app.db.query<{ id: string }>('SELECT id FROM agents WHERE email = $1', [`${name}@demo.test`]);
    return row!.id;
  };
  const shot = (screen: AgentScreen, name: string): Promise<unknown> =>
    process.env['SHOTS'] ? screen.page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` }) : Promise.resolve();
  const state = async (customer: ApiCustomer): Promise<string | undefined> => (await customer.conversations())[0]?.status;

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(() => desks.close());
  afterAll(() => stage?.close());

  it('says what to do while it is empty, and shows an offer with who, what, why, and how long there is', async () => {
    const ana = await agent('ana', { isAvailable: false });
    await ana.list.filter({ hasText: 'Set yourself to Available' }).waitFor();
    await shot(ana, 'desk-empty');
    await ana.list.getByRole('button', { name: 'Go available' }).click();
    await ana.list.filter({ hasText: 'You are available' }).waitFor();

    const mei = await ApiCustomer.named(stage, 'Mei Lin');
    await mei.say('My order A-20417 arrived broken');
    await mei.say('Please send a new one, I need it on Friday!');
    await ana.offer.filter({ hasText: 'I need it on Friday!' }).waitFor();
    const offer = await ana.offer.textContent();
    expect(offer).toContain('Mei Lin');
    expect(offer).toMatch(/Why you: speaks English, \d of \d slots free · Support/);
    const left = Number((await ana.offer.getByRole('timer').getAttribute('aria-label'))?.replace(/\D+/g, ''));
    expect(left).toBeGreaterThan(5);
    expect(left).toBeLessThanOrEqual(30);
    await shot(ana, 'desk-offer');

    // The brief's sentences lead to where they come from, before anything is accepted.
    await ana.offer.getByRole('button', { name: 'Wrote by web chat: “My order A-20417 arrived broken”' }).click();
    await ana.thread.locator('[data-marked]').filter({ hasText: 'A-20417 arrived broken' }).waitFor();
    await ana.list.getByRole('heading', { name: 'Open here' }).waitFor();
    await ana.page.keyboard.press('a');
    await ana.head.filter({ hasText: 'with you' }).waitFor();
    expect(await ana.offer.count()).toBe(0);
    await ana.list.getByRole('heading', { name: 'Waiting for us' }).waitFor();
  });

  it('counts down by the clock of the server where the own clock is wrong', async () => {
    const ahead = `{ const real = Date.now; Date.now = () => real() + 3_600_000;
      const RealDate = Date; globalThis.Date = class extends RealDate {
        constructor(...given) { given.length ? super(...given) : super(RealDate.now()); } }; }`;
    const ana = await agent('ana', { script: ahead });
    await talk(ana, 'Kim Late');
  });

  it('is declined with a reason', async () => {
    const ana = await agent('ana');
    const tom = await ApiCustomer.named(stage, 'Tom Reason');
    await tom.say('Guten Tag');
    await ana.offer.getByRole('button', { name: 'Decline because …' }).click();
    await ana.page.getByRole('menuitem', { name: 'Not my language' }).click();
    const kept = await until('the reason', async () => {
      const [row] = await stage.app.db.query<{ data: { reason: string } }>(
        `SELECT data FROM audit_log WHERE action = 'offer.declined' ORDER BY id DESC LIMIT 1`,
      );
      return row?.data.reason;
    });
    expect(kept).toBe('Not my language');
  });

  it('is taken by key also after a list or a switch was touched, and never by what is typed into an answer', async () => {
    const ana = await agent('ana');
    const { page } = ana;
    await talk(ana, 'Rosa Keys', 'About the jug');
    // The list is chosen from and closed: its field takes no text, so a key is a command again.
    await page.getByRole('combobox', { name: 'My presence' }).click();
    await page.getByRole('option', { name: 'Available', exact: true }).click();
    await page.keyboard.press('n');
    await ana.text.and(page.getByPlaceholder(/^A note/)).waitFor();
    await ana.list.locator('label').filter({ hasText: 'All' }).click();
    await page.keyboard.press('r');
    await ana.text.and(page.getByPlaceholder('Reply to Rosa Keys')).waitFor();
    await page.keyboard.press('Escape');

    await (await ApiCustomer.named(stage, 'Sam Waits')).say('Is anybody there?');
    await ana.offer.waitFor();
    // In one go, as fast as the browser takes keys.
    await page.evaluate(`(() => {
      const press = (key) => {
        const at = document.activeElement;
        if (!at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))) return;
        if (at instanceof HTMLTextAreaElement) document.execCommand('insertText', false, key);
      };
      for (const key of 'raded') press(key);
    })()`);
    await until('it is written', async () => (await ana.text.inputValue()) === 'aded');
    expect(await ana.offer.count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await ana.head.filter({ hasText: 'Sam Waits' }).waitFor();
  });

  it('says why somebody was set aside, and stays until they are back', async () => {
    const ana = await agent('ana');
    const banner = ana.page.locator('#presence-why');
    expect(await banner.count()).toBe(0);
    await stage.app.get(Presence).set(await idOf('ana'), 'away', 'missed_offers', systemActor);
    await banner.filter({ hasText: 'You missed three offers in a row' }).waitFor();
    await banner.getByRole('button', { name: 'Available' }).click();
    await banner.waitFor({ state: 'detached' });
    await ana.page.locator('header [data-presence=available]').waitFor();

    const supervisor = await signInAs(stage, 'supervisor');
    await asked(stage, 'PUT', `/v1/agents/${await idOf('ana')}/presence`, supervisor, { state: 'away', reason: 'training' });
    await banner.filter({ hasText: /Sam Supervisor has set you to “Away”: training/ }).waitFor();
    await shot(ana, 'desk-set-aside');
  });

  it('is lost kindly when a colleague is faster', async () => {
    const ana = await agent('ana');
    await stage.app.db.run(`UPDATE queues SET offer_mode = 'broadcast', broadcast_size = 2`);
    try {
      const ben = await agent('ben');
      await (await ApiCustomer.named(stage, 'Zoe Fast')).say('Do you have a lid?');
      await Promise.all([ana.offer.waitFor(), ben.offer.waitFor()]);
      expect(await ana.offer.textContent()).toContain('the first to accept has it');
      await ben.accept();
      await ana.page.getByRole('status').filter({ hasText: 'A colleague was a moment faster with Zoe Fast' }).waitFor();
      expect(await ana.offer.count()).toBe(0);
    } finally {
      await stage.app.db.run(`UPDATE queues SET offer_mode = 'offer'`);
    }
  });

  it('is gone with a sentence when its time has run out', async () => {
    const ana = await agent('ana');
    await (await ApiCustomer.named(stage, 'Ed Expired')).say('Anybody?');
    await ana.offer.waitFor();
    await stage.app.db.run(`UPDATE offers SET expires_at = app_now() + interval '1 second' WHERE state = 'pending'`);
    await ana.page.getByRole('status').filter({ hasText: 'The time for Ed Expired ran out' }).waitFor();
  });

  it('snoozes until a time of choice, wakes by undo, and again by hand', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Sleepy');
    await ana.page.keyboard.press('z');
    await ana.dialog.getByRole('radio', { name: 'Tomorrow at 9:00' }).check();
    await shot(ana, 'desk-snooze');
    await ana.confirm('Snooze');
    await ana.row('Mei Sleepy').filter({ hasText: 'until' }).waitFor();
    await ana.list.getByRole('heading', { name: 'Snoozed' }).waitFor();
    const [asleep] = await mei.conversations();
    expect(asleep).toMatchObject({ status: 'snoozed' });
    const at = new Date(asleep!.snoozedUntil!);
    expect(at.getTime()).toBeGreaterThan(Date.now());
    await ana.page.getByRole('button', { name: 'Undo' }).click();
    await ana.head.filter({ hasText: 'assigned' }).waitFor();
    expect(await state(mei)).toBe('assigned');

    await ana.act('Snooze');
    await ana.confirm('Snooze');
    await ana.act('Wake');
    await ana.head.getByRole('button', { name: 'Snooze' }).waitFor();
    expect(await state(mei)).toBe('assigned');
  });

  it('closes with an outcome, takes it back, closes again and reopens', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Done');
    await ana.page.keyboard.press('e');
    await ana.dialog.getByRole('radio', { name: 'Not solved' }).check();
    await ana.confirm('Close');
    // Nothing else is open: the desk is empty, and the closed one stands in the list.
    await ana.page.getByText('Nothing is open.').waitFor();
    await ana.row('Mei Done').waitFor();
    expect((await mei.conversations())[0]).toMatchObject({ status: 'closed', outcome: 'not_solved' });
    await ana.page.getByRole('button', { name: 'Undo' }).click();
    await ana.head.filter({ hasText: 'with you' }).waitFor();
    expect(await state(mei)).toBe('assigned');

    await ana.act('Close');
    await ana.confirm('Close');
    await ana.list.getByRole('heading', { name: 'Closed lately' }).waitFor();
    // It is there after a reload too, and can be opened again.
    await ana.page.reload();
    await ana.row('Mei Done').click();
    await ana.act('Reopen');
    await ana.offer.filter({ hasText: 'Mei Done' }).filter({ hasText: 'helped Mei Done last' }).waitFor();
  });

  it('hands on with a note and the brief; the note typed is there again when the dialog was left', async () => {
    const [ana, dana] = [await agent('ana'), await agent('dana', { isAvailable: false })];
    await talk(ana, 'Eve Moves', 'The glaze of A-30211 is chipped');
    await dana.list.getByRole('button', { name: 'Go available' }).click();
    await ana.page.keyboard.press('t');
    await ana.dialog.getByRole('textbox', { name: 'Note' }).fill('She wants a photo of ours');
    await ana.dialog.getByRole('button', { name: 'Cancel' }).click();
    await ana.page.reload();
    await ana.act('Transfer');
    expect(await ana.dialog.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('She wants a photo of ours');
    await ana.dialog
      .filter({ hasText: 'This brief goes along' })
      .filter({ hasText: 'The glaze of A-30211 is chipped' })
      .waitFor();
    const to = ana.dialog.getByRole('combobox', { name: 'To', exact: true });
    await to.fill('Dana');
    await ana.page.getByRole('option', { name: 'Dana' }).click();
    await shot(ana, 'desk-transfer');
    await ana.confirm('Transfer');
    await ana.page.getByRole('status').filter({ hasText: 'Eve Moves went to Dana' }).waitFor();
    await ana.head.filter({ hasText: 'with Dana' }).waitFor();
    await dana.row('Eve Moves').click();
    await dana.said('She wants a photo of ours').waitFor();
    await dana.head.filter({ hasText: 'with you' }).waitFor();
    // What the one who handed it on could still press would only be refused.
    expect(await ana.head.getByRole('button', { name: 'Close', exact: true }).count()).toBe(0);
  });

  it('splits off a topic from a message of choice, and edits subject, tags and priority', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Two', 'The cup is broken');
    await mei.say('And I need an invoice');
    await ana.said('And I need an invoice').waitFor();
    await ana.page.keyboard.press('x');
    await ana.dialog.getByRole('textbox').fill('Invoice');
    expect(await ana.dialog.getByRole('radio', { name: /And I need an invoice/ }).isChecked()).toBe(true);
    await shot(ana, 'desk-split');
    await ana.confirm('Split a topic');
    await ana.head.filter({ hasText: 'Invoice' }).waitFor();
    expect(await mei.conversations()).toMatchObject([{ subject: 'Invoice', status: 'assigned' }, { subject: null }]);
    expect((await mei.conversations())[0]?.splitFromId).toBe((await mei.conversations())[1]?.id);

    await ana.page.keyboard.press('s');
    await ana.dialog.getByRole('textbox', { name: 'Subject' }).fill('Invoice for A-1');
    await ana.dialog.getByRole('combobox', { name: 'Tags' }).fill('billing');
    await ana.page.keyboard.press('Enter');
    await ana.confirm('Save');
    await ana.head.getByText('billing', { exact: true }).waitFor();
    await ana.page.keyboard.press('p');
    await ana.dialog.getByRole('textbox', { name: 'Priority' }).fill('20');
    await ana.confirm('Set');
    await ana.head.filter({ hasText: 'priority 20' }).waitFor();
    // The split before it can be undone as well.
    await ana.page.getByRole('button', { name: 'Undo' }).last().click();
    await ana.head.filter({ hasNotText: 'priority 20' }).waitFor();
    expect((await mei.conversations())[0]).toMatchObject({ subject: 'Invoice for A-1', tags: ['billing'], priority: 0 });
  });

  it('takes a split back with what was said in it since, and goes on where it came from', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Rejoined');
    await mei.say('And I need an invoice');
    await ana.thread.getByText('And I need an invoice').waitFor();
    await ana.page.keyboard.press('x');
    await ana.dialog.getByRole('textbox').fill('Invoice');
    await ana.confirm('Split a topic');
    await ana.head.filter({ hasText: 'Invoice' }).waitFor();
    await ana.write('The invoice is on its way');
    const [split, origin] = await mei.conversations();
    await ana.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await ana.page.getByRole('status').filter({ hasText: 'Put back: it is one conversation with Mei Rejoined again.' }).waitFor();
    await ana.page.waitForURL(`**/console/c/${origin!.id}`);
    await ana.head.filter({ hasNotText: 'Invoice' }).waitFor();
    expect(await mei.conversations()).toMatchObject([{ id: origin!.id, status: 'assigned' }]);
    await until('one row in the list', async () => (await ana.list.getByText('Mei Rejoined').count()) === 1);
    // In the thread there is no line any more that says another conversation begins.
    expect(await ana.thread.getByText('Invoice', { exact: true }).count()).toBe(0);
    await ana.thread.getByText('The invoice is on its way').waitFor();
    const view = await asked<{ status: string; outcome: string }>(
      stage,
      'GET',
      `/v1/conversations/${split!.id}`,
      await signInAs(stage, 'ana'),
    );
    expect(view).toMatchObject({ status: 'closed', outcome: 'rejoined' });
  });

  it('tells why this agent and why not the others', async () => {
    const ana = await agent('ana');
    await talk(ana, 'Mei Why');
    await ana.act('Why me?');
    await ana.dialog.getByRole('table').waitFor();
    const rows = await ana.dialog.getByRole('row').allTextContents();
    expect(rows[1]).toMatch(/^AnaChosen[\d.]+.*\d of \d slots free$/);
    expect(rows.filter((row) => row.startsWith('Ben'))).toEqual(['BenCould not–is offline']);
    await shot(ana, 'desk-why');
    await ana.page.keyboard.press('Escape');
    await ana.dialog.waitFor({ state: 'detached' });
  });

  it('shows who else is looking and writing', async () => {
    const [ana, ben] = [await agent('ana'), await agent('ben', { isAvailable: false })];
    const mei = await talk(ana, 'Mei Shared');
    const [one] = await mei.conversations();
    await ben.page.goto(`/console/c/${one!.id}`);
    const marks = ana.head.getByRole('status');
    await marks.filter({ hasText: 'Ben is looking too' }).waitFor();
    await ben.head.getByRole('status').filter({ hasText: 'Ana is looking too' }).waitFor();
    await ana.text.pressSequentially('One moment');
    await ben.head.getByRole('status').filter({ hasText: 'Ana is writing here' }).waitFor();
    await shot(ben, 'desk-shared');
  });

  it('shows nobody any more who looks away, or whose page is gone without a word', async () => {
    const [ana, ben] = [await agent('ana'), await agent('ben', { isAvailable: false })];
    const [one] = await (await talk(ana, 'Mei Left')).conversations();
    const marks = ana.head.getByRole('status');
    await ben.page.goto(`/console/c/${one!.id}`);
    await marks.filter({ hasText: 'Ben is looking too' }).waitFor();
    await ben.page.getByRole('link', { name: 'Throughline' }).click();
    await marks.filter({ hasNotText: 'Ben' }).waitFor({ state: 'attached' });
    await ben.page.goto(`/console/c/${one!.id}`);
    await marks.filter({ hasText: 'Ben is looking too' }).waitFor();
    await ben.page.goto('about:blank');
    await marks.filter({ hasNotText: 'Ben' }).waitFor({ state: 'attached' });
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe objects to, %s',
    async (colorScheme) => {
      const ana = await agent('ana', { options: { colorScheme } });
      const faults: Record<string, string[]> = { list: await faultsOf(ana.page) };
      const mei = await ApiCustomer.named(stage, `Mei Axe ${colorScheme}`);
      await mei.say('My order A-20417 arrived broken');
      await ana.offer.waitFor();
      faults['offer'] = await faultsOf(ana.page);
      await ana.accept();
      await ana.said('arrived broken').waitFor();
      faults['talk'] = await faultsOf(ana.page);
      for (const [key, name] of Object.entries({ z: 'snooze', e: 'close', w: 'why', x: 'split', s: 'subject', p: 'priority' })) {
        await ana.page.keyboard.press(key);
        await (name === 'why' ? ana.dialog.getByRole('table') : ana.dialog.locator('form')).waitFor();
        faults[name] = await faultsOf(ana.page);
        await ana.page.keyboard.press('Escape');
        await ana.dialog.waitFor({ state: 'detached' });
      }
      await shot(ana, `desk-axe-${colorScheme}`);
      expect(Object.entries(faults).flatMap(([name, all]) => all.map((one) => `${name}: ${one}`))).toEqual([]);
    },
    180_000,
  );

  it('shows a refusal with the fresh state, and goes on only when told to', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Stale');
    await ana.act('Close');
    await stage.app.db.run(`UPDATE conversations SET epoch = epoch + 1, version = version + 1 WHERE id = $1`, [
      (await mei.conversations())[0]!.id,
    ]);
    await ana.dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await ana.dialog.getByRole('alert').filter({ hasText: 'Somebody else acted' }).waitFor();
    await ana.dialog.filter({ hasText: 'it is assigned now, with Ana' }).waitFor();
    await shot(ana, 'desk-stale');
    expect(await state(mei)).toBe('assigned');
    await ana.dialog.getByRole('button', { name: 'Go on all the same' }).click();
    await ana.confirm('Close');
    expect(await state(mei)).toBe('closed');
    // The browser tells its console of the refusal, and nothing else went wrong.
    expect(ana.screen.troubles.splice(0).filter((line) => !line.includes('409'))).toEqual([]);
  });

  it('starts a conversation with a customer who is found by name; one that is there already is named', async () => {
    const ana = await agent('ana');
    const mei = await talk(ana, 'Mei Started');
    await ana.act('Close');
    await ana.confirm('Close');
    const start = async (text: string): Promise<void> => {
      await ana.page.keyboard.press('Shift+N');
      await ana.dialog.getByRole('combobox', { name: 'Customer' }).fill('Mei Star');
      await ana.page.getByRole('option', { name: 'Mei Started' }).click();
      await ana.dialog.getByRole('textbox', { name: 'Message' }).fill(text);
    };
    await start('Your cup has arrived');
    await ana.confirm('Send');
    await ana.said('Your cup has arrived').waitFor();
    expect(await mei.texts()).toContain('Your cup has arrived');
    expect(await mei.conversations()).toMatchObject([{ status: 'assigned' }, { status: 'closed' }]);

    await ana.page.getByRole('link', { name: 'Throughline' }).click();
    await start('Once more');
    await ana.dialog.getByRole('button', { name: 'Send' }).click();
    await ana.dialog.getByRole('button', { name: 'Open the conversation that is there already' }).click();
    await ana.head.filter({ hasText: 'Mei Started' }).waitFor();
    // What was typed is kept for the next time.
    await ana.page.keyboard.press('Shift+N');
    expect(await ana.dialog.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Once more');
    await ana.page.keyboard.press('Escape');
    await ana.page.keyboard.press('Escape');
    expect(ana.screen.troubles.splice(0).filter((line) => !line.includes('409'))).toEqual([]);
  });

  it('lists and filters, moves by key, and fits a phone', async () => {
    // Nothing of the other stories stands in this list.
    const emil = await agent('emil');
    await talk(emil, 'Anton First', 'About the cup');
    await talk(emil, 'Berta Second', 'About the bowl');
    await emil.write('We look into it.');
    await emil.list.getByRole('heading', { name: 'Waiting for the customer' }).waitFor();
    const rows = emil.list.getByRole('link');
    expect(await rows.allTextContents()).toEqual([
      expect.stringContaining('Anton First'),
      expect.stringContaining('Berta Second'),
    ]);
    await emil.row('Berta Second').focus();
    await emil.page.keyboard.press('k');
    await emil.page.keyboard.press('Enter');
    await emil.head.filter({ hasText: 'Anton First' }).waitFor();
    await emil.page.keyboard.press('ArrowDown');
    await emil.page.keyboard.press('Enter');
    await emil.head.filter({ hasText: 'Berta Second' }).waitFor();
    await emil.page.keyboard.press('/');
    await emil.page.keyboard.type('anton');
    await until('one row', async () => (await rows.count()) === 1);
    await emil.page.keyboard.press('Escape');
    await emil.list.locator('label').filter({ hasText: 'For us' }).click();
    await until('one row', async () => (await rows.count()) === 1);
    await emil.list.locator('label').filter({ hasText: 'All' }).click();

    await emil.page.setViewportSize({ width: 400, height: 800 });
    await shot(emil, 'desk-phone');
    expect(await emil.list.isVisible()).toBe(false);
    await emil.head.getByRole('button', { name: 'About the customer' }).click();
    await emil.page.getByRole('complementary', { name: 'About the customer' }).waitFor();
    await emil.head.getByRole('link', { name: 'Back to the list' }).click();
    await emil.row('Anton First').waitFor();
    expect(await emil.page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await emil.page.setViewportSize({ width: 1280, height: 800 });
  });
});
