import { expect, it } from '@jest/globals';
import type { ReassignmentPlanView } from '../../../src/contracts/routing-views.js';
import { isDeadEnd, partsOf, staleIn } from './plan.js';
import { aConversation, byId } from './pretend.js';

type Item = ReassignmentPlanView['items'][number];
const item = (conversationId: string, from: string | null, to: Item['to'], epoch = 1): Item => ({
  ...{ conversationId, epoch, from: { agentId: from, queueId: 'q-1' }, to, sentence: 'because', translations: { zh: '因为' } },
});

it('a plan into a line that nobody works off is one that somebody must mean', () => {
  const warned = (kind: ReassignmentPlanView['effect']['warnings'][number]['kind']) =>
    isDeadEnd({ effect: { warnings: [{ kind, conversationId: null, sentence: 's', translations: { zh: 's' } }] } } as never);
  expect(warned('nobody_works_there')).toBe(true);
  expect(warned('queue_paused')).toBe(true);
  expect(warned('customer_waiting')).toBe(false);
});

it('a plan is told by who gets what, what goes in line, and what stays', () => {
  const parts = partsOf({
    items: [
      item('1', null, { agentId: 'ana' }),
      item('2', 'ben', { agentId: 'ana' }),
      item('3', 'ben', { queueId: 'q-1' }),
      item('4', null, { queueId: 'q-2' }),
      item('5', null, { queueId: 'q-1' }),
    ],
  });
  const ids = (map: Map<string, Item[]>) => [...map].map(([to, items]) => [to, ...items.map((one) => one.conversationId)]);
  expect(ids(parts.toAgents)).toEqual([['ana', '1', '2']]);
  expect(ids(parts.toLines)).toEqual([
    ['q-1', '3'],
    ['q-2', '4'],
  ]);
  expect(parts.stay.map((one) => one.conversationId)).toEqual(['5']);
});

it('what somebody has acted on since the plan was made is stale; what is not known here is not', () => {
  const plan = { items: ['same', 'acted', 'unknown'].map((id) => item(id, null, { agentId: 'ana' }, 3)) };
  const now = byId(aConversation('same', { epoch: 3 }), aConversation('acted', { epoch: 4 }));
  expect(staleIn(plan, now)).toEqual(['acted']);
});
