import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { demoPassword } from '../../src/seed/demo-data.js';
import { describeInBrowser, openStage, type Screen, type Stage } from './stage.js';
import { faultsOf, Floor } from './supervising.js';

describeInBrowser('a supervisor who reads Chinese', () => {
  let stage: Stage;
  let floor: Floor;
  let screen: Screen;

  beforeAll(async () => {
    stage = await openStage();
    floor = new Floor(stage);
  });
  afterEach(async () => {
    await stage.clear();
    await floor.close();
    await screen?.close();
  });
  afterAll(() => stage?.close());

  async function open(path: string): Promise<void> {
    screen = await stage.open({ locale: 'zh-CN' });
    await screen.page.goto(path);
    await screen.page.getByLabel('邮箱').fill('supervisor@demo.test');
    await screen.page.getByLabel('密码', { exact: true }).fill(demoPassword);
    await screen.page.keyboard.press('Enter');
    await screen.page.locator('#link-state').waitFor({ state: 'hidden' });
  }

  it('reads why a plan moves what where, and what should be known before, without a word of English', async () => {
    const [mei] = await floor.heldBy('Ana', '陈美玲');
    await open('/console/board');
    const { page } = screen;
    await page.getByRole('checkbox', { name: /陈美玲/ }).click();
    await page.keyboard.press('m');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox').press('Enter');
    await dialog.getByText(/^没有人能接：.*；将回到队列中等待$/).waitFor();
    expect(await dialog.innerText()).not.toMatch(/Nobody|would wait|holds|[a-z]{4,} [a-z]{3,}/);
    // Somebody acts on it before the plan is carried out: what failed is said in the same language.
    expect(await floor.holder(mei!)).toBe('Ana');
    expect(screen.troubles).toEqual([]);
  });

  it('reads the audit log of the days they choose, acts and details in words, the record folded away', async () => {
    const [mei] = await floor.heldBy('Ana', '陈美玲');
    await floor.call('POST', `/v1/conversations/${mei}/priority`, { priority: 7 });
    await open('/console/board/audit');
    const { page } = screen;
    await page.getByText('今天', { exact: true }).click();
    const row = page.getByRole('row').filter({ hasText: '调整优先级' }).filter({ hasText: '陈美玲' });
    await row.filter({ hasText: '从: 0 · 到: 7' }).waitFor();
    expect(await row.textContent()).not.toContain(mei!);
    await row.getByText('原始记录').click();
    await row.getByText('conversation.priority').waitFor();
    expect(await row.textContent()).toContain(mei!);
    expect(new URL(page.url()).searchParams.get('span')).toBe('today');
    expect(await faultsOf(page)).toEqual([]);

    // Days of their own begin as those on the screen; a day without anything is empty.
    await page.getByText('自定义', { exact: true }).click();
    const today = await page.getByLabel('开始日期').inputValue();
    expect(await page.getByLabel('结束日期').inputValue()).toBe(today);
    await row.waitFor();
    await page.getByLabel('结束日期').fill('2020-01-02');
    await page.getByRole('button', { name: '搜索', exact: true }).click();
    await page.getByRole('alert').getByText('结束时间必须晚于开始时间。').waitFor();
    await page.getByLabel('开始日期').fill('2020-01-01');
    await page.getByRole('button', { name: '搜索', exact: true }).click();
    await row.waitFor({ state: 'detached' });
    await page.getByText('全部时间', { exact: true }).click();
    await row.waitFor();
    // The one trouble is the refusal that was asked for.
    expect(screen.troubles.filter((one) => !one.includes('422'))).toEqual([]);
  });

  it('reads what the server refuses in Chinese', async () => {
    const [mei] = await floor.heldBy('Ana', '陈美玲');
    await open('/console/board');
    const { page } = screen;
    await page.route('**/v1/reassignments/plan', async (route) => {
      await floor.call('POST', `/v1/conversations/${mei}/close`, { outcome: 'solved' });
      await route.continue();
    });
    await page.getByRole('checkbox', { name: /陈美玲/ }).click();
    await page.keyboard.press('m');
    await page.getByRole('dialog').getByRole('combobox').press('Enter');
    await page.getByRole('dialog').getByRole('alert').getByText('有 1 个会话已关闭、已暂缓或不存在。').waitFor();
  });
});
