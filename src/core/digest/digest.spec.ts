import { describe, expect, it } from '@jest/globals';
import { checkDigest } from './check-digest.js';
import {
  type Digest,
  DIGEST_BOUNDS,
  DIGEST_SECTIONS,
  type DigestLanguage,
  type DigestMaterial,
  type DigestMessage,
  type DigestSectionKey,
} from './material.js';
import { writeDigest } from './write-digest.js';

const begun = Date.parse('2026-11-25T09:00:00Z');

/**
 * One line per message: `c` the customer, `a` Ana, `n` a note, `s` the system; `@mail` changes the channel, `#2` the
 * conversation. Messages are m1, m2, … a minute apart; the last conversation named is the one that is handed over.
 */
function talk(lines: string[], language: DigestLanguage, more: Partial<DigestMaterial> = {}): DigestMaterial {
  let [channel, conversationId] = ['webchat', '#1'];
  const messages = lines.map((line, n): DigestMessage => {
    const [, head = '', rest = ''] = /^(\S(?:[@#]\S+)*) ([^]*)$/.exec(line) ?? [];
    for (const mark of head.slice(1).match(/[@#][^@#]+/g) ?? []) {
      if (mark.startsWith('@')) channel = mark.slice(1);
      else conversationId = mark;
    }
    const by = head[0]!;
    return {
      id: `m${n + 1}`,
      conversationId,
      channel,
      direction: by === 'c' ? 'in' : by === 'n' ? 'internal' : 'out',
      author: by === 'c' ? 'customer' : by === 's' ? 'other' : 'agent',
      authorName: by === 'c' ? 'Mei' : by === 's' ? null : 'Ana',
      text: rest,
      at: new Date(begun + n * 60_000).toISOString(),
    };
  });
  return {
    language,
    zone: 'Europe/Berlin',
    now: new Date(begun + lines.length * 60_000).toISOString(),
    conversationId,
    customer: { name: 'Mei Lin', tier: null, since: '2026-05-03T08:00:00Z' },
    subject: null,
    messages,
    opening: messages.filter((one) => one.conversationId === conversationId && one.direction === 'in').slice(0, 5),
    facts: [],
    promises: [],
    ...more,
  };
}

const told = (digest: Digest, key: DigestSectionKey): string[] =>
  digest.sections
    .filter((one) => one.key === key)
    .flatMap(({ sentences }) => sentences.map(({ sentence, sources }) => `${sentence} [${sources}]`));

type Case = [lines: string[], expected: string[]];
const cases = (language: DigestLanguage, key: DigestSectionKey, all: Case[]): void =>
  describe(`${key}, ${language}`, () => {
    it.each(all)('%j', (lines, expected) => {
      const material = talk(lines, language);
      const digest = writeDigest(material);
      expect(told(digest, key)).toEqual(expected);
      rested(material, digest);
    });
  });

/** Whatever the material: every sentence names messages that exist, and no bound is passed. */
function rested(material: DigestMaterial, digest: Digest): void {
  const ids = new Set(material.messages.map((one) => one.id));
  const all = digest.sections.flatMap((one) => one.sentences);
  for (const { sentence, sources } of all) {
    expect(sentence.length).toBeLessThanOrEqual(DIGEST_BOUNDS.sentence);
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.length).toBeLessThanOrEqual(DIGEST_BOUNDS.sources);
    expect(sources.filter((id) => !ids.has(id))).toEqual([]);
  }
  for (const { sentences } of digest.sections) expect(sentences.length).toBeLessThanOrEqual(DIGEST_BOUNDS.perSection);
  expect(all.reduce((sum, one) => sum + one.sentence.length, 0)).toBeLessThanOrEqual(DIGEST_BOUNDS.total);
  // What the rules write passes the judgement that other writers are put under.
  if (all.length > 0) expect(checkDigest(material, digest)).toEqual(digest);
}

cases('en', 'now', [
  [['c My order A-20417 arrived broken'], ['Wrote by web chat: “My order A-20417 arrived broken” [m1]']],
  [['c Hi', 'a Hello, how can I help?', 'c The app crashes'], ['Wrote by web chat: “The app crashes” [m3]']],
  [['c Hello there! My invoice is wrong.'], ['Wrote by web chat: “My invoice is wrong.” [m1]']],
  [
    ['c I want a refund', 'a Which order?', 'c A-20417'],
    ['Wrote by web chat: “I want a refund” [m1]', 'Last said: “A-20417” [m3]'],
  ],
  [['c I want a refund', 'a Done', 'c thank you'], ['Wrote by web chat: “I want a refund” [m1]']],
  [['c hello'], ['Wrote by web chat: “hello” [m1]']],
  [['c@voice '], ['Called on 25 November, 10:00. [m1]']],
  [
    ['c The parcel is late', 'c@email Still no parcel'],
    [
      'Wrote by web chat: “The parcel is late” [m1]',
      'Changed from web chat to mail on 25 November, 10:01. [m1,m2]',
      'Last said: “Still no parcel” [m2]',
    ],
  ],
  [
    ['c Where is my bag?', 'a It is here', 'c@wechat#2 The strap is torn'],
    [
      'Wrote by WeChat: “The strap is torn” [m3]',
      'Changed from web chat to WeChat on 25 November, 10:02. [m1,m3]',
      'Was here before, last on 25 November 2026. [m2]',
    ],
  ],
  [['a Good morning, this is Ana with news'], []],
  [['c 我的订单坏了'], ['Wrote by web chat: “我的订单坏了” [m1]']],
]);
cases('zh', 'now', [
  [['c 我的订单A-20417收到时是坏的'], ['通过网页聊天来信：“我的订单A-20417收到时是坏的” [m1]']],
  [['c 你好', 'a 您好，请问有什么可以帮您？', 'c 我要退款'], ['通过网页聊天来信：“我要退款” [m3]']],
  [['c 在吗'], ['通过网页聊天来信：“在吗” [m1]']],
  [['c@wechat 您好！发票开错了。'], ['通过微信来信：“发票开错了。” [m1]']],
  [
    ['c 包裹没到', 'c@voice 还是没到'],
    ['通过网页聊天来信：“包裹没到” [m1]', '11月25日 10:01从网页聊天转到电话。 [m1,m2]', '最近说：“还是没到” [m2]'],
  ],
  [['c My cup is broken'], ['通过网页聊天来信：“My cup is broken” [m1]']],
]);

cases('en', 'tried', [
  [['c I already restarted the router twice'], ['Tried already: “I already restarted the router twice” [m1]']],
  [['c It fails. I have reinstalled the app.'], ['Tried already: “I have reinstalled the app.” [m1]']],
  [["c I've tried another cable, no luck"], ["Tried already: “I've tried another cable, no luck” [m1]"]],
  [['c Resetting did not help'], ['Tried already: “Resetting did not help” [m1]']],
  [['c Should I restart it?'], []],
  [['c I could not restart it'], []],
  [['a Have you tried to restart it?', 'c yes'], []],
  [['c Help', 'a I have reset your password.'], ['Ana did: “I have reset your password.” [m2]']],
  [['c Help', "a We've sent a new one yesterday"], ["Ana did: “We've sent a new one yesterday” [m2]"]],
  [
    ['c Help', 'n Called the warehouse: nothing there. I have informed the carrier'],
    ['Ana did: “I have informed the carrier” [m2]'],
  ],
  [['c Help', 'a I have not sent it'], []],
  [['c Help', 'a Once I have checked it, you will hear from us'], []],
  [
    ['c I restarted it', 'a Thanks. I have raised it with our engineers.', 'c I also cleared the cache'],
    [
      'Tried already: “I restarted it” [m1]',
      'Ana did: “I have raised it with our engineers.” [m2]',
      'Tried already: “I also cleared the cache” [m3]',
    ],
  ],
]);
cases('zh', 'tried', [
  [['c 我已经试过重启了'], ['客户已经试过：“我已经试过重启了” [m1]']],
  [['c 重装过了还是不行'], ['客户已经试过：“重装过了还是不行” [m1]']],
  [['c 需要重启吗'], []],
  [['c 我还没试过'], []],
  [['c 打不开', 'a 我已经帮您重置密码了'], ['Ana已经做了：“我已经帮您重置密码了” [m2]']],
  [['c 打不开', 'a 已为您申请退款。'], ['Ana已经做了：“已为您申请退款。” [m2]']],
  [['c 打不开', 'a 您已经重启过吗？'], []],
  [['c 我换了网线也没用'], ['客户已经试过：“我换了网线也没用” [m1]']],
]);

cases('en', 'promised', [
  [['c Where is it?', 'a I will call you tomorrow at three.'], ['Ana announced: “I will call you tomorrow at three.” [m2]']],
  [['c Where is it?', 'a I can call you if you like'], []],
  [['c Where is it?', 'a Sorry! We will send a new one soon.'], ['Ana announced: “We will send a new one soon.” [m2]']],
  [['c I will call you tomorrow'], []],
  [['c ok', 'n I will call her tomorrow'], []],
]);
cases('zh', 'promised', [
  [['c 什么时候到', 'a 我明天下午三点给您回电话'], ['Ana说过会：“我明天下午三点给您回电话” [m2]']],
  [['c 什么时候到', 'a 请稍等'], []],
]);

cases('en', 'mood', [
  [['c This is ridiculous, still waiting'], ['Upset since 25 November, 10:00: “This is ridiculous, still waiting” [m1]']],
  [
    ['c Unacceptable!', 'a Sorry', 'c I will call my lawyer'],
    ['Upset since 25 November, 10:00: “Unacceptable!” [m1]', 'Last so: “I will call my lawyer” [m3]'],
  ],
  [
    ['c I am so angry', 'a Here is your refund', 'c Great, thank you'],
    ['Was upset, friendlier since: “Great, thank you” [m1,m3]'],
  ],
  [['c Thanks a lot for the quick help'], ['Friendly: “Thanks a lot for the quick help” [m1]']],
  [['c I am not angry, only asking'], []],
  [['c My order number is A-20417'], []],
  [['c Thanks', 'c This is a disgrace'], ['Upset since 25 November, 10:01: “This is a disgrace” [m2]']],
  [
    ['c It came. The box was open. I am very disappointed. Please call.'],
    ['Upset since 25 November, 10:00: “I am very disappointed.” [m1]'],
  ],
  [['c WHERE IS THE MONEY THAT YOU OWE'], ['Upset since 25 November, 10:00: “WHERE IS THE MONEY THAT YOU OWE” [m1]']],
  [['c ok', 'a I am sorry that you are upset'], []],
]);
cases('zh', 'mood', [
  [['c 我要投诉你们'], ['11月25日 10:00起情绪不满：“我要投诉你们” [m1]']],
  [['c 太差了', 'a 抱歉，已退款', 'c 谢谢，解决了'], ['曾经不满，之后缓和：“谢谢，解决了” [m1,m3]']],
  [['c 谢谢您的帮助'], ['态度友好：“谢谢您的帮助” [m1]']],
  [['c 我不是要投诉'], []],
  [['c 等了这么久还没人管'], ['11月25日 10:00起情绪不满：“等了这么久还没人管” [m1]']],
  [['c 订单号是123456'], []],
]);

cases('en', 'unknown', [
  [['c When does it arrive?'], ['The customer asked and has no answer: “When does it arrive?” [m1]']],
  [['c When does it arrive?', 'a Tomorrow.'], []],
  [['c It broke', 'a What colour is the light?'], ['We asked and have no answer: “What colour is the light?” [m2]']],
  [['c It broke', 'a What colour is the light?', 'c red'], []],
  [['c It broke', 'a What is your order number?'], ['Asked for and still not known: order number. [m2]']],
  [['c It broke', 'a What is your order number?', 'c I have to look'], ['Asked for and still not known: order number. [m2]']],
  [['c Are you there?'], []],
  [['c Hi', 's Can you rate us?'], []],
  [
    ['c It broke. Can I get a refund? Who pays for the shipping?'],
    [
      'The customer asked and has no answer: “Can I get a refund?” [m1]',
      'The customer asked and has no answer: “Who pays for the shipping?” [m1]',
    ],
  ],
]);
cases('zh', 'unknown', [
  [['c 什么时候能到'], ['客户问了、还没有回答：“什么时候能到” [m1]']],
  [['c 什么时候能到', 'a 明天'], []],
  [['c 坏了', 'a 请问您的订单号是多少？'], ['问过、仍然不知道：订单号。 [m2]']],
  [['c 坏了', 'a 灯是什么颜色的？'], ['我们问了、客户还没有回答：“灯是什么颜色的？” [m2]']],
  [['c 在吗'], []],
]);

describe('who, and what comes from facts and promises', () => {
  it('tells who it is with what they told us, each with its message', () => {
    const material = talk(['c Order A-20417 is broken', 'a I am sorry'], 'en', {
      customer: { name: 'Mei Lin', tier: 'gold', since: '2026-05-03T08:00:00Z' },
      facts: [
        { kind: 'order_number', label: null, value: 'A-20417', messageId: 'm1' },
        { kind: 'email', label: null, value: 'mei@shop.test', messageId: null },
        { kind: 'phone', label: null, value: '+4930', messageId: 'elsewhere' },
      ],
    });
    expect(told(writeDigest(material), 'who')).toEqual([
      'Mei Lin (gold), with us since 3 May 2026. [m1]',
      'order number: A-20417 [m1]',
    ]);
    expect(told(writeDigest({ ...material, language: 'zh' }), 'who')).toEqual([
      'Mei Lin（gold），2026年5月3日起的客户。 [m1]',
      '订单号: A-20417 [m1]',
    ]);
  });

  it('does not miss what a fact knows', () => {
    const lines = ['c It broke', 'a What is your order number?', 'c A-20417'];
    const known = { facts: [{ kind: 'order_number', label: null, value: 'A-20417', messageId: 'm3' }] };
    expect(told(writeDigest(talk(lines, 'en', known)), 'unknown')).toEqual([]);
  });

  it('does not wait for the answer to a question that is answered, though it was asked again', () => {
    const lines = ['c Order A-20417 broke', 'a What is your order number?'];
    const known = { facts: [{ kind: 'order_number', label: null, value: 'A-20417', messageId: 'm1' }] };
    expect(told(writeDigest(talk(lines, 'en', known)), 'unknown')).toEqual([]);
  });

  it('counts the promises it has no room for, and tells the year where it is another', () => {
    const promise = (n: number) => ({ text: `Thing ${n}`, madeAt: '', by: 'Ana', overdue: false, messageId: 'm1' });
    const dues = ['2026-11-26T09:00:00Z', '2027-11-26T09:00:00Z', null, null, null, null];
    const promises = dues.map((dueAt, n) => ({ ...promise(n), dueAt }));
    expect(told(writeDigest(talk(['c Hm'], 'en', { promises })), 'promised')).toEqual([
      'Ana promised: “Thing 0” (due 26 November, 10:00) [m1]',
      'Ana promised: “Thing 1” (due 26 November 2027, 10:00) [m1]',
      'Ana promised: “Thing 2” (no day named) [m1]',
      'And 3 more open promises. [m1]',
    ]);
  });

  it('tells promises once, overdue ones as such, and rests those made by hand on what was said then', () => {
    const lines = ['c Where is it?', 'a I will call you tomorrow at three.', 'c ok'];
    const promise = { text: 'Call at three', madeAt: '2026-11-25T09:01:30Z', by: 'Ana' };
    const noted = { promises: [{ ...promise, dueAt: '2026-11-26T14:00:00Z', overdue: false, messageId: 'm2' }] };
    expect(told(writeDigest(talk(lines, 'en', noted)), 'promised')).toEqual([
      'Ana promised: “Call at three” (due 26 November, 15:00) [m2]',
    ]);
    const byHand = { promises: [{ ...promise, dueAt: '2026-11-25T08:00:00Z', overdue: true, messageId: null }] };
    expect(told(writeDigest(talk(lines.slice(0, 1), 'zh', byHand)), 'promised')).toEqual([
      'Ana承诺过：“Call at three”（11月25日 09:00已到期，尚未兑现） [m1]',
    ]);
  });

  it('leaves out what was announced for a time that is over', () => {
    const later = { now: '2026-11-27T09:00:00Z' };
    expect(told(writeDigest(talk(['c Hm', 'a I will call you tomorrow at three.'], 'en', later)), 'promised')).toEqual([]);
  });

  it('stays a brief where there is much to tell', () => {
    const long = 'x'.repeat(400);
    const many = Array.from({ length: 12 }, (_, n) => [
      `c I already tried this ${n} ${long}`,
      `c Why ${n} is it ${long}?`,
    ]).flat();
    const facts = ['a', 'b', 'c'].map((kind) => ({ kind, label: long, value: long, messageId: 'm1' }));
    const promises = Array.from({ length: 4 }, () => ({
      text: long,
      dueAt: null,
      overdue: false,
      madeAt: '',
      by: long,
      messageId: 'm1',
    }));
    const material = talk([...many, 'c@email This is awful ' + long], 'en', {
      facts,
      promises,
      subject: long,
      customer: { name: long, tier: long, since: '' },
    });
    rested(material, writeDigest(material));
  });

  it('has nothing to say where nothing was said', () => {
    expect(writeDigest(talk([], 'en')).sections).toEqual([]);
  });
});

describe('whatever was said', () => {
  const pieces = [
    ...[
      'Hi',
      'My order A-20417 arrived broken!!!',
      'I already tried that twice',
      'When will it come?',
      'Thank you',
      '我已经试过了',
    ],
    ...[
      '我要投诉',
      '什么时候到？',
      'I will call you tomorrow at three',
      '我明天给您回电',
      'What is your order number?',
      '\ud800',
      '\u0000',
    ],
    ...[
      'x'.repeat(5_000),
      '。'.repeat(900),
      '? '.repeat(2_000),
      '',
      ' ',
      '<script>alert(1)</script>',
      '> quoted',
      '“”',
      '😀'.repeat(200),
    ],
  ];
  it('every sentence rests on messages that exist, and no bound is passed', () => {
    let seed = 7;
    const dice = (sides: number): number => (seed = (seed * 48_271) % 2_147_483_647) % sides;
    for (let round = 0; round < 300; round++) {
      const heads = ['c', 'a', 'n', 's', 'c@email', 'c@wechat', 'a@voice', 'c#2', 'a#1'];
      const lines = Array.from(
        { length: dice(120) },
        () => `${heads[dice(heads.length)]} ${Array.from({ length: dice(6) }, () => pieces[dice(pieces.length)]).join(' ')}`,
      );
      const material = talk(lines, dice(2) ? 'en' : 'zh', {
        subject: dice(2) ? 'y'.repeat(500) : null,
        customer: { name: dice(2) ? 'z'.repeat(3_000) : null, tier: 'gold', since: '2026-05-03T08:00:00Z' },
        zone: dice(2) ? 'Asia/Shanghai' : 'no zone',
        facts: Array.from({ length: dice(50) }, (_, n) => ({
          kind: `k${n}`,
          label: null,
          value: 'v'.repeat(dice(600)),
          messageId: `m${dice(200)}`,
        })),
        promises: Array.from({ length: dice(10) }, () => ({
          ...{ text: 'p'.repeat(dice(900)), dueAt: dice(2) ? '2026-12-01T00:00:00Z' : null, overdue: dice(2) === 1 },
          ...{ madeAt: new Date(begun).toISOString(), by: 'Ana', messageId: dice(2) ? `m${dice(200)}` : null },
        })),
      });
      rested(material, writeDigest(material));
    }
  });
});

describe('what another writer wrote', () => {
  const material = talk(['c My order is broken', 'a Sorry'], 'en');
  const fine = { sections: [{ key: 'now', sentences: [{ sentence: 'The order is broken.', sources: ['m1'] }] }] };
  const one = (more: object): unknown => ({
    sections: [{ key: 'now', sentences: [{ ...fine.sections[0]!.sentences[0], ...more }] }],
  });

  it('is taken where it names its sources, in the order of sections', () => {
    expect(checkDigest(material, fine)).toEqual({ language: 'en', ...fine });
    const two = { sections: [...fine.sections, { key: 'who', sentences: [{ sentence: 'Mei.', sources: ['m2', 'm2'] }] }] };
    expect(checkDigest(material, two)?.sections.map((section) => section.key)).toEqual(['who', 'now']);
    expect(DIGEST_SECTIONS.indexOf('who')).toBeLessThan(DIGEST_SECTIONS.indexOf('now'));
  });

  it.each([
    ['no source', one({ sources: [] })],
    ['a source that is not there', one({ sources: ['m1', 'm9'] })],
    ['no list of sources', one({ sources: 'm1' })],
    ['a sentence that is too long', one({ sentence: 'x'.repeat(281) })],
    ['an empty sentence', one({ sentence: ' ' })],
    ['no sentence', one({ sentence: 7 })],
    ['another section', { sections: [...fine.sections, { key: 'advice', sentences: [] }] }],
    ['one section twice', { sections: [...fine.sections, ...fine.sections] }],
    ['too many sentences', { sections: [{ key: 'now', sentences: Array(5).fill(fine.sections[0]!.sentences[0]) }] }],
    ['nothing', { sections: [] }],
    ['no sections', {}],
    ['a text', 'The order is broken.'],
    ['null', null],
    ['null within', { sections: [null] }],
  ])('is not taken with %s', (_what, answer) => expect(checkDigest(material, answer)).toBeNull());
});

it('why they came is what the conversation began with, however much has been said since', () => {
  const lines = [
    'c Hello',
    'c My parcel has not come.',
    ...Array.from({ length: 200 }, (_, n) => `${n % 2 ? 'c' : 'a'} word ${n}`),
  ];
  const long = talk(lines, 'en');
  const [why] = told(writeDigest(long), 'now');
  expect(why).toContain('My parcel has not come.');
  expect(why).toContain('[m2]');
  // What is read of the thread has reached its end long before.
  const read = { ...long, messages: long.messages.slice(-80) };
  expect(told(writeDigest(read), 'now')[0]).toBe(why);
  expect(checkDigest(read, writeDigest(read))).not.toBeNull();
});
