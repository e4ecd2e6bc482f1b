// What the agent's console costs a browser: its first paint on a slow processor, its memory after an hour's traffic, and the
// frames it drops while messages pour in, and while a long thread and a long list are scrolled.
import { openBrowser } from './browser.mjs';

/** Slower than this machine by so much: an old office computer. */
const THROTTLE = 4;
const HEARTBEATS_PER_S = 50;
const FRAME_MS = 1000 / 60;

/** Rows `console_paint_ms`, `console_interactive_ms`, `console_heap_mb`, `dropped_frames_pct`, `scroll_dropped_pct_…`. */
export async function measureConsole(stage, { quick }) {
  const browser = await openBrowser();
  if (!browser) return [row('console_paint_ms', null, 'ms', null, 'no Chromium on this machine')];
  try {
    const desk = await signIn(browser, stage);
    const talks = await fillDesk(stage, desk, quick ? 20 : 40);
    return [
      ...(await paint(browser, desk)),
      await memory(stage, desk, talks, quick),
      await frames(stage, desk, talks, quick),
      ...(await scrolling(stage, desk, talks)),
    ];
  } finally {
    await browser.close();
  }
}

const row = (name, value, unit, most, note) => ({
  ...{ name, value, unit, target: most === null ? null : `<= ${most}` },
  ...{ met: most === null || value === null ? null : value <= most, note },
});
const tenths = (value) => Math.round(value * 10) / 10;

async function signIn(browser, stage) {
  const context = await browser.newContext({ baseURL: stage.base, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto('/console/');
  await page.getByLabel('E-mail').fill('ana@demo.test');
  await page.getByLabel('Password', { exact: true }).fill('demo-demo-demo');
  await page.keyboard.press('Enter');
  await page.locator('#link-state').waitFor({ state: 'hidden' });
  return { context, page, token: await stage.signIn('ana@demo.test') };
}

/** Conversations that Ana holds, each with a few messages; returned with what their customers write by. */
async function fillDesk(stage, { page, token }, count) {
  await stage.db.query(`UPDATE agents SET capacity = 10000 WHERE email = 'ana@demo.test'`);
  await stage.db.query(`UPDATE queues SET offer_mode = 'assign'`);
  await call(stage, 'PUT', '/v1/me/presence', { state: 'available' }, token);
  const talks = [];
  for (let n = 0; n < count; n++) {
    const session = await call(stage, 'POST', '/v1/widget/sessions', { inboxKey: 'demo-web' });
    await say(stage, session.token, `Hello, this is visitor ${n}. Where is my parcel?`);
    talks.push(session.token);
  }
  await page.getByRole('region', { name: 'My conversations' }).getByRole('link').nth(9).waitFor();
  await page.getByRole('region', { name: 'My conversations' }).getByRole('link').first().click();
  await page.getByRole('log', { name: 'Thread' }).getByRole('article').first().waitFor();
  return talks;
}

const say = (stage, token, text) => call(stage, 'POST', '/v1/widget/messages', { clientId: crypto.randomUUID(), text }, token);

async function call(stage, method, path, body, token) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(stage.base + path, { method, headers, body: JSON.stringify(body) });
  const result = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(result)}`);
  return result;
}

/** A signed-in agent opens the console with nothing in the cache, on a processor four times as slow. */
async function paint(browser, { context }) {
  const [paints, ready] = [[], []];
  for (let round = 0; round < 3; round++) {
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    await page.goto('/console/');
    await page.getByRole('region', { name: 'My conversations' }).getByRole('link').first().waitFor();
    ready.push(await page.evaluate('performance.now()'));
    paints.push(await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`));
    await page.close();
  }
  const middle = (values) => Math.round(values.sort((a, b) => a - b)[1]);
  const note = `processor slowed ${THROTTLE} times, no cache, median of three`;
  return [
    row('console_paint_ms', middle(paints), 'ms', 1_500, `first contentful paint; ${note}`),
    row('console_interactive_ms', middle(ready), 'ms', null, `until the list stands and can be used; ${note}`),
  ];
}

