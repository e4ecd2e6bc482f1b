// How fast one of a million messages is found, how long indexing takes, and what the index adds to the disk. Messages in Chinese
// and English, a few words in most of them and most words in few, over a year. Alone: `node bench/context/search.mjs [--quick] [--verbose]`.
import { performance } from 'node:perf_hooks';
import { quantile, raise } from '../stage.mjs';

const common = {
  en: 'the to my order is and it please not parcel when have for refund delivery you arrived yet help address number today still broken return would like payment account cannot change invoice late charged twice missing item received wrong colour size waiting week customer service reply question cancel exchange warranty voucher discount shipping'.split(
    ' ',
  ),
  zh: '我的 订单 请问 什么 时候 快递 退款 没有 收到 可以 谢谢 你们 客服 发货 已经 地址 商品 问题 申请 换货 怎么 电话 今天 帮我 查询 付款 支付 取消 修改 发票 优惠 质量 退货 物流 账户 密码 尺寸 颜色 坏了 联系 尽快 处理 等了 三天 还是 不行 麻烦 一下 保修 维修'.split(
    ' ',
  ),
};
const syllables =
  'ba co da fe gi ho ju ka lo mi na op qu ra se ti ur va we xo yi zu bran clev dorn fisk glim hart keld morn'.split(' ');
const characters =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世车'.split(
    '',
  );
const surnames = '王李张刘陈杨赵黄周吴'.split('');

