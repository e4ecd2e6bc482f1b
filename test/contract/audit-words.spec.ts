import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { subjectOf, subjects } from '../../web/console/board/audit.js';
import { boardWords } from '../../web/console/board/words.js';

/** Every act that is written anywhere in the server, as it stands there; those that are put together are told here. */
function actsOfTheServer(): string[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readFileSync(join('src', name), 'utf8'))
    .filter((text) => /\baudit\b|Audit\b/.test(text));
  const plain = files.flatMap((text) =>
    [
      ...text.matchAll(
        /(?:\baction(?::|\s=)|this\.(?:record|write|tell)\()[^;{}]*?'([a-z_]+\.[a-z_]+)'(?:\s*:\s*'([a-z_]+\.[a-z_]+)')?/g,
      ),
    ].flatMap(([, one, other]) => [one as string, ...(other ? [other] : [])]),
  );
  const three = ['canned_reply', 'fact_pattern', 'panel'].flatMap((what) =>
    ['created', 'changed', 'deleted'].map((done) => `${what}.${done}`),
  );
  const calls = ['answer', 'decline', 'hold', 'resume', 'hangup', 'start', 'pause', 'stop'];
  const consults = ['consult', 'consult_complete', 'consult_cancel'];
  return [...new Set([...plain, ...three, ...[...calls, ...consults].map((act) => `call.${act}`)])];
}

it('has words in both languages for every act that the server records, and a place for it among the subjects', () => {
  const acts = actsOfTheServer();
  expect(acts.length).toBeGreaterThan(80);
  for (const act of acts) {
    for (const language of ['en', 'zh'] as const) expect(boardWords[language]).toHaveProperty([`did.${act}`]);
    expect([act, subjects.includes(subjectOf(act))]).toEqual([act, true]);
  }
});
