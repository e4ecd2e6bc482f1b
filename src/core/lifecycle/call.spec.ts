import { describe, expect, it } from '@jest/globals';
import { CALL_EVENTS, CALL_STATES, type EndedBy, follow, leavesWork, nextCallState, outcomeOf, talks } from './call.js';

const no = 'illegal_move';
const [G, Q, R, T, H, V, E] = ['greeting', 'queued', 'ringing', 'talking', 'held', 'voicemail', 'ended'] as const;

describe('a call', () => {
  /** The whole table, spelled out: one row per state, one column per event in the order of CALL_EVENTS. */
  const table = {
    //         queued offered rung taken answered unanswered held resumed dropped handed_on voicemail ended
    greeting: [Q, no, R, no, no, no, no, no, no, no, V, E],
    queued: [no, R, R, no, no, no, no, no, no, no, V, E],
    ringing: [no, no, R, R, T, Q, no, no, no, no, V, E],
    talking: [no, no, R, no, no, no, H, no, Q, Q, no, E],
    held: [no, no, R, no, no, no, no, T, Q, Q, no, E],
    voicemail: [no, no, no, no, no, no, no, no, no, no, no, E],
    ended: [no, no, no, no, no, no, no, no, no, no, no, no],
  };
  it.each(CALL_STATES)('%s moves exactly as the table says', (state) => {
    const moves = CALL_EVENTS.map((event) => {
      const moved = nextCallState(state, event);
      return moved.ok ? moved.status : moved.code;
    });
    expect(moves).toEqual(table[state]);
  });

  it.each([
    [G, 'customer', 'in', 'abandoned'],
    [Q, 'customer', 'in', 'abandoned'],
    [Q, 'line', 'in', 'abandoned'],
    [R, 'customer', 'in', 'abandoned'],
    [R, 'agent', 'in', 'declined'],
    [Q, 'system', 'in', 'missed'],
    [T, 'customer', 'in', 'answered'],
    [T, 'line', 'in', 'answered'],
    [H, 'agent', 'in', 'answered'],
    [V, 'customer', 'in', 'voicemail'],
    [R, 'customer', 'out', 'missed'],
    [R, 'agent', 'out', 'abandoned'],
    [T, 'customer', 'out', 'answered'],
  ] as const)('that is %s and is ended by the %s (%s) was %s', (state, by, direction, outcome) => {
    expect(outcomeOf(state, by as EndedBy, direction)).toBe(outcome);
  });

  it('leaves work where somebody still has to do something', () => {
    expect(
      (['answered', 'abandoned', 'missed', 'voicemail', 'callback', 'failed', 'declined'] as const).filter(leavesWork),
    ).toEqual(['voicemail', 'callback']);
    expect(CALL_STATES.filter(talks)).toEqual([T, H]);
  });
});

describe('a call goes where its conversation goes', () => {
  const call = (state: (typeof CALL_STATES)[number], agentId: string | null = null) => ({ state, agentId });
  const none = { kind: 'none' };

  it.each([
    ['in line', call(Q), 'waiting', null, none],
    ['held out', call(Q), 'offered', null, { kind: 'offer', first: null }],
    ['held out already', call(R), 'offered', null, none],
    ['held out to another after one was rung', call(R, 'ana'), 'offered', null, { kind: 'offer', first: null }],
    ['given to an agent', call(Q), 'assigned', 'ana', { kind: 'ring', agentId: 'ana' }],
    ['accepted', call(R), 'assigned', 'ana', { kind: 'ring', agentId: 'ana' }],
    ['with its agent', call(T, 'ana'), 'assigned', 'ana', none],
    ['handed to a colleague', call(T, 'ana'), 'assigned', 'ben', { kind: 'ring', agentId: 'ben' }],
    ['handed to a queue', call(H, 'ana'), 'waiting', null, { kind: 'queue', event: 'handed_on' }],
    ['handed to a queue and held out there', call(T, 'ana'), 'offered', null, { kind: 'offer', first: 'handed_on' }],
    ['not accepted', call(R), 'waiting', null, { kind: 'queue', event: 'unanswered' }],
    ['in the menu', call(G), 'snoozed', null, none],
    ['in the menu, of a conversation that somebody has', call(G), 'assigned', 'ana', none],
    ['leaving a message', call(V), 'waiting', null, none],
    ['asleep', call(T, 'ana'), 'snoozed', 'ana', none],
    ['closed', call(T, 'ana'), 'closed', null, { kind: 'end' }],
    ['closed while in the menu', call(G), 'closed', null, { kind: 'end' }],
    ['over', call(E, 'ana'), 'waiting', null, none],
    ['over and closed', call(E, 'ana'), 'closed', null, none],
  ] as const)('%s', (_, live, status, assigneeId, following) => {
    expect(follow(live, { status, assigneeId })).toEqual(following);
  });
});
