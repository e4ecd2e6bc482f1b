import fc from 'fast-check';
import { AT_LAST, capsOf, effective, type QueueAsk, thresholdsOf } from './effective.js';
import { lacksOf } from './satisfy.js';
import { deedOf, readSkills, readSteps, type Step } from './steps.js';

const minute = 60_000;
const french = { skill: 'french', minLevel: 4 };
const none = { skills: [], language: null };
const queue = (more: Partial<QueueAsk>): QueueAsk => ({ skills: [], groups: [], steps: [], ...more });

describe('what is asked after a wait', () => {
  const steps: Step[] = [
    { afterMs: 5 * minute, addQueues: ['b'] },
    { afterMs: minute, lowerSkill: { skill: 'french', minLevel: 2 } },
    { afterMs: 3 * minute, dropSkill: 'french' },
    { afterMs: 2 * minute, addGroups: ['second'] },
    { afterMs: 4 * minute, dropLanguage: true },
    { afterMs: 6 * minute, raisePriority: 2 },
    { afterMs: 7 * minute, dropGroups: true },
    { afterMs: 8 * minute, toQueue: 'c' },
    { afterMs: 9 * minute, raisePriority: 1 },
  ];
  const asked = (waited: number) =>
    effective(queue({ skills: [french], groups: ['first'], steps }), { skills: [], language: 'fr' }, waited);

  it.each([
    [0, { skills: [french], groups: ['first'], language: 'fr', alsoQueues: [], raise: 0, toQueue: null }],
    [minute - 1, { skills: [french] }],
    [minute, { skills: [{ skill: 'french', minLevel: 2 }], groups: ['first'] }],
    [2 * minute, { groups: ['first', 'second'], language: 'fr' }],
    [3 * minute, { skills: [] }],
    [4 * minute, { language: null, alsoQueues: [] }],
    [5 * minute, { alsoQueues: ['b'], raise: 0 }],
    [6 * minute, { raise: 2, groups: ['first', 'second'] }],
    [7 * minute, { groups: [], toQueue: null }],
    [8 * minute, { toQueue: 'c' }],
    [AT_LAST, { raise: 3, skills: [], groups: [], language: null, alsoQueues: ['b'], toQueue: 'c' }],
  ])('after %d ms', (waited, expected) => {
    expect(asked(waited)).toMatchObject(expected);
  });

  it('says what has applied, in order, and when the next thing is due', () => {
    expect(asked(2 * minute)).toMatchObject({ applied: [steps[1], steps[3]], nextDueMs: 3 * minute });
    expect(asked(9 * minute).nextDueMs).toBeNull();
  });

  it('forgets a skill when its own time is over, whoever asked for it', () => {
    const own = { skills: [{ skill: 'vip', minLevel: 3, expiresAfterMs: minute }], language: null };
    const asks = queue({ skills: [{ ...french, expiresAfterMs: 2 * minute }] });
    expect(effective(asks, own, 0)).toMatchObject({ skills: [french, { skill: 'vip', minLevel: 3 }], nextDueMs: minute });
    expect(effective(asks, own, minute)).toMatchObject({ skills: [french], applied: [{ afterMs: minute, expired: 'vip' }] });
    expect(effective(asks, own, 2 * minute).skills).toEqual([]);
  });

  it('asks a skill once, at the highest level anybody asks', () => {
    const own = { skills: [{ skill: 'french', minLevel: 5 }], language: null };
    expect(effective(queue({ skills: [french] }), own, 0).skills).toEqual([{ skill: 'french', minLevel: 5 }]);
  });

  it('does not make a queue without groups ask for one', () => {
    const widened = queue({ steps: [{ afterMs: 1, addGroups: ['second'] }] });
    expect(effective(widened, none, 2).groups).toEqual([]);
  });
});