/** Ten thousand messages, as many as an hour brings at nearly three a second, as fast as the server takes them. */
async function memory(stage, { context, page }, talks, quick) {
  const events = quick ? 2_000 : 10_000;
  const devtools = await context.newCDPSession(page);
  const before = await heapMb(devtools);
  for (let sent = 0; sent < events;) {
    const batch = Math.min(talks.length, events - sent);
    await Promise.all(
      talks.slice(0, batch).map((token, n) => say(stage, token, `Message ${sent + n}: is there any news yet? 有消息吗？`)),
    );
    sent += batch;
  }
  await settled(page, stage);
  const after = await heapMb(devtools);
  return row(
    'console_heap_mb',
    tenths(after),
    'MB',
    null,
    `after ${events} messages in ${talks.length} conversations; ${tenths(before)} before`,
  );
}

/** The screen has heard of the last event there is. */
async function settled(page, stage) {
  const { rows } = await stage.db.query('SELECT count(*)::int AS n FROM outbox WHERE position IS NULL');
  if (rows[0].n > 0) await new Promise((resolve) => setTimeout(resolve, 200)).then(() => settled(page, stage));
  else await page.locator('#link-state').waitFor({ state: 'hidden' });
}

async function heapMb(devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1024 / 1024;
}

/** Counts frames meanwhile: one that comes late stands for those it held back. */
async function watched(page, act) {
  await page.evaluate(`window.watched = { last: performance.now(), shown: 0, lost: 0, on: true };
    requestAnimationFrame(function frame(now) {
      const late = Math.round((now - watched.last) / ${FRAME_MS}) - 1;
      watched.shown += 1; watched.lost += Math.max(0, late); watched.last = now;
      if (watched.on) requestAnimationFrame(frame);
    });`);
  await act();
  const { shown, lost } = await page.evaluate('watched.on = false, watched');
  return { pct: tenths((100 * lost) / (shown + lost)), words: `${lost} of ${shown + lost} frames` };
}

/** Acts at a pace, whatever each takes. */
async function paced(count, perSecond, act) {
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    const wait = began + (n * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await act(n);
  }
}

/** While fifty messages a second arrive and the thread is scrolled. */
async function frames(stage, { page }, talks, quick) {
  const seconds = quick ? 6 : 15;
  await page.getByRole('log', { name: 'Thread' }).hover();
  const sending = [];
  const { pct, words } = await watched(page, async () => {
    await paced(seconds * HEARTBEATS_PER_S, HEARTBEATS_PER_S, async (sent) => {
      sending.push(say(stage, talks[sent % talks.length], `Frame ${sent}: still nothing?`));
      if (sent % 10 === 0) await page.mouse.wheel(0, sent % 20 === 0 ? -400 : 400);
    });
    await Promise.all(sending);
  });
  const note = `${words} in ${seconds} s, ${HEARTBEATS_PER_S} messages a second over ${talks.length} conversations`;
  return row('dropped_frames_pct', pct, '%', 5, note);
}

const LONG_THREAD = 5_000;
const LONG_LIST = 500;
const NOTCHES = 120;

/** A thread of 5,000 messages and a list of 500 rows, scrolled by a wheel that is turned thirty notches a second. */
async function scrolling(stage, desk, talks) {
  const { page } = desk;
  const list = page.getByRole('region', { name: 'My conversations' });
  await fillDesk(stage, desk, LONG_LIST - talks.length);
  for (let sent = 0; sent < LONG_THREAD; sent += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => say(stage, talks[0], `Line ${sent + n}: what we talked about, 说过的话.`)),
    );
  const { rows: longest } = await stage.db.query(
    'SELECT conversation_id AS id FROM messages GROUP BY conversation_id ORDER BY count(*) DESC LIMIT 1',
  );
  await page.goto(`/console/c/${longest[0].id}`);
  await page.getByRole('log', { name: 'Thread' }).getByRole('article').first().waitFor();
  const rows = [];
  for (const [name, place] of [
    ['scroll_dropped_pct_thread', page.getByRole('log', { name: 'Thread' })],
    ['scroll_dropped_pct_list', list],
  ]) {
    await place.hover();
    // There and back, so that it does not end early; the first turns also draw what was never drawn before.
    const { pct, words } = await watched(page, () =>
      paced(NOTCHES, 30, (n) => page.mouse.wheel(0, (n < NOTCHES / 2 ? -1 : 1) * (name.endsWith('list') ? -300 : 300))),
    );
    const of = name.endsWith('list') ? `a list of ${LONG_LIST} rows` : `a thread of ${LONG_THREAD} messages`;
    rows.push(row(name, pct, '%', null, `${words}, ${of}, thirty notches of the wheel a second`));
  }
  return rows;
}
