import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { WallboardQueueView, WallboardView } from '../../src/contracts/report-views.js';
import { until } from '../support/until.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';

const HOUR = 3_600_000;
const usual: WallboardQueueView = {
  ...{ queueId: 'q', name: 'Support', waiting: 0, offered: 0, assigned: 0, oldestWaitingMs: null, nearestDeadlineAt: null },
  ...{ serviceLevel: null, expectedWait: null, abandoned: 0, paused: false, open: true, opensAt: null },
  agents: { available: 3, free: 2, finishing: 0, away: 0 },
};
const late = '2026-01-01T00:00:00.000Z';
const nobody = { available: 0, free: 0, finishing: 0, away: 1 };
const kinds: Partial<WallboardQueueView>[] = [
  {
    ...{
      name: 'Billing and refunds for businesses',
      waiting: 66,
      assigned: 140,
      oldestWaitingMs: 2.6 * HOUR,
      serviceLevel: 0.57,
    },
    ...{ expectedWait: { fromMs: 100 * 60_000, toMs: 170 * 60_000 }, abandoned: 12, paused: true, nearestDeadlineAt: late },
  },
  { name: 'Returns', agents: nobody },
  { name: '售后与退换货服务（华东大区）', waiting: 3, oldestWaitingMs: 12.6 * HOUR, open: false, opensAt: late },
  { name: 'Sales', waiting: 4, agents: nobody, nearestDeadlineAt: late, expectedWait: { fromMs: 300_000, toMs: 600_000 } },
];

describeInBrowser('a wallboard', () => {
  let stage: Stage;
  let screen: Screen;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(() => screen.close());
  afterAll(() => stage?.close());

  const hang = async (count: number, options: Parameters<Stage['open']>[0] = {}): Promise<Page> => {
    screen = await stage.open(options);
    const queues = Array.from({ length: count }, (_, n) => ({ ...usual, ...kinds[n % kinds.length], queueId: `q${n}` }));
    const view: WallboardView = { name: 'Above the door', at: new Date().toISOString(), queues };
    await screen.page.route('**/v1/wallboard', (route) => route.fulfill({ json: view }));
    await screen.page.goto('/console/wallboard#token=any');
    await screen.page
      .getByRole('listitem')
      .nth(count - 1)
      .waitFor();
    return screen.page;
  };

  it('tells the cause before what comes of it, and of an empty desk that nobody is there', async () => {
    const wall = await hang(4);
    const tile = (name: string) => wall.getByRole('listitem').filter({ hasText: name });
    await tile('Billing').getByText('PAUSED · OVERDUE', { exact: true }).waitFor();
    await tile('Sales').getByText('NOBODY THERE · OVERDUE', { exact: true }).waitFor();
    await tile('Returns').getByText('NOBODY THERE', { exact: true }).waitFor();
    expect(await wall.getByText('0 of 0').count()).toBe(0);
    await tile('Billing').getByText('1 h 40–2 h 50').waitFor();
    await tile('Sales').getByText('5–10 min').waitFor();
  });

  it.each([
    ['en-GB', 3, 1920, 1080],
    ['zh-CN', 3, 1920, 1080],
    ['zh-CN', 15, 1280, 800],
    ['en-GB', 8, 1280, 800],
  ] as const)('cuts nothing, and has what is compared on one line (%s, %i in %i × %i)', async (locale, count, width, height) => {
    const wall = await hang(count, { locale, viewport: { width, height } });
    // Only the name of a queue, which may be of any length, ends in dots; its whole is its title.
    const cut = `[...document.querySelectorAll('main li p, main li p span, main li dt, main li dd')].filter((one) => {
      const [mine, tile] = [one.getBoundingClientRect(), one.closest('li').getBoundingClientRect()];
      return (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline') || mine.right > tile.right || mine.bottom > tile.bottom;
    }).map((one) => one.textContent)`;
    await until('nothing is cut', async () => (await wall.evaluate<string[]>(cut)).length === 0);
    const lines = `Object.values(Object.groupBy(document.querySelectorAll('main li'), (one) => one.getBoundingClientRect().top)).every((row) =>
      ['h2', 'p:nth-of-type(1)', 'b', 'dd', 'div:last-child > dd'].every(
        (part) => new Set(row.map((one) => Math.round(one.querySelector(part).getBoundingClientRect().top))).size === 1))`;
    await until('the rows line up', () => wall.evaluate<boolean>(lines));
    expect(screen.troubles).toEqual([]);
  });

  it('asks no more once its link has ended', async () => {
    screen = await stage.open();
    const wall = screen.page;
    let asked = 0;
    await wall.clock.install();
    await wall.route('**/v1/wallboard', (route) => {
      asked += 1;
      return route.fulfill({ status: 401, json: { code: 'unauthorized' } });
    });
    await wall.goto('/console/wallboard#token=revoked');
    await wall.getByText('This link has ended or was revoked.').waitFor();
    const before = asked;
    await wall.clock.runFor(60_000);
    expect(asked).toBe(before);
  });
});
