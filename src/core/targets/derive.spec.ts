import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BusinessHours } from '../hours/business-hours.js';
import { deriveTargets, type History, type TargetRules } from './derive.js';

const minute = 60_000;
const hour = 60 * minute;
const at = (iso: string): number => Date.parse(iso);
const zero = at('2026-11-20T10:00Z');

const rules: TargetRules = {
  hours: null,
  warnPercent: 80,
  targetMs: { first_reply: hour, next_reply: 30 * minute, resolution: 8 * hour },
};
/** Minutes after `zero`. */
const history = (
  more: Partial<{ turns: [number, 'customer' | 'us'][]; acts: [number, History['acts'][number]['what']][] }> &
    Partial<Omit<History, 'turns' | 'acts'>> = {},
): History => {
  const { turns = [[0, 'customer']], acts = [], ...rest } = more;
  const open = turns.at(-1)?.[1] === 'customer';
  const first = turns.find(([, by]) => by === 'us');
  return {
    ...{ now: zero + 600 * minute, openedAt: zero, closedAt: null, letGoAt: null },
    firstRepliedAt: first ? zero + first[0] * minute : null,
    unansweredSince: open ? zero + turns.at(-1)![0] * minute : null,
    turns: turns.map(([when, by]) => ({ at: zero + when * minute, by })),
    acts: acts.map(([when, what]) => ({ at: zero + when * minute, what })),
    ...rest,
  };
};
/** Every clock in minutes after `zero`: kind, started, due, met, stopped. */
const clocks = (of: History, by = rules) =>
  deriveTargets(of, by).map((one) => {
    const minutes = (when: number | null): number | null => (when === null ? null : (when - zero) / minute);
    return [one.kind, minutes(one.startedAt), minutes(one.dueAt), minutes(one.metAt), minutes(one.stoppedAt)];
  });

describe('the clocks of a conversation', () => {
  it('a first reply is due from the first word, the resolution from the opening', () => {
    expect(clocks(history())).toEqual([
      ['first_reply', 0, 60, null, null],
      ['resolution', 0, 480, null, null],
    ]);
    expect(deriveTargets(history(), rules).map((one) => (one.warnAt! - zero) / minute)).toEqual([48, 384]);
  });

  it('a next reply is due from the first word that nobody answered, however many follow', () => {
    const turns: [number, 'customer' | 'us'][] = [
      [0, 'customer'],
      [10, 'us'],
      [20, 'customer'],
      [25, 'us'],
      [40, 'customer'],
    ];
    expect(clocks(history({ turns }))).toEqual([
      ['first_reply', 0, 60, 10, null],
      ['next_reply', 20, 50, 25, null],
      ['next_reply', 40, 70, null, null],
      ['resolution', 0, 480, null, null],
    ]);
  });

  it('where we wrote first there is no first reply to wait for', () => {
    const turns: [number, 'customer' | 'us'][] = [
      [0, 'us'],
      [20, 'customer'],
    ];
    expect(clocks(history({ turns }))[0]).toEqual(['next_reply', 20, 50, null, null]);
  });

  it('a close stops the reply and meets the resolution', () => {
    expect(clocks(history({ acts: [[10, 'closed']], closedAt: zero + 10 * minute }))).toEqual([
      ['first_reply', 0, null, null, 10],
      ['resolution', 0, 480, 10, null],
    ]);
  });

  it('a reopening goes on where the close stopped: the time between counts for nobody', () => {
    const acts: [number, 'closed' | 'reopened'][] = [
      [10, 'closed'],
      [100, 'reopened'],
    ];
    expect(clocks(history({ acts }))).toEqual([
      ['first_reply', 0, 150, null, null],
      ['resolution', 0, 570, null, null],
    ]);
  });

  it('what was due before the close stays due then', () => {
    expect(clocks(history({ acts: [[70, 'closed']], closedAt: zero + 70 * minute }))[0]).toEqual([
      'first_reply',
      0,
      60,
      null,
      70,
    ]);
  });

  it('asleep with nothing unanswered, the resolution stands; with a question open it runs on', () => {
    const answered: [number, 'customer' | 'us'][] = [
      [0, 'customer'],
      [10, 'us'],
    ];
    expect(clocks(history({ turns: answered, acts: [[20, 'snoozed']] }))[1]).toEqual(['resolution', 0, null, null, 20]);
    const woken: [number, 'snoozed' | 'other'][] = [
      [20, 'snoozed'],
      [80, 'other'],
    ];
    expect(clocks(history({ turns: answered, acts: woken }))[1]).toEqual(['resolution', 0, 540, null, null]);
    expect(clocks(history({ acts: woken }))[1]).toEqual(['resolution', 0, 480, null, null]);
    const between: [number, 'customer' | 'us'][] = [
      [0, 'customer'],
      [50, 'us'],
    ];
    expect(clocks(history({ turns: between, acts: woken }))[1]).toEqual(['resolution', 0, 510, null, null]);
  });

  it('another queue judges by its own rules, from the same start', () => {
    const other = { ...rules, targetMs: { first_reply: 2 * hour, next_reply: null, resolution: null } };
    expect(clocks(history(), other)).toEqual([
      ['first_reply', 0, 120, null, null],
      ['resolution', 0, null, null, 0],
    ]);
  });

  it('what was laid down without an answer stands', () => {
    const now = zero + 30 * minute;
    expect(clocks(history({ unansweredSince: null, now }))[0]).toEqual(['first_reply', 0, null, null, 30]);
    expect(clocks(history({ unansweredSince: null, letGoAt: now }))[0]).toEqual(['first_reply', 0, null, null, 30]);
  });

  it('the record is believed where messages do not tell', () => {
    expect(clocks(history({ turns: [], unansweredSince: zero + 5 * minute }))[0]).toEqual(['first_reply', 5, 65, null, null]);
  });

  it('never falls due where the hours never open', () => {
    const never: BusinessHours = { timeZone: 'UTC', intervals: [], holidays: [] };
    expect(clocks(history(), { ...rules, hours: never })[0]).toEqual(['first_reply', 0, null, null, null]);
  });

  it('more pauses never make anything due earlier', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })), { maxLength: 5 });
    fc.assert(
      fc.property(gaps, (pairs) => {
        let when = 0;
        const acts = pairs.flatMap(([run, stand]): [number, 'closed' | 'reopened'][] => {
          const closed = (when += run);
          return [
            [closed, 'closed'],
            [(when += stand), 'reopened'],
          ];
        });
        const [reply] = deriveTargets(history({ acts }), rules);
        const [plain] = deriveTargets(history(), rules);
        const stood = acts.reduce((sum, [t, what]) => sum + (what === 'closed' ? -t : t), 0);
        expect(reply!.dueAt!).toBeGreaterThanOrEqual(plain!.dueAt!);
        expect(reply!.dueAt!).toBeLessThanOrEqual(plain!.dueAt! + stood * minute);
      }),
      { seed: 1 },
    );
  });
});