/** Always the same numbers, so that two runs ask the same. */
function dice(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function lexicon() {
  const random = dice(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const rare = { en: new Set(), zh: new Set() };
  while (rare.en.size < 20_000) rare.en.add(Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(syllables)).join(''));
  while (rare.zh.size < 8_000) rare.zh.add(Array.from({ length: random() < 0.7 ? 2 : 3 }, () => pick(characters)).join(''));
  return { en: [...common.en, ...rare.en], zh: [...common.zh, ...rare.zh] };
}

/** Texts and channels of messages: six to seventeen words with a steep slope from common to rare, some with numbers. */
function writer(words) {
  const random = dice(3);
  const steep = (list) => list[Math.floor(random() ** 4 * list.length)];
  const digits = (count) => String(Math.floor(random() * 10 ** count)).padStart(count, '0');
  const text = (n) => {
    const length = 6 + (n % 12);
    const said =
      n % 2 === 0
        ? Array.from({ length }, () => steep(words.zh) + (random() < 0.2 ? '，' : '')).join('')
        : Array.from({ length }, () => steep(words.en)).join(' ');
    return said + (n % 6 === 0 ? ` A-${digits(6)}` : '') + (n % 20 === 0 ? ` 138 ${digits(4)} ${digits(4)}` : '');
  };
  const channels = ['webchat', 'email', 'wechat', 'whatsapp', 'sms'];
  return (from, count) => [
    Array.from({ length: count }, (_, at) => text(from + at)),
    Array.from({ length: count }, () => channels[Math.floor(random() ** 2 * channels.length)]),
  ];
}

/** Customers, their closed conversations, messages and facts, straight into the tables. The index looks away meanwhile. */
async function fillRecord(db, count) {
  const client = await db.connect();
  const words = lexicon();
  const people = Math.round(count / 20);
  try {
    await client.query(`UPDATE search_progress SET filling = NULL, position = 9000000000000000000, filled_at = app_now()`);
    await client.query(`SET session_replication_role = replica`);
    await client.query('SELECT setseed(0.5)');
    await client.query(`CREATE FUNCTION pg_temp.id_at(ms bigint, salt text) RETURNS uuid LANGUAGE sql AS
      $$ SELECT (lpad(to_hex(ms), 12, '0') || '7' || substr(md5(salt), 1, 3) || '8' || substr(md5(salt), 4, 15))::uuid $$`);
    await client.query('CREATE TEMP TABLE people (n int PRIMARY KEY, customer uuid, conversation uuid)');
    const start = 1_700_000_000_000;
    const step = Math.floor(31_536_000_000 / count);
    await client.query(
      `INSERT INTO people SELECT n, pg_temp.id_at(${start} + n, 'c' || n), pg_temp.id_at(${start} + n, 'v' || n) FROM generate_series(1, ${people}) n`,
    );
    await client.query(
      `INSERT INTO customers (id, name, created_at)
       SELECT customer, CASE WHEN n % 2 = 0 THEN ($1::text[])[1 + n % 10] || ($2::text[])[1 + n % 97] || ($2::text[])[1 + n % 203]
         ELSE initcap(($3::text[])[100 + n % 9000]) || ' ' || initcap(($3::text[])[100 + (n * 7) % 9000]) END,
         to_timestamp((${start} + n) / 1000.0) FROM people`,
      [surnames, characters, words.en],
    );
    await client.query(
      `INSERT INTO conversations (id, customer_id, inbox_id, queue_id, status, channel, opened_at, closed_at)
       SELECT p.conversation, p.customer, i.id, i.queue_id, 'closed', i.channel, app_now(), app_now() FROM people p, (SELECT * FROM inboxes ORDER BY key LIMIT 1) i`,
    );
    const write = writer(words);
    for (let from = 1; from <= count; from += 20_000)
      await client.query(
        `INSERT INTO messages (id, customer_id, seq, rev, conversation_id, inbox_id, channel, direction, kind, author_type, text, delivery_state, created_at)
         SELECT pg_temp.id_at(${start} + g.n * ${step}, 'm' || g.n), p.customer, g.n, g.n, p.conversation, i.id, g.channel, 'in', 'text', 'customer', g.text,
           'sent', to_timestamp((${start} + g.n * ${step}) / 1000.0)
         FROM (SELECT t.text, t.channel, $1::bigint + t.ord - 1 AS n FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS t(text, channel, ord)) g
         JOIN people p ON p.n = 1 + (g.n * 7919) % ${people}
         CROSS JOIN (SELECT id FROM inboxes ORDER BY key LIMIT 1) i`,
        [from, ...write(from, Math.min(20_000, count - from + 1))],
      );
    await client.query(
      `INSERT INTO facts (id, customer_id, conversation_id, kind, value, source_type, at)
       SELECT pg_temp.id_at(${start} + n, 'f' || n), customer, conversation, 'order_number', 'B-' || (10000 + (n * 7919::bigint) % 900000), 'form', to_timestamp((${start} + n) / 1000.0) FROM people`,
    );
    await client.query('RESET session_replication_role');
    for (const table of ['customers', 'conversations', 'messages', 'facts']) await client.query(`VACUUM ANALYZE ${table}`);
  } finally {
    client.release();
  }
  return words;
}

/** Indexes everything without a pause; gives the seconds it took. The server's own round may take a chunk in between. */
async function index(stage) {
  const { createDataSource } = await import('../../dist/src/platform/database/data-source.js');
  const { Database } = await import('../../dist/src/platform/database/database.js');
  const { IndexSearch } = await import('../../dist/src/context/search/index-search.service.js');
  const source = await createDataSource({ url: stage.databaseUrl, poolSize: 2, entities: [] }).initialize();
  const silent = { info() {}, warn() {} };
  const indexing = new IndexSearch(new Database(source), undefined, silent);
  await stage.db.query(
    `UPDATE search_progress SET filling = 'customer', filled_to = NULL, position = NULL, filled_at = NULL, documents = 0`,
  );
  const began = performance.now();
  for (let told = 0; ;) {
    await indexing.advance();
    const { rows } = await stage.db.query('SELECT filling, documents FROM search_progress');
    if (!rows[0].filling) break;
    if (Number(rows[0].documents) - told < 100_000) continue;
    told = Number(rows[0].documents);
    process.stderr.write(`indexed ${told} in ${Math.round((performance.now() - began) / 1000)} s\n`);
  }
  const seconds = (performance.now() - began) / 1000;
  await source.destroy();
  await stage.db.query('VACUUM ANALYZE search_documents');
  return seconds;
}

async function queries(db, words, count) {
  const random = dice(11);
  const pick = (list, from = 0, to = list.length) => list[from + Math.floor(random() * (to - from))];
  const { rows } = await db
    .query(`SELECT text, customer_id FROM messages TABLESAMPLE SYSTEM_ROWS(400)`)
    .catch(() => db.query(`SELECT text, customer_id FROM messages ORDER BY md5(id::text) LIMIT 400`));
  const found = (pattern) => rows.map((row) => pattern.exec(row.text)?.[0]).filter(Boolean);
  const [orders, phones] = [found(/A-\d+/), found(/138 \d+ \d+/)];
  const names = (await db.query(`SELECT name FROM customers ORDER BY md5(id::text) LIMIT 100`)).rows.map((row) => row.name);
  const rare = (list) => pick(list, 60, list.length);
  const slip = (word) => word.slice(0, 2) + word.slice(3, 4) + word.slice(2, 3) + word.slice(4);
  const kinds = {
    'common word': () => ({ q: pick(common.en) }),
    'rare word': () => ({ q: rare(words.en) }),
    beginning: () => ({ q: pick(words.en, 0, 2000).slice(0, 4) }),
    'short beginning': () => ({ q: pick(words.en).slice(0, 2) }),
    'slip in a common word': () => ({ q: slip(pick(common.en.filter((word) => word.length > 4))) }),
    'slip in a rare word': () => ({ q: slip(rare(words.en)) }),
    'two common words': () => ({ q: `${pick(common.en)} ${pick(common.en)}` }),
    'common and rare word': () => ({ q: `${pick(common.en)} ${rare(words.en)}` }),
    'four words': () => ({
      q: pick(rows)
        .text.split(/[\s，]/)
        .slice(0, 4)
        .join(' ')
        .slice(0, 200),
    }),
    'two characters': () => ({ q: pick(common.zh) }),
    'two rare characters': () => ({ q: rare(words.zh) }),
    'one character': () => ({ q: pick(characters) }),
    'four characters': () => ({ q: pick(common.zh) + pick(common.zh) }),
    'order number': () => ({ q: pick(orders) }),
    'digits of an order number': () => ({ q: pick(orders).slice(2) }),
    'last four digits': () => ({ q: pick(phones).slice(-4) }),
    'whole telephone number': () => ({ q: pick(phones).replaceAll(' ', '') }),
    name: () => ({ q: pick(names) }),
    'nothing there': () => ({ q: `qqzzj${Math.floor(random() * 1000)} ${pick(common.en)}` }),
    'common word of one customer': () => ({ q: pick(common.en), customer: pick(rows).customer_id }),
    'rare word on one channel': () => ({ q: rare(words.en), channel: 'sms' }),
    'common word long ago': () => ({ q: pick(common.zh), to: '2023-12-15T00:00:00Z' }),
  };
  const all = Object.entries(kinds);
  return Array.from({ length: count }, (_, n) => ({ sort: all[n % all.length][0], ask: all[n % all.length][1]() }));
}

async function ask(stage, token, list) {
  const times = [];
  for (const { sort, ask } of list) {
    const began = performance.now();
    const answer = await fetch(`${stage.base}/v1/search?${new URLSearchParams(ask)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${JSON.stringify(ask)}: ${JSON.stringify(body)}`);
    times.push({ sort, ms: performance.now() - began, found: body.data.length, q: ask.q });
  }
  return times;
}

/** What any signed-in call costs on this machine at this moment: the median of 50. */
async function bareMs(stage, token) {
  const times = [];
  for (let n = 0; n < 50; n++) {
    const began = performance.now();
    await (await fetch(`${stage.base}/v1/me`, { headers: { authorization: `Bearer ${token}` } })).json();
    times.push(performance.now() - began);
  }
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}

/** Rows of { name, value, unit, target, met, note }. */
export async function measureSearch({ quick = false, verbose = false } = {}) {
  const count = quick ? 100_000 : 1_000_000;
  const stage = await raise();
  try {
    const words = await fillRecord(stage.db, count);
    const seconds = await index(stage);
    const token = await stage.signIn('admin@demo.test');
    const list = await queries(stage.db, words, 200);
    // Each connection plans its statements once.
    await ask(stage, token, list.slice(0, 44));
    const times = await ask(stage, token, list);
    const bare = await bareMs(stage, token);
    if (verbose) tell(times);
    const sorted = times.map((one) => one.ms).sort((a, b) => a - b);
    const p95 = quantile(sorted, 0.95);
    const { rows } = await stage.db.query(
      `SELECT pg_total_relation_size('search_documents') + pg_total_relation_size('search_words') + pg_total_relation_size('search_segments') AS bytes,
         pg_relation_size('search_documents_tokens') AS tokens, pg_total_relation_size('search_words') AS words,
         pg_total_relation_size('messages') AS messages, (SELECT documents FROM search_progress) AS documents`,
    );
    const mb = (bytes) => Math.round(Number(bytes) / 1_048_576);
    const empty = times.filter((one) => one.found === 0).length;
    return [
      row(
        'search_p95_ms',
        p95,
        'ms',
        100,
        `${count} messages, 200 mixed queries over HTTP one after the other: median ${round(quantile(sorted, 0.5))} ms, longest ${round(sorted.at(-1))} ms, ${empty} found nothing; a call that only says who is calling takes ${round(bare)} ms`,
      ),
      row(
        'search_index_ms_per_1000',
        (seconds * 1_000_000) / Number(rows[0].documents),
        'ms',
        null,
        `${rows[0].documents} documents in ${Math.round(seconds)} s without a pause`,
      ),
      row(
        'search_disk_mb',
        mb(rows[0].bytes),
        'MB',
        null,
        `tokens ${mb(rows[0].tokens)} MB, words ${mb(rows[0].words)} MB, the rest documents; the messages themselves take ${mb(rows[0].messages)} MB`,
      ),
    ];
  } finally {
    await stage.strike();
  }
}

function tell(times) {
  for (const sort of new Set(times.map((one) => one.sort))) {
    const own = times.filter((one) => one.sort === sort);
    const worst = own.reduce((a, b) => (a.ms > b.ms ? a : b));
    const mean = own.reduce((sum, one) => sum + one.ms, 0) / own.length;
    console.error(
      `${sort.padEnd(30)} mean ${round(mean)} ms, worst ${round(worst.ms)} ms (${worst.q}), found ${own.map((one) => one.found).join(' ')}`,
    );
  }
}

const round = (value) => Math.round(value * 10) / 10;
const row = (name, value, unit, most, note) => ({
  ...{ name, value: round(value), unit },
  ...{ target: most === null ? null : `<= ${most}`, met: most === null ? null : value <= most, note },
});

if (process.argv[1] === import.meta.filename) {
  const rows = await measureSearch({ quick: process.argv.includes('--quick'), verbose: process.argv.includes('--verbose') });
  for (const one of rows)
    console.log(
      `${one.name.padEnd(26)} ${one.value} ${one.unit} ${one.met === null ? '' : `${one.target} ${one.met ? 'met' : 'NOT met'}`}  ${one.note}`,
    );
  process.exit(0);
}
