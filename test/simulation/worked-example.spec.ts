import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { decide } from '../../src/core/matching/decide.js';
import { explain } from '../../src/core/matching/explain.js';
import { sentence } from '../../src/core/matching/sentence.js';
import type { PresenceState } from '../../src/core/matching/snapshot.js';
import { projectRoot } from '../../src/platform/project-root.js';
import { anAgent, anItem, aSnapshot, NOW } from './builders.js';

const page = readFileSync(join(projectRoot, 'docs/routing.md'), 'utf8');
const example = page.slice(page.indexOf('## One worked example'), page.indexOf('## Asking why'));

type Row = Record<string, string>;

/** The rows of the example's nth table, by its headings. */
function table(nth: number): Row[] {
  const blocks = example.split(/\n{2,}/).filter((block) => block.startsWith('|'));
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [head, , ...rows] = blocks[nth]!.split('\n').filter((line) => line.startsWith('|'));
  const names = cells(head!);
  return rows.map((row) => Object.fromEntries(cells(row).map((cell, at) => [names[at]!, cell])));
}

const msOf = (words: string): number => Number(words.split(' ')[0]) * (words.endsWith('min') ? 60_000 : 1_000);
const skillsOf = (words: string): [string, number][] =>
  words ? words.split(', ').map((one) => [one.split(' ')[0]!, Number(one.split(' ')[1])]) : [];

const customers = table(0).map((row) => {
  const language = row['asks for']!.startsWith('speaks ') ? row['asks for']!.slice('speaks '.length) : null;
  const skills = language ? [] : skillsOf(row['asks for']!).map(([skill, minLevel]) => ({ skill, minLevel }));
  return anItem(row['customer']!, {
    ...{ waitingSince: NOW - msOf(row['waited']!), deadlineAt: NOW + msOf(row['reply due in']!), language, skills },
    preferred: row['knows'] ? [{ agentId: row['knows'], why: 'last' }] : [],
  });
});
const agents = table(1).map((row) =>
  anAgent(row['agent']!, {
    presence: row['state'] as PresenceState,
    languages: row['speaks']!.split(', '),
    skills: Object.fromEntries(skillsOf(row['skills']!)),
    reserved: 100 - Number(row['free']),
  }),
);
const snapshot = aSnapshot(customers, agents);

describe('the worked example of docs/routing.md', () => {
  it('is decided as the page says, number by number', () => {
    const decided = decide(snapshot).map(({ conversationId, agentId, by, parts, score, runnerUp }): Row => {
      const shown = [parts.continuity, parts.skillFit, parts.load, parts.waitingAge, parts.deadlineSlack, score];
      const [continuity, fit, load, waiting, slack, sum] = shown.map((part) => part.toFixed(3)) as string[];
      return {
        ...{ customer: conversationId, agent: agentId, how: by, 'next best': runnerUp?.agentId ?? '' },
        ...({ continuity, fit, load, waiting, slack, score: sum } as Row),
      };
    });
    expect(table(2)).toHaveLength(3);
    expect(decided).toEqual(table(2));
  });

  it('has the reasons the page gives', () => {
    const said = explain(snapshot, 'Mei')
      .filter((one) => one.outcome === 'blocked')
      .map((one) => ({ agent: one.agentId, sentence: sentence(one, { agent: one.agentId, customer: 'Mei' }) }));
    expect(said).toEqual(table(3));
  });

  it('would have given Tom his own agent at the score the page names, had Mei not been there', () => {
    const [, tom] = decide(
      aSnapshot(
        customers.filter((one) => one.conversationId !== 'Mei'),
        agents,
      ),
    );
    expect(tom).toMatchObject({ conversationId: 'Tom', agentId: 'Ben' });
    expect(example).toContain(`the best pair (${tom!.score.toFixed(3)})`);
  });
});
