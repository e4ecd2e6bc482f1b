import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { demoPassword } from '../../src/seed/demo-data.js';
import { until } from '../support/until.js';
import { Caller, heard, hears, watchConnections } from './caller.js';
import { AgentScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

// Several pages with real sound between them on a busy machine.
jest.setTimeout(150_000);

/** Both ends have a microphone that beeps, and nobody is asked for it. */
const microphones = [
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  // The two pages are on one machine.
  ...['--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns'],
];

const refuseMicrophone = `
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  globalThis.isRefused = true;
  navigator.mediaDevices.getUserMedia = (wanted) =>
    globalThis.isRefused ? Promise.reject(new DOMException('no', 'NotAllowedError')) : real(wanted);`;

describeInBrowser('a call from page to page, answered in the console', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  const callers: Screen[] = [];

  beforeAll(async () => {
    stage = await openStage(microphones);
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    for (const screen of [...screens.splice(0), ...callers.splice(0)]) await screen.close();
    await stage.app.db.run('DELETE FROM agent_devices');
    await stage.app.db.run(`UPDATE agent_presence SET state = 'offline', lease_expires_at = app_now()`);
    await stage.clear();
  });

  const agent = async (name: string, { script = '', isAvailable = true } = {}): Promise<Page> => {
    const { screen } = await AgentScreen.open(stage, name, { script: `${watchConnections}\n${script}`, isAvailable });
    screens.push(screen);
    screen.page.setDefaultTimeout(40_000);
    return screen.page;
  };
  const caller = async (): Promise<Caller> => {
    const opened = await Caller.open(stage);
    callers.push(opened.screen);
    return opened;
  };
  const shot = (page: Page, name: string): Promise<unknown> =>
    process.env['SHOTS'] ? page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` }) : Promise.resolve();
  const noTroubles = (): void => expect(screens.flatMap(({ troubles }) => troubles)).toEqual([]);

  const ringing = (page: Page): Locator => page.getByRole('article', { name: /^Call from/ });
  const bar = (page: Page): Locator => page.getByRole('article', { name: /^Call with/ });
  const press = (page: Page, name: string): Promise<void> => bar(page).getByRole('button', { name, exact: true }).click();
  const answered = async (page: Page): Promise<void> => {
    await ringing(page).getByRole('button', { name: 'Answer' }).click();
    await bar(page).filter({ hasText: 'Connected' }).waitFor();
  };
  const live = () => stage.app.db.query<{ state: string }>(`SELECT state FROM calls WHERE ended_at IS NULL`);

  it('rings with why and what, is answered by key, heard on both ends, muted, held, and hung up by the customer', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await ringing(ana).filter({ hasText: 'Called on' }).filter({ hasText: 'You: ' }).waitFor();
    await shot(ana, 'call-rings');
    await ana.keyboard.press('F2');
    await bar(ana).filter({ hasText: 'Connected' }).waitFor();
    await Promise.all([hears(mei.page, 'the customer'), hears(ana, 'the agent')]);
    await shot(ana, 'call-talks');

    await mei.mute(true);
    await bar(ana).filter({ hasText: 'Their microphone is off' }).waitFor();
    await mei.mute(false);
    await ana.keyboard.press('F8');
    await until('the customer is told', () => mei.page.evaluate('caller.otherMuted === true || undefined'));
    await press(ana, 'Unmute');
    await ana.keyboard.press('F9');
    await bar(ana).filter({ hasText: 'On hold' }).waitFor();
    await mei.is('held');
    await press(ana, 'Resume');
    await bar(ana).filter({ hasText: 'Connected' }).waitFor();
    await Promise.all([hears(mei.page, 'the customer'), hears(ana, 'the agent')]);

    await mei.hangUp();
    await bar(ana).waitFor({ state: 'detached' });
    await ana
      .getByRole('form', { name: 'After the call' })
      .filter({ hasText: /is over: \d+:\d\d/ })
      .waitFor();
    const [call] = await stage.app.db.query<{ outcome: string; talk_ms: string }>(
      'SELECT outcome, talk_ms FROM calls ORDER BY started_at DESC LIMIT 1',
    );
    expect(call!.outcome).toBe('answered');
    expect(Number(call!.talk_ms)).toBeGreaterThan(1_000);
    noTroubles();
  });

  it('is hung up by the agent, who leaves a note that outlives a reload, and closes the conversation', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    await ana.keyboard.press('Shift+F2');
    await mei.is('ended', 'answered');
    const wrapUp = ana.getByRole('form', { name: 'After the call' });
    await wrapUp.getByLabel('Note about the call').fill('Wants the blue bowl');
    await ana.reload();
    expect(await wrapUp.getByLabel('Note about the call').inputValue()).toBe('Wants the blue bowl');
    await shot(ana, 'call-over');
    await wrapUp.getByLabel('Outcome').selectOption('Solved');
    await wrapUp.getByRole('button', { name: 'Done and close' }).click();
    await wrapUp.waitFor({ state: 'detached' });
    await until('the note is in the thread', async () => {
      const rows = await stage.app.db.query(`SELECT 1 FROM messages WHERE kind = 'note' AND text = 'Wants the blue bowl'`);
      return rows.length === 1 ? true : undefined;
    });
    const [conversation] = await stage.app.db.query('SELECT status, outcome FROM conversations ORDER BY id DESC LIMIT 1');
    expect(conversation).toEqual({ status: 'closed', outcome: 'solved' });
    noTroubles();
  });

  it('is declined by key and goes to the next agent; one that nobody answers is over as abandoned', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await ringing(ana).waitFor();
    const ben = await agent('ben');
    await ana.keyboard.press('Shift+F2');
    await ringing(ana).waitFor({ state: 'detached' });
    await ringing(ben).waitFor();
    await mei.hangUp();
    await mei.is('ended', 'abandoned');
    await ringing(ben).waitFor({ state: 'detached' });
    noTroubles();
  });

  it('without a microphone the agent is told what to do, keeps the offer, and answers once it is allowed', async () => {
    const ana = await agent('ana', { script: refuseMicrophone });
    const mei = await caller();
    await mei.call();
    await ringing(ana).getByRole('button', { name: 'Answer' }).click();
    await ringing(ana).filter({ hasText: 'The microphone is blocked. Allow it beside the address of this page' }).waitFor();
    await shot(ana, 'call-blocked');
    expect(await live()).toEqual([{ state: 'ringing' }]);
    await ana.evaluate('globalThis.isRefused = false');
    await ringing(ana).getByRole('button', { name: 'Try again' }).click();
    await bar(ana).filter({ hasText: 'Connected' }).waitFor();
    await Promise.all([hears(mei.page, 'the customer'), hears(ana, 'the agent')]);
    noTroubles();
  });

  it('goes on where the agent’s page is loaded anew, and where the socket breaks', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    await hears(mei.page, 'the customer');
    await ana.reload();
    await bar(ana).filter({ hasText: 'Connected' }).waitFor();
    await Promise.all([hears(mei.page, 'the customer'), hears(ana, 'the agent')]);
    stage.cutSockets('/console');
    await ana.locator('#link-state').filter({ hasText: 'Reconnecting' }).waitFor();
    await ana.locator('#link-state').waitFor({ state: 'hidden' });
    await Promise.all([hears(mei.page, 'the customer'), hears(ana, 'the agent')]);
    expect(await live()).toEqual([{ state: 'talking' }]);
    noTroubles();
  });

  it('a microphone that is off stays off where either page is loaded anew, and the other side is told so', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    await ana.keyboard.press('F8');
    await until('the customer is told', () => mei.page.evaluate('caller.otherMuted === true || undefined'));
    await mei.page.evaluate('caller.otherMuted = undefined');
    await ana.reload();
    await bar(ana).filter({ hasText: 'Connected' }).waitFor();
    await bar(ana).getByRole('button', { name: 'Unmute' }).waitFor();
    await until('the customer is told anew', () => mei.page.evaluate('caller.otherMuted === true || undefined'));
    const sent = await heard(mei.page);
    expect(sent.energy).toBeLessThan(0.000_1);
    // On hold and back, and anew while it is held.
    await press(ana, 'Hold');
    await mei.is('held');
    await ana.reload();
    await bar(ana).filter({ hasText: 'On hold' }).waitFor();
    await press(ana, 'Resume');
    await bar(ana).filter({ hasText: 'Connected' }).waitFor();
    await press(ana, 'Unmute');
    await until('the customer is told that it is on', () => mei.page.evaluate('caller.otherMuted === false || undefined'));
    await hears(mei.page, 'the customer');
    noTroubles();
  });

  it('what became of a call while the page was away is said', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    await ana.goto('about:blank');
    await mei.hangUp();
    await mei.is('ended');
    await ana.goto('/console/');
    await ana.getByRole('form', { name: 'After the call' }).waitFor();
    expect(await bar(ana).count()).toBe(0);
    noTroubles();
  });

  it('is answered once where the agent has two windows, and moves to the other by a click', async () => {
    const first = await agent('ana');
    const second = await agent('ana', { isAvailable: false });
    const mei = await caller();
    await mei.call();
    await Promise.all([ringing(first).waitFor(), ringing(second).waitFor()]);
    await answered(first);
    await ringing(second).waitFor({ state: 'detached' });
    await bar(second).filter({ hasText: 'in another window of yours' }).waitFor();
    await press(second, 'Take it here');
    await bar(second).filter({ hasText: 'Connected' }).waitFor();
    await bar(first).filter({ hasText: 'in another window of yours' }).waitFor();
    await Promise.all([hears(mei.page, 'the customer'), hears(second, 'the agent')]);
    noTroubles();
  });

  it('is handed on to a colleague with a note, and comes back where they do not answer', async () => {
    const ana = await agent('ana');
    const ben = await agent('ben');
    const mei = await caller();
    await mei.call();
    const [here, there, name] = await Promise.race([
      ringing(ana)
        .waitFor()
        .then(() => [ana, ben, 'Ben'] as const),
      ringing(ben)
        .waitFor()
        .then(() => [ben, ana, 'Ana'] as const),
    ]);
    await answered(here);
    await here.keyboard.press('Shift+F9');
    const dialog = here.getByRole('dialog', { name: /Hand on the call/ });
    await dialog.getByRole('combobox', { name: 'To' }).click();
    await here.getByRole('option', { name, exact: true }).click();
    await dialog.getByLabel('Note').fill('Knows glazes better');
    await shot(here, 'call-hand-on');
    await dialog.getByRole('button', { name: 'Hand on now' }).click();
    await dialog.waitFor({ state: 'detached' });
    await ringing(there).waitFor();
    await ringing(there).getByRole('button', { name: 'Not now' }).click();
    await ringing(here)
      .filter({ hasText: `${name} did not answer: the call is back with you.` })
      .waitFor();
    await answered(here);
    await Promise.all([hears(mei.page, 'the customer'), hears(here, 'the agent')]);
    noTroubles();
  });

  it('a sign-out in the middle asks, and staying keeps the call', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    await ana.getByRole('button', { name: /my menu/ }).click();
    await ana.getByRole('menuitem', { name: 'Sign out' }).click();
    await ana.getByRole('dialog', { name: 'You are in a call' }).getByRole('button', { name: 'Stay in the call' }).click();
    await hears(mei.page, 'the customer');
    expect(await live()).toEqual([{ state: 'talking' }]);
    noTroubles();
  });

  it('a supervisor hears it unseen, whispers to the agent alone, joins both, and leaves', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    const sue = await agent('supervisor', { isAvailable: false });
    await ana.waitForURL(/\/c\//);
    await sue.goto(ana.url());
    const beside = sue.getByRole('region', { name: 'Beside a conversation' });
    const choose = (name: string): Promise<void> => beside.getByRole('button', { name, exact: true }).click();
    const connections = (page: Page): Promise<number> =>
      page.evaluate(`globalThis.watched.filter((pc) => pc.connectionState === 'connected').length`);
    await choose('Watch');
    await beside.filter({ hasText: 'You hear the call.' }).waitFor();
    await hears(sue, 'the supervisor');
    expect(await ana.getByText('Sam Supervisor').count()).toBe(0);
    // Who only watches says nothing.
    expect(await sue.getByLabel('Whisper to Ana').count()).toBe(0);

    await choose('Whisper');
    await beside.filter({ hasText: 'Ana hears you, the customer does not' }).waitFor();
    await ana.getByText('Sam Supervisor is beside you; the customer does not see it.').waitFor();
    await Promise.all([hears(sue, 'the supervisor'), hears(ana, 'the agent')]);
    await shot(sue, 'call-whisper');
    await sue.getByLabel('Whisper to Ana').fill('Offer her the blue one');
    await sue.keyboard.press('Escape');
    await until('the field is left', () => sue.evaluate<boolean>(`document.activeElement?.tagName !== 'TEXTAREA'`));
    await sue.getByLabel('Whisper to Ana').press('Enter');
    await ana.getByRole('log').getByText('Offer her the blue one').waitFor();

    const before = await mei.page.evaluate(`watched.length`);
    await choose('Join');
    await beside.getByRole('button', { name: 'Join now' }).press('Enter');
    await beside.filter({ hasText: 'You are in the call: both hear you.' }).waitFor();
    await ana.getByText('Sam Supervisor has joined this conversation.').waitFor();
    await Promise.all([hears(mei.page, 'the customer'), hears(ana, 'the agent'), hears(sue, 'the supervisor')]);
    // The customer's page has had one connection all along: what it hears is mixed by the agent's.
    expect(await mei.page.evaluate(`watched.length`)).toBe(before);
    expect(await connections(ana)).toBe(2);
    await choose('Leave');
    await until('the two are alone again', async () => (await connections(ana)) === 1);
    await hears(mei.page, 'the customer');
    noTroubles();
  });

  it('an agent who is lost leaves the caller first in line, and the next one goes on', async () => {
    const ana = await agent('ana');
    const mei = await caller();
    await mei.call();
    await answered(ana);
    await hears(mei.page, 'the customer');
    await ana.close();
    await until('the lost line is written', async () =>
      (await stage.app.db.query(`SELECT 1 FROM calls WHERE ended_at IS NULL AND agent_until < app_now() + interval '22 seconds'`))
        .length > 0
        ? true
        : undefined,
    );
    await stage.app.db.run(`UPDATE calls SET agent_until = app_now() WHERE ended_at IS NULL`);
    await stage.app.db.run(`UPDATE agent_presence SET state = 'offline', lease_expires_at = app_now()`);
    await mei.is('queued');
    const ben = await agent('ben');
    await answered(ben);
    await Promise.all([hears(mei.page, 'the customer'), hears(ben, 'the agent')]);
    noTroubles();
  });

  it('speaks Chinese where the browser does', async () => {
    const screen = await stage.open({ locale: 'zh-CN' });
    screens.push(screen);
    const { page } = screen;
    await page.addInitScript(watchConnections);
    await page.goto('/console/');
    await page.getByLabel('邮箱').fill('chen@demo.test');
    await page.getByLabel('密码').first().fill(demoPassword);
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: '我的状态' }).click();
    await page.getByRole('option', { name: '在线' }).click();
    const mei = await caller();
    await mei.call();
    await page.getByRole('article', { name: /来电/ }).getByRole('button', { name: '接听', exact: true }).click();
    await page.getByRole('article', { name: /通话/ }).filter({ hasText: '已接通' }).waitFor();
    await shot(page, 'call-zh');
    noTroubles();
  });
});
