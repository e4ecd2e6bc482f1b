import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Stage } from './stage.js';

/** Both ends have a microphone that beeps, and nobody is asked for it. */
const microphones = [
  ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  // The two pages are on one machine.
  ...['--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns'],
];

interface Sound {
  packets: number;
  energy: number;
}

/** Keeps the page's connections where a test can ask them what they received; the page itself does not know. */
const watchConnections = `
  globalThis.watched = [];
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); globalThis.watched.push(this); }
  };`;

/** What this page has received by the connection it made last. */
function heard(page: Page): Promise<Sound> {
  return page.evaluate(`(async () => {
    const sound = { packets: 0, energy: 0 };
    const last = globalThis.watched.at(-1);
    if (last) for (const one of (await last.getStats()).values())
      if (one.type === 'inbound-rtp' && one.kind === 'audio')
        Object.assign(sound, { packets: one.packetsReceived, energy: one.totalAudioEnergy ?? 0 });
    return sound;
  })()`);
}

/** Packets keep coming, and there is sound in them. */
async function hears(page: Page, who: string): Promise<void> {
  const first = await until(`${who} hears something`, async () => {
    const sound = await heard(page);
    return sound.packets > 0 && sound.energy > 0 ? sound : undefined;
  });
  await until(`${who} goes on hearing`, async () => {
    const sound = await heard(page);
    return sound.packets > first.packets + 20 && sound.energy > first.energy ? sound : undefined;
  });
}

