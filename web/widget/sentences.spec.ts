import { describe, expect, it } from '@jest/globals';
import type { WidgetConversationView } from '../../src/contracts/views.js';
import {
  callLine,
  choicesOf,
  clockOf,
  dayOf,
  initials,
  isBlank,
  noticeLine,
  problemLine,
  sizeOf,
  statusLine,
} from './sentences.js';
import { errorCodes, type ErrorCode } from '../../src/contracts/errors.js';
import { loadWords } from './words.js';
import { en } from './words/en.js';
import { zhCn } from './words/zh-cn.js';
import { zhTw } from './words/zh-tw.js';

const view = (more: Partial<WidgetConversationView> = {}): WidgetConversationView => ({
  ...{ id: 'v', status: 'waiting', agent: null, position: null, expectedWait: null, opensAt: null, waiting: null },
  rated: false,
  notice: { code: 'in_line', text: 'You are in line.' },
  ...more,
});
const wait = (from: number, to: number) => ({ fromMs: from * 60_000, toMs: to * 60_000 });

describe('what a customer is told', () => {
  it.each([
    [null, 'Write to us, a person will answer.'],
    [view(), 'You are in line'],
    [view({ position: 1, expectedWait: wait(0, 1) }), 'You are next in line · about a minute'],
    [view({ position: 4, expectedWait: wait(3, 7) }), 'You are in line, number 4 · about 3–7 minutes'],
    [view({ notice: { code: 'no_agent', text: '' }, position: 2 }), 'We will answer as soon as we can'],
    [view({ notice: { code: 'outside_hours', text: '' } }), 'We are closed at the moment'],
    [view({ status: 'assigned', agent: { name: 'Ana' } }), 'Ana is here'],
    [view({ status: 'snoozed' }), 'We will come back to you'],
    [view({ status: 'closed' }), 'This conversation is closed'],
  ])('%#', (conversation, line) => expect(statusLine(en, conversation)).toBe(line));

  it('names the next opening', () => {
    expect(statusLine(en, view({ opensAt: '2026-03-02T09:00:00Z' }))).toMatch(/^We open Monday/);
  });

  it('says at the start that it is closed, with the zone behind the time as people write it', async () => {
    const closed = { opensAt: '2026-03-02T09:00:00Z', text: 'We are closed.' };
    expect(statusLine(en, null, closed)).toMatch(/^We open Monday, Mar 2, \d+:00\s[AP]M \([A-Z]{3}.*\)$/);
    expect(statusLine(en, null, { ...closed, opensAt: null })).toBe('We are closed at the moment');
    expect([noticeLine(null, closed), noticeLine(view({ status: 'closed' }), closed)]).toEqual([closed.text, closed.text]);
    // Who is in line is told by the conversation itself.
    expect(statusLine(en, view({ status: 'assigned', agent: { name: 'Ana' } }), closed)).toBe('Ana is here');
    for (const language of ['zh-CN', 'zh-TW'] as const)
      expect(statusLine(await loadWords(language), null, closed)).toMatch(/\d:00（[A-Z]{3}[^[]*）/);
  });

  it.each(['', ' \n', '\u200b\u200d\ufeff', '\u2060\u3164', '\u2800', '\u202e'])('sees nothing in %j', (text) =>
    expect(isBlank(text)).toBe(true),
  );
  it.each(['a', '。', '👩‍🚀', '\u200bx', '1️⃣'])('sees something in %s', (text) => expect(isBlank(text)).toBe(false));

  it('leaves out the server’s sentence where the header says the same', () => {
    expect(noticeLine(view())).toBe('You are in line.');
    const twice = { code: 'closed', text: 'This conversation is closed. Write to us and it goes on.' } as const;
    expect(noticeLine(view({ status: 'closed', notice: twice }))).toBe('Write to us and it goes on.');
    expect(noticeLine(view({ notice: { code: 'no_agent', text: 'Nobody is here. We answer.' } }))).toBe(
      'Nobody is here. We answer.',
    );
    expect(noticeLine(view({ notice: { code: 'with_agent', text: 'You are talking to Ana.' } }))).toBe('');
  });

  it('offers whom to wait for, and marks what holds', () => {
    const waiting = { position: 1, expectedWait: null, preferred: null, choices: ['wait', 'anyone'] as const };
    const chosen = view({ waiting: { ...waiting, choices: [...waiting.choices], waitingFor: { name: 'Ana', until: '' } } });
    expect(choicesOf(en, chosen)).toEqual([
      { choice: 'wait', label: 'Wait for Ana', chosen: true },
      { choice: 'anyone', label: 'Anyone', chosen: false },
    ]);
    expect(choicesOf(en, view())).toEqual([]);
  });

  it('tells a problem by its sentence', () => {
    expect(problemLine(en, null)).toBe('There is no connection just now.');
    expect(problemLine(en, { title: 'Bad', detail: 'Too long.' })).toBe('Too long.');
    const wrong = (pointer: string) => ({
      title: 'Bad',
      detail: `x: ${pointer} is bad`,
      errors: [{ pointer, detail: 'is bad' }],
    });
    expect(problemLine(en, wrong('/preChat/email'))).toBe('This is no e-mail address.');
    expect(problemLine(en, wrong('/attachments/0'))).toBe('A file is not there any more. Please add it again.');
    expect(problemLine(en, wrong('/inboxKey'))).toBe('Something went wrong.');
    const kind = { code: 'unsupported_media_type', detail: 'Files of type .exe are not taken.' } as const;
    expect(problemLine(en, { ...kind, errors: [{ pointer: '/file', detail: '' }] })).toBe(kind.detail);
    expect(problemLine({ ...en, problems: { rate_limited: 'Slowly' } }, { code: 'rate_limited', detail: 'x' })).toBe('Slowly');
  });

  it.each([zhCn, zhTw])('never falls back to English: $language', (words) => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const said = problemLine(words, { code, title: 'English', detail: 'An English sentence.' });
      expect(said).toMatch(/\p{Script=Han}/u);
      expect(said).not.toContain('English');
    }
    for (const field of Object.keys(en.wrong))
      expect(problemLine(words, { errors: [{ pointer: `/preChat/${field}`, detail: 'must be English' }] })).toBe(
        words.wrong[field],
      );
    expect(problemLine(words, { title: 'English', detail: 'An English sentence.' })).toBe(words.wentWrong);
  });

  it('counts, measures and names', () => {
    expect([clockOf(65_000), clockOf(3_723_000), clockOf(-5)]).toEqual(['1:05', '1:02:03', '0:00']);
    expect([sizeOf(1), sizeOf(2_048), sizeOf(3_300_000)]).toEqual(['1 KB', '2 KB', '3.1 MB']);
    expect([initials('Ana'), initials(' mei  lin '), initials('陈伟'), initials('👩‍🚀 x'), initials('')]).toEqual([
      ...['A', 'ML', '陈', '👩X', ''],
    ]);
    const ended = { callId: 'c', state: 'ended', outcome: 'answered', durationMs: 61_000, agentName: 'Ana' } as const;
    expect(callLine(en, ended)).toBe('Call with Ana · 1:01 min');
    expect(callLine(en, { ...ended, outcome: 'missed', durationMs: null, agentName: null })).toBe('Call, not answered');
    const now = Date.parse('2026-03-02T12:00:00Z');
    expect(dayOf(en, '2026-03-02T11:00:00Z', now)).toBe('Today');
    expect(dayOf(en, '2026-02-02T11:00:00Z', now)).toMatch(/Feb/);
  });
});