describe('whatever a queue says', () => {
  const skill = fc.constantFrom('a', 'b', 'c');
  const level = fc.integer({ min: 1, max: 5 });
  const at = fc.integer({ min: 1, max: 1_000 });
  const ask = fc.record({ skill, minLevel: level, expiresAfterMs: fc.option(at, { nil: undefined }) });
  const deed = fc.oneof(
    fc.record({ dropSkill: skill }),
    fc.record({ lowerSkill: fc.record({ skill, minLevel: level }) }),
    fc.constant({ dropLanguage: true as const }),
    fc.constant({ dropGroups: true as const }),
    fc.record({ addGroups: fc.constant<string[]>(['g2']) }),
    fc.record({ addQueues: fc.constant<string[]>(['q2']) }),
    fc.record({ raisePriority: level }),
  );
  const steps = fc.array(
    fc.tuple(at, deed).map(([afterMs, one]): Step => ({ afterMs, ...one })),
    { maxLength: 6 },
  );
  const asks = fc.record({ skills: fc.array(ask, { maxLength: 3 }), groups: fc.subarray(['g1']), steps });
  const own = fc.record({ skills: fc.array(ask, { maxLength: 3 }), language: fc.constantFrom(null, 'fr') });
  const agent = fc.record({
    agentId: fc.constant('x'),
    skills: fc.dictionary(skill, level),
    languages: fc.subarray(['fr']),
    groups: fc.subarray(['g1', 'g2']),
  });

  it('a longer wait never asks more: whoever could serve still can', () => {
    fc.assert(
      fc.property(asks, own, agent, at, at, (rules, conversation, one, first, more) => {
        const early = lacksOf(one, effective(rules, conversation, first));
        const late = lacksOf(one, effective(rules, conversation, first + more));
        expect(late.length).toBeLessThanOrEqual(early.length);
        expect(effective(rules, conversation, first + more).raise).toBeGreaterThanOrEqual(
          effective(rules, conversation, first).raise,
        );
      }),
    );
  });

  it('nothing changes between now and what is said to be next due, and something does then', () => {
    fc.assert(
      fc.property(asks, own, at, (rules, conversation, waited) => {
        const { nextDueMs, ...now } = effective(rules, conversation, waited);
        if (nextDueMs === null) return expect(effective(rules, conversation, AT_LAST)).toMatchObject(now);
        expect(effective(rules, conversation, nextDueMs - 1)).toMatchObject(now);
        expect(effective(rules, conversation, nextDueMs).applied.length).toBeGreaterThan(now.applied.length);
      }),
    );
  });

  it('a queue asks the same all through a stretch between two thresholds', () => {
    fc.assert(
      fc.property(asks, at, (rules, waited) => {
        const from = [0, ...thresholdsOf(rules)].filter((one) => one <= waited).at(-1) as number;
        expect(effective(rules, none, waited)).toEqual({ ...effective(rules, none, from) });
        expect(capsOf(rules, waited)).toEqual(capsOf(rules, from));
      }),
    );
  });
});

describe('steps and skills as they are stored', () => {
  it.each([
    [[{ afterMs: 1, dropSkill: 'a' }], true],
    [[{ afterMs: 0, dropSkill: 'a' }], false],
    [[{ afterMs: 1 }], false],
    [[{ afterMs: 1, dropSkill: 'a', dropLanguage: true }], false],
    [[{ afterMs: 1, lowerSkill: { skill: 'a', minLevel: 6 } }], false],
    [[{ afterMs: 1, lowerSkill: null }], false],
    [[{ afterMs: 1, addQueues: [] }], false],
    [[{ afterMs: '1', toQueue: 'x' }], false],
    [[null], false],
    ['no list', false],
  ])('%j is read: %s', (stored, good) => {
    expect(readSteps(stored) !== undefined).toBe(good);
  });

  it.each([
    [[{ skill: 'a' }], [{ skill: 'a', minLevel: 1 }]],
    [[{ skill: 'a', minLevel: 2, expiresAfterMs: 5 }], [{ skill: 'a', minLevel: 2, expiresAfterMs: 5 }]],
    [[{ skill: 'a', minLevel: 2, expiresAfterMs: 0 }], undefined],
    [[{ minLevel: 2 }], undefined],
    [{}, undefined],
  ])('%j is read as %j', (stored, read) => {
    expect(readSkills(stored)).toEqual(read);
  });

  it('a step that does two things does none', () => {
    expect(deedOf({ dropLanguage: true, raisePriority: 1 })).toBeUndefined();
  });
});