describeInBrowser('a call from page to page', () => {
  let stage: Stage;
  const screens: { page: Page; troubles: string[]; close(): Promise<void> }[] = [];

  beforeAll(async () => {
    stage = await openStage(microphones);
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    for (const screen of screens.splice(0)) await screen.close();
    await stage.app.db.run('DELETE FROM agent_devices');
    await stage.app.db.run(`UPDATE agent_presence SET state = 'offline', lease_expires_at = app_now()`);
    await stage.clear();
  });

  const agent = async (name: string): Promise<AgentScreen> => {
    const opened = await AgentScreen.open(stage, name, { script: watchConnections });
    screens.push(opened.screen);
    return opened;
  };
  const customer = async (script = watchConnections): Promise<CustomerScreen> => {
    const opened = await CustomerScreen.open(stage, undefined, { script });
    screens.push(opened.screen);
    return opened;
  };
  const shot = (page: Page, name: string): Promise<unknown> =>
    process.env['SHOTS'] ? page.screenshot({ path: `${process.env['SHOTS']}/${name}.png` }) : Promise.resolve();

  const press = (page: Page, name: string) => page.locator('#call').getByRole('button', { name, exact: true }).click();
  const line = (page: Page) => page.locator('#call .call-line');
  const desk = (page: Page) => page.locator('#calls .call');

  it('waits, rings, is answered, is heard on both ends, muted, held, hung up, and stays in the thread', async () => {
    const mei = await customer();
    const { page: widget } = mei.screen;
    await widget.click('#chat-call');
    await line(widget).filter({ hasText: 'next in line' }).waitFor();
    await shot(widget, 'widget-waiting');
    const ana = await agent('ana');
    const { page: console } = ana.screen;
    await console.locator('.offer-call').waitFor();
    await line(widget).filter({ hasText: 'Ringing' }).waitFor();
    await shot(console, 'console-offer');
    await shot(widget, 'widget-ringing');
    await console.locator('.offer-call').getByRole('button', { name: 'Answer' }).click();
    await line(widget).filter({ hasText: 'Talking to Ana' }).waitFor();
    await Promise.all([hears(widget, 'the customer'), hears(console, 'the agent')]);
    await shot(widget, 'widget-talking');
    await shot(console, 'console-talking');

    await press(widget, 'Mute');
    await desk(console).filter({ hasText: 'microphone is off' }).waitFor();
    await press(widget, 'Unmute');
    await desk(console).getByRole('button', { name: 'Hold' }).click();
    await widget.locator('#call .call-note').filter({ hasText: 'on hold' }).waitFor();
    await shot(widget, 'widget-held');
    await desk(console).getByRole('button', { name: 'Resume' }).click();
    await widget.locator('#call .call-note').waitFor({ state: 'detached' });
    await Promise.all([hears(widget, 'the customer'), hears(console, 'the agent')]);

    await press(widget, 'Hang up');
    await line(widget).filter({ hasText: 'has ended' }).waitFor();
    await desk(console).waitFor({ state: 'detached' });
    const item = /Call with Ana · \d+:\d\d/;
    await widget.locator('#chat-messages .call').filter({ hasText: item }).waitFor();
    await console.locator('#thread .call-item').filter({ hasText: item }).waitFor();
    await shot(widget, 'widget-ended');
    await shot(console, 'console-ended');
    const [call] = await stage.app.db.query<{ outcome: string; talk_ms: string }>(
      'SELECT outcome, talk_ms FROM calls ORDER BY started_at DESC LIMIT 1',
    );
    expect(call!.outcome).toBe('answered');
    expect(Number(call!.talk_ms)).toBeGreaterThan(1_000);
    await press(widget, 'Close');
    await mei.say('Thank you for the call');
    await ana.said('Thank you for the call').waitFor();
    expect([...mei.screen.troubles, ...ana.screen.troubles]).toEqual([]);
  });

  it('the customer’s page is loaded anew and the agent’s connection breaks: the call goes on, and is heard again', async () => {
    const ana = await agent('ana');
    const mei = await customer();
    await mei.screen.page.click('#chat-call');
    await ana.screen.page.locator('.offer-call').getByRole('button', { name: 'Answer' }).click();
    await line(mei.screen.page).filter({ hasText: 'Talking to Ana' }).waitFor();
    await hears(mei.screen.page, 'the customer');
    // A page that is loaded anew has lost its line, and takes the call up again.
    await mei.screen.page.reload();
    await mei.screen.page.click('#chat-launcher');
    await press(mei.screen.page, 'Go on here');
    await line(mei.screen.page).filter({ hasText: 'Talking to Ana' }).waitFor();
    await Promise.all([hears(mei.screen.page, 'the customer'), hears(ana.screen.page, 'the agent')]);
    // The agent's socket breaks and comes back by itself; the sound, which needs no socket, need not even pause.
    await ana.screen.page.evaluate(`globalThis.before = globalThis.watched.length`);
    stage.cutSockets('/console');
    await ana.screen.page.locator('#link-state').filter({ hasText: 'Reconnecting' }).waitFor();
    await ana.screen.page.locator('#link-state').waitFor({ state: 'hidden' });
    await Promise.all([hears(mei.screen.page, 'the customer'), hears(ana.screen.page, 'the agent')]);
    const rows = await stage.app.db.query(`SELECT state FROM calls WHERE ended_at IS NULL`);
    expect(rows).toEqual([{ state: 'talking' }]);
    await desk(ana.screen.page).getByRole('button', { name: 'Hang up' }).click();
    await line(mei.screen.page).filter({ hasText: 'has ended' }).waitFor();
  });

  it('an agent who is lost leaves the caller first in line, and the next one goes on', async () => {
    const ana = await agent('ana');
    const mei = await customer();
    await mei.screen.page.click('#chat-call');
    await ana.screen.page.locator('.offer-call').getByRole('button', { name: 'Answer' }).click();
    await line(mei.screen.page).filter({ hasText: 'Talking to Ana' }).waitFor();
    await hears(mei.screen.page, 'the customer');
    await ana.screen.close();
    await until('the lost line is written', async () =>
      (await stage.app.db.query(`SELECT 1 FROM calls WHERE ended_at IS NULL AND agent_until < app_now() + interval '22 seconds'`))
        .length > 0
        ? true
        : undefined,
    );
    await stage.app.db.run(`UPDATE calls SET agent_until = app_now() WHERE ended_at IS NULL`);
    await stage.app.db.run(`UPDATE agent_presence SET state = 'offline', lease_expires_at = app_now()`);
    await mei.screen.page.locator('#call .call-note').filter({ hasText: 'first in line' }).waitFor();
    await shot(mei.screen.page, 'widget-dropped');
    const ben = await agent('ben');
    await ben.screen.page.locator('.offer-call').getByRole('button', { name: 'Answer' }).click();
    await line(mei.screen.page).filter({ hasText: 'Talking to Ben' }).waitFor();
    await Promise.all([hears(mei.screen.page, 'the customer'), hears(ben.screen.page, 'the agent')]);
    expect([...mei.screen.troubles, ...ben.screen.troubles]).toEqual([]);
  });

  it('without a microphone the customer is told, and is back in the chat', async () => {
    const mei = await customer(
      `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));`,
    );
    const { page } = mei.screen;
    await page.click('#chat-call');
    await line(page).filter({ hasText: 'microphone is blocked' }).waitFor();
    await shot(page, 'widget-refused');
    await press(page, 'Back to the chat');
    await page.locator('#call').waitFor({ state: 'hidden' });
    await mei.say('Then I write');
    await mei.said('Then I write').waitFor();
    expect(await stage.app.db.query(`SELECT 1 FROM calls WHERE ended_at IS NULL`)).toEqual([]);
  });

  it('the agent who answers the customer’s chat is rung for their call, and speaks Chinese texts where the browser does', async () => {
    const chen = await agent('chen');
    const screen = await stage.open({ locale: 'zh-CN' });
    screens.push(screen);
    await screen.page.goto('/demo/');
    await screen.page.click('#chat-launcher');
    await screen.page.fill('#chat-input', '我的碗裂了');
    await screen.page.press('#chat-input', 'Enter');
    await chen.accept();
    await screen.page.getByRole('button', { name: '语音通话' }).click();
    await desk(chen.screen.page).getByRole('button', { name: 'Answer' }).waitFor();
    await shot(chen.screen.page, 'console-ring');
    await desk(chen.screen.page).getByRole('button', { name: 'Answer' }).click();
    await line(screen.page).filter({ hasText: '正在与 Chen 通话' }).waitFor();
    await shot(screen.page, 'widget-zh');
    await screen.page.locator('#call').getByRole('button', { name: '挂断' }).click();
    await screen.page
      .locator('#chat-messages .call')
      .filter({ hasText: /与 Chen 的通话 · \d+:\d\d/ })
      .waitFor();
  });
});
