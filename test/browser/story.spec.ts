import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { AgentScreen, CustomerScreen } from './people.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';
import { Board } from './supervising.js';

describeInBrowser('one day, seen by everybody', () => {
  let stage: Stage;
  const screens: Screen[] = [];
  const noted = <T extends { screen: Screen }>(one: T): T => {
    screens.push(one.screen);
    return one;
  };

  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    const troubles = screens.flatMap((screen) => screen.troubles);
    for (const screen of screens.splice(0)) await screen.close();
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  it('three customers, two agents and a supervisor: nobody waits unseen, nobody tells a story twice', async () => {
    const board = noted(await Board.open(stage));
    const ana = noted(await AgentScreen.open(stage, 'ana'));
    const mei = noted(await CustomerScreen.open(stage, { sub: 'day-mei', name: 'Mei Lin' }));
    await mei.say('My order A-20417 arrived broken. 退款可以吗？');
    await ana.accept();
    await ana.write('So sorry, Mei. I am looking into it.');
    await mei.said('I am looking into it').waitFor();

    // The second and the third customer write while Ana is busy; Ben comes in and takes them.
    const ben = noted(await AgentScreen.open(stage, 'ben'));
    await ana.page.getByRole('combobox', { name: 'My presence' }).click();
    await ana.page.getByRole('option', { name: /^Finishing/ }).click();
    const tom = noted(await CustomerScreen.open(stage, { sub: 'day-tom', name: 'Tom Reed' }));
    const olga = noted(await CustomerScreen.open(stage, { sub: 'day-olga', name: 'Ольга' }));
    for (const [one, words] of [
      [tom, 'Do you ship to Norway?'],
      [olga, 'Где мой заказ?'],
    ] as const) {
      await one.say(words);
      await ben.offer.filter({ hasText: words }).getByRole('button', { name: 'Accept' }).click();
      await ben.head.waitFor();
      await one.status.filter({ hasText: 'Ben is here' }).waitFor();
    }
    await board.queue('Support').filter({ hasText: '0 waiting' }).waitFor();
    for (const name of ['Mei Lin', 'Tom Reed', 'Ольга']) await board.row(name).waitFor();

    // Ana hands Mei on; Ben has her story, her order number and the note before his first word.
    await ana.act('Transfer');
    await ana.dialog.getByRole('combobox', { name: 'To', exact: true }).fill('Ben');
    await ana.page.getByRole('option', { name: 'Ben' }).click();
    await ana.dialog.getByRole('textbox', { name: 'Note' }).fill('She would rather have her money back');
    await ana.confirm('Transfer');
    await ben.row('Mei Lin').click();
    await ben.said('She would rather have her money back').waitFor();
    const about = ben.page.getByRole('complementary', { name: 'About the customer' });
    await about.filter({ hasText: 'A-20417' }).waitFor();
    await ben.text.fill('What is your order number?');
    await ben.page.getByText('They told us').waitFor();
    await ben.write('Your money for A-20417 is on its way, Mei.');
    await mei.said('Your money for A-20417 is on its way').waitFor();
    expect(mei.screen.received.join()).not.toContain('rather have her money');

    // And at the end: closed, rated, and gone from the board.
    await ben.act('Close');
    await ben.confirm('Close');
    await board.row('Mei Lin').waitFor({ state: 'detached' });
    await mei.screen.page.locator('form.rate').waitFor();
    await stage.clear();
    for (const one of [ana, ben]) await one.leave();
  });
});