/** The worked example of docs/hours-and-targets.md. */
describe('the worked example', () => {
  const hours: BusinessHours = {
    timeZone: 'Europe/Berlin',
    intervals: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
    holidays: [{ date: '2026-12-25', name: 'Christmas', intervals: [] }],
  };
  const berlin = { hours, warnPercent: 75, targetMs: { first_reply: 4 * hour, next_reply: hour, resolution: 16 * hour } };
  const opened = at('2026-12-24T14:00Z'); // Thursday 15:00 in Berlin, two hours before closing; Friday is a holiday

  it('is due on Monday at 11:00', () => {
    const [reply, resolution] = deriveTargets(
      { ...history(), now: opened, openedAt: opened, unansweredSince: opened, turns: [{ at: opened, by: 'customer' }] },
      berlin,
    );
    expect(new Date(reply!.dueAt!).toISOString()).toBe('2026-12-28T10:00:00.000Z');
    expect(new Date(reply!.warnAt!).toISOString()).toBe('2026-12-28T09:00:00.000Z');
    expect(new Date(resolution!.dueAt!).toISOString()).toBe('2026-12-29T14:00:00.000Z');
  });

  it('a sleep from Monday 12:00 to Tuesday 10:00, after the answer, puts the resolution off by six hours of opening', () => {
    const answered = at('2026-12-28T09:30Z');
    const [, resolution] = deriveTargets(
      {
        ...{ now: at('2026-12-29T10:00Z'), openedAt: opened, closedAt: null, firstRepliedAt: answered },
        ...{ unansweredSince: null, letGoAt: null },
        turns: [
          { at: opened, by: 'customer' },
          { at: answered, by: 'us' },
        ],
        acts: [
          { at: at('2026-12-28T11:00Z'), what: 'snoozed' },
          { at: at('2026-12-29T09:00Z'), what: 'other' },
        ],
      },
      berlin,
    );
    expect(new Date(resolution!.dueAt!).toISOString()).toBe('2026-12-30T12:00:00.000Z');
  });
});
