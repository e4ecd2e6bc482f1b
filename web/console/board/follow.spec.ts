import { expect, it } from '@jest/globals';
import type { ReassignmentView } from '../../../src/contracts/routing-views.js';
import { follow, isUnsure } from './follow.js';

/** As the console's own: what the server refused, or null where it said nothing. */
class Refusal extends Error {
  constructor(readonly problem: { status?: number; code?: string } | null) {
    super('refused');
  }
}

const record = (status: ReassignmentView['status'], open: number): ReassignmentView =>
  ({
    id: 'r-1',
    status,
    counts: { total: 3, open, moved: 3 - open, failed: 0, restored: 0, notRestored: 0 },
  }) as ReassignmentView;

/** What the server answers, one after the other. */
const answers = (...all: (ReassignmentView | Refusal)[]) => {
  const left = [...all];
  return (): Promise<ReassignmentView> => {
    const next = left.shift() as ReassignmentView | Refusal;
    return next instanceof Refusal ? Promise.reject(next) : Promise.resolve(next);
  };
};

it('follows what is unfinished until it is at rest, through a silence, less and less often', async () => {
  const told: (number | null)[] = [];
  const pauses: number[] = [];
  const end = await follow(
    answers(new Refusal(null), record('applying', 2), new Refusal({ status: 503 }), record('applying', 1), record('applied', 0)),
    (now) => told.push(now && now.counts.open),
    (ms) => (pauses.push(ms), Promise.resolve()),
  );
  expect(end.status).toBe('applied');
  expect(told).toEqual([null, 2, null, 1]);
  expect(pauses).toEqual([500, 750, 1_125, 1_687.5]);
});

it('ends with what was never begun, and with a refusal', async () => {
  const quick = (): Promise<void> => Promise.resolve();
  expect((await follow(answers(record('planned', 3)), () => undefined, quick)).status).toBe('planned');
  await expect(follow(answers(new Refusal({ status: 404 })), () => undefined, quick)).rejects.toBeInstanceOf(Refusal);
});

it.each([
  [new Refusal(null), true],
  [new Refusal({ status: 503 }), true],
  [new Refusal({ status: 409, code: 'conflict' }), true],
  [new Refusal({ status: 401, code: 'token_expired' }), false],
  [new Error('x'), false],
])('knows after which answers it is unsure what was done', (error, unsure) => {
  expect(isUnsure(error)).toBe(unsure);
});
