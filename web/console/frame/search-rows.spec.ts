import { describe, expect, it } from '@jest/globals';
import type { SearchHitView } from '../../../src/contracts/search.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { conversationsFor, fits, marksOf, oncePerCustomer, piecesOf, step } from './search-rows.js';

const shown = (text: string, marks: [number, number][]): string =>
  piecesOf(text, marks)
    .map((piece) => (piece.isFound ? `[${piece.text}]` : piece.text))
    .join('');

describe('what the command bar shows', () => {
  it.each<[string, [number, number][], string]>([
    ['我要退款。', [[2, 4]], '我要[退款]。'],
    [
      'a b a',
      [
        [4, 5],
        [0, 1],
      ],
      '[a] b [a]',
    ],
    [
      'overlap',
      [
        [0, 4],
        [2, 6],
      ],
      '[over][la]p',
    ],
    ['<b>x</b>', [[3, 4]], '<b>[x]</b>'],
    [
      'short',
      [
        [3, 99],
        [-4, 1],
      ],
      '[s]ho[rt]',
    ],
    [
      'nothing',
      [
        [4, 4],
        [5, 2],
      ],
      'nothing',
    ],
    ['', [[0, 1]], ''],
  ])('%j with %j is %j', (text, marks, wanted) => expect(shown(text, marks)).toBe(wanted));

  it('marks words in any case', () => {
    expect(marksOf('Mei Lin', 'lin mei')).toEqual([
      [4, 7],
      [0, 3],
    ]);
    expect(marksOf('İstanbul', 'stan')).toEqual([]);
  });

  it('asks for every word', () => {
    expect([fits('mei cup', ['Mei Lin', 'Broken cup']), fits('mei pot', ['Mei Lin', null]), fits('', ['x'])]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('shows open conversations first, then the latest', () => {
    const one = (id: string, status: string, at: string): ConversationView =>
      ({ id, status, subject: 'Cup', customerName: null, tags: [], openedAt: at, lastInboundAt: null }) as never;
    const all = [one('1', 'closed', '2026-03'), one('2', 'assigned', '2026-01'), one('3', 'waiting', '2026-02')];
    expect(conversationsFor('cup', all).map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(conversationsFor('pot', all)).toEqual([]);
  });

  it('shows a customer once', () => {
    const hit = (id: string, customer: string): SearchHitView => ({ id, customer: { id: customer, name: null } }) as never;
    expect(oncePerCustomer([hit('a', '1'), hit('b', '2'), hit('c', '1')]).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('walks round the ends', () => expect([step(3, 2, 1), step(3, 0, -1), step(0, 0, 1)]).toEqual([0, 2, 0]));
});
