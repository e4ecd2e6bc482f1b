import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { anInbox } from '../support/builders.js';
import { testSecret } from '../support/test-secret.js';
import { until } from '../support/until.js';
import { FakeTwilioVoice } from '../support/vendors/twilio-voice.js';
import { AgentScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

// Two pages and a telephone company, on a busy machine.
jest.setTimeout(150_000);

const publicUrl = 'http://calls.example.test';
const ourNumber = '+4930555000';
const phones = { Ana: '+49301000001', Ben: '+49301000002' };

describeInBrowser('a call by telephone, answered and steered in the console', () => {
  const vendor = new FakeTwilioVoice();
  const screens: Screen[] = [];
  let stage: Stage;
  let inboxId: string;

  beforeAll(async () => {
    await vendor.start();
    stage = await openStage([], { PUBLIC_URL: publicUrl, TWILIO_API_URL: vendor.url, VENDOR_TIMEOUT_MS: '2000' });
    const { db, url } = stage.app;
    vendor.pointAt(publicUrl, url);
    const [queue] = await db.query<{ id: string }>('SELECT id FROM queues ORDER BY created_at LIMIT 1');
    inboxId = await anInbox(db, { queueId: queue!.id, channel: 'voice' });
    const settings = { accountSid: vendor.accountSid, number: ourNumber, recording: 'always' };
    const sealed = new Secrets(testSecret).seal(JSON.stringify({ authToken: vendor.authToken }));
    await db.run(`UPDATE inboxes SET provider = 'twilio', settings = $2, connection_sealed = $3 WHERE id = $1`, [
      ...[inboxId, settings, sealed],
    ]);
    for (const [name, phone] of Object.entries(phones))
      await db.run('INSERT INTO agent_phones (agent_id, address) SELECT id, $2 FROM agents WHERE name = $1', [name, phone]);
  });
  afterAll(async () => {
    for (const screen of screens) await screen.close();
    await vendor.stop();
    await stage.close();
  });

  const agent = async (name: string): Promise<Page> => {
    const { screen } = await AgentScreen.open(stage, name);
    screens.push(screen);
    screen.page.setDefaultTimeout(40_000);
    return screen.page;
  };
  const bar = (page: Page): Locator => page.getByRole('article', { name: /^Call with/ });
  const press = (page: Page, name: string): Promise<void> => bar(page).getByRole('button', { name, exact: true }).click();
  const says = (page: Page, text: string): Promise<void> => bar(page).filter({ hasText: text }).waitFor();

  it('rings, is brought to their telephone, recorded with a pause, and handed over after a colleague was asked', async () => {
    const ana = await agent('ana');
    const hook = (what = ''): string => `${publicUrl}/v1/inboxes/${inboxId}/voice${what}`;
    const line = await vendor.incoming('+491510000001', ourNumber, { url: hook(), statusCallback: hook('/status') });
    await ana
      .getByRole('article', { name: /^Call from/ })
      .getByRole('button', { name: 'Answer' })
      .click();
    await says(ana, 'Your telephone rings: pick it up');
    await (await vendor.ringing(phones.Ana)).answer();
    await says(ana, 'On your telephone');
    expect(await bar(ana).getByRole('button', { name: 'Mute' }).count()).toBe(0);

    await says(ana, 'Recording');
    await press(ana, 'Pause recording');
    await says(ana, 'card numbers may be said now');
    expect(line.recordings.map(({ status }) => status)).toEqual(['paused']);
    await press(ana, 'Go on recording');
    await bar(ana).getByRole('button', { name: 'Pause recording' }).waitFor();

    await press(ana, 'Hold');
    await says(ana, 'On hold: they hear music');
    expect(line.held).toBe(true);
    await press(ana, 'Resume');
    await says(ana, 'On your telephone');

    const ask = async (): Promise<void> => {
      await press(ana, 'Hand on');
      const dialog = ana.getByRole('dialog', { name: /Hand on the call/ });
      await dialog.getByRole('combobox', { name: 'To' }).click();
      await ana.getByRole('option', { name: 'Ben', exact: true }).click();
      await dialog.getByRole('button', { name: 'Ask first' }).click();
      await says(ana, 'You are asking Ben; the customer waits');
    };
    await ask();
    await (await vendor.ringing(phones.Ben)).fail('no-answer');
    await ana.getByText('Ben is not on the line any more: the customer is back with you.').waitFor();
    await says(ana, 'On your telephone');

    const ben = await agent('ben');
    await ask();
    const asked = await until('Ben is rung again', () => vendor.callsTo(phones.Ben).find((call) => !call.over));
    await asked.answer();
    await press(ana, 'Leave it to Ben');
    await bar(ana).waitFor({ state: 'detached' });
    await says(ben, 'On your telephone');
    await press(ben, 'Hang up');
    await until('the caller is let go', () => line.over);
    await ben.getByRole('form', { name: 'After the call' }).waitFor();
    expect(screens.flatMap(({ troubles }) => troubles)).toEqual([]);
  });
});
