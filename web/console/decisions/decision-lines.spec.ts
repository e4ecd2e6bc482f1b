import { describe, expect, it } from '@jest/globals';
import type { DecisionAgentView, DecisionView } from '../../../src/contracts/routing-views.js';
import { agentLines, blockedCounts, partsOf, plain, tieOf } from './decision-lines.js';

const agent = (
  name: string,
  outcome: DecisionAgentView['outcome'],
  score: number | null,
  sentence: string,
): DecisionAgentView => ({
  ...{
    id: name,
    name,
    outcome,
    reason: outcome === 'blocked' ? 'away' : null,
    score,
    parts: null,
    sentence: `${name}: ${sentence}`,
    translations: { zh: `${name}：${sentence}` },
  },
});
const decision = (more: Partial<DecisionView>): DecisionView =>
  ({
    chosen: { id: 'Ana', name: 'Ana' },
    score: 7.8312,
    sentence: 'Ana: helped Mei last',
    translations: { zh: 'Ana：上次服务了Mei' },
    others: [],
    counts: {},
    parts: {},
    ...more,
  }) as DecisionView;

describe('a decision as rows of a table', () => {
  it('has the chosen one first, then the next best, the outscored by score, and who could not; without the name said twice', () => {
    const others = [
      agent('Eva', 'blocked', null, 'is away'),
      agent('Dan', 'outscored', 1, 'others suit better'),
      agent('Cho', 'outscored', 2.5, 'others suit better'),
      agent('Ben', 'runner-up', 5, 'next best'),
    ];
    expect(agentLines(decision({ others }), 'en')).toEqual([
      { id: 'Ana', name: 'Ana', outcome: 'chosen', score: '7.83', why: 'helped Mei last' },
      { id: 'Ben', name: 'Ben', outcome: 'runner-up', score: '5', why: 'next best' },
      { id: 'Cho', name: 'Cho', outcome: 'outscored', score: '2.5', why: 'others suit better' },
      { id: 'Dan', name: 'Dan', outcome: 'outscored', score: '1', why: 'others suit better' },
      { id: 'Eva', name: 'Eva', outcome: 'blocked', score: null, why: 'is away' },
    ]);
  });

  it('does not show the chosen one twice, and nobody where nobody was chosen', () => {
    expect(agentLines(decision({ others: [agent('Ana', 'chosen', 7.8312, 'x')] }), 'en')).toHaveLength(1);
    expect(agentLines(decision({ chosen: null }), 'en')).toEqual([]);
    expect(agentLines(decision({}), 'zh').map((one) => one.why)).toEqual(['上次服务了Mei']);
  });

  it('tells what the score is made of, the weightiest first, without what gave nothing', () => {
    expect(partsOf({ load: 1, continuity: 5.4, waitingAge: 0 })).toEqual([
      { name: 'continuity', value: '5.4' },
      { name: 'load', value: '1' },
    ]);
  });

  it('counts who could not only where they are not named', () => {
    expect(blockedCounts(decision({ counts: { away: 1, offline: 4 } }))).toEqual([
      { reason: 'offline', count: 4 },
      { reason: 'away', count: 1 },
    ]);
    expect(blockedCounts(decision({ counts: { away: 1 }, others: [agent('Eva', 'blocked', null, 'is away')] }))).toEqual([]);
    expect(plain(null)).toBeNull();
  });
});

describe('what decides between equal scores', () => {
  const tied = (mine: number, theirs: number, more: Partial<DecisionView> = {}): DecisionView =>
    decision({
      ...{ score: 1.5, parts: { load: mine }, by: 'best_pair' },
      others: [{ ...agent('Ben', 'runner-up', 1.5, 'next best'), parts: { load: theirs } }],
      ...more,
    });
  it.each([
    ['more room', tied(0.8, 0.5), 'room'],
    ['the longer idle', tied(0.5, 0.5), 'idle'],
    ['the order, where room has no weight', tied(0, 0), 'order'],
  ])('%s', (_, one, because) => {
    expect(tieOf(one)).toEqual({ names: ['Ben'], because });
  });

  it.each([
    ['nobody scored as much', tied(0.8, 0.5, { score: 2 })],
    ['the line was given out as a whole', tied(0.5, 0.5, { by: 'whole_tier' })],
    ['nobody was chosen', tied(0.5, 0.5, { chosen: null })],
  ])('nothing where %s', (_, one) => {
    expect(tieOf(one)).toBeNull();
  });
});
