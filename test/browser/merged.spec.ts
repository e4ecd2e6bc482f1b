import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser, openStage, type Stage } from './stage.js';
import { asked, signInAs, Talk, WritingDesk } from './writing-desk.js';

const patience = 240_000;
const heads = ['All of A', 'All of B'];

describeInBrowser('a thread of two who were merged', () => {
  let stage: Stage;
  let desk: WritingDesk | undefined;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(async () => {
    await stage.clear();
    const troubles = desk?.screen.troubles ?? [];
    await desk?.screen.close();
    expect(troubles).toEqual([]);
  });
  afterAll(() => stage?.close());

  /** Every message as it stands on the screen, from the first to the last. */
  async function readThrough(of: WritingDesk): Promise<string[]> {
    const { page, thread } = of;
    const isIdle = `document.querySelector('[role=log]').getAttribute('aria-busy') === 'false'`;
    const beginning = thread.getByText('The beginning of the thread');
    for (let pages = 0; pages < 60 && !(await beginning.isVisible()); pages += 1) {
      await page.evaluate(`document.querySelector('[role=log]').scrollTop = 0`);
      await of.until('nothing is being read', isIdle);
    }
    await beginning.waitFor();
    // Only what is near is drawn: it is gathered on the way down.
    return page.evaluate<string[]>(`(async () => {
      const log = document.querySelector('[role=log]');
      const all = new Map();
      const frame = () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      // What came in above has moved the reader down.
      for (; log.scrollTop > 0; await frame()) log.scrollTop = 0;
      for (let last = -1; log.scrollTop !== last; ) {
        last = log.scrollTop;
        for (const row of log.querySelectorAll('[data-message]'))
          all.set(row.dataset.message, [Number(row.dataset.index), row.querySelector('[data-text]')?.textContent ?? '']);
        log.scrollTop += 300;
        await frame();
      }
      return [...all.values()].sort((a, b) => a[0] - b[0]).map(([, text]) => text);
    })()`);
  }

  it(
    'shows every message of both once and in the order of time, as does a link into its middle; undone, each has their own',
    async () => {
      const two = [
        await Talk.with(stage, 'ana', 'merged-a', 'Greta A', heads[0]),
        await Talk.with(stage, 'ana', 'merged-b', 'Greta B', heads[1]),
      ] as const;
      const count = 149;
      // By turns: each says the next thing a minute after the other; the heads stand where they were said, at the end.
      for (const [turn, talk] of two.entries())
        await talk.plant(
          Array.from({ length: count }, (_, n) => ({
            text: `${'AB'[turn]} ${n}`,
            direction: n % 2 ? 'out' : 'in',
            agoMs: ((count - n) * 2 - turn) * 60_000,
          })),
        );
      const byTime = [...Array.from({ length: count }, (_, n) => [`A ${n}`, `B ${n}`]).flat(), ...heads];
      const token = await signInAs(stage, 'ana');
      const [a, b] = two.map((talk) => talk.conversation.customerId);
      const merge = { from: b, reason: 'the same person' };
      const { mergeId } = await asked<{ mergeId: string }>(stage, 'POST', `/v1/customers/${a}/merge`, token, merge);

      desk = await WritingDesk.open(stage, 'ana', two[0]);
      await desk.said('All of B').waitFor();
      expect(await readThrough(desk)).toEqual(byTime);

      // A number that both have: the address says in whose conversation it is.
      await desk.goTo(two[1], '#m20');
      const marked = desk.thread.locator('[data-marked]');
      await marked.filter({ hasText: 'B 18' }).waitFor();

      await asked(stage, 'POST', `/v1/merges/${mergeId}/undo`, token);
      await desk.goTo(two[0]);
      await desk.said('A 148').waitFor();
      expect(await readThrough(desk)).toEqual(byTime.filter((text) => /^A |of A/.test(text)).sort(headFirstBy(heads)));
    },
    patience,
  );
});

/** Alone, a thread is in the order of its numbers: the first thing that was said to the test is the first. */
const headFirstBy =
  (first: readonly string[]) =>
  (x: string, y: string): number =>
    Number(first.includes(y)) - Number(first.includes(x));
