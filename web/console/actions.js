import { call, list } from './api.js';
import { putConversation } from './apply.js';
import { decisionsView } from './decisions.js';
import { field, openDialog } from './dialog.js';
import { h } from './dom.js';
import { say, sayError } from './say.js';
import { state } from './store.js';

/** @typedef {import('./store.js').ConversationView} ConversationView */

const outcomes = [
  ['solved', 'Solved'],
  ['not_solved', 'Not solved'],
  ['no_answer', 'The customer did not answer'],
  ['spam', 'Spam'],
];

/** An action's answer may be the conversation; either way the event brings it. @param {any} answer */
function took(answer) {
  const view = answer?.conversation ?? answer;
  if (view?.id && view.status && Number.isInteger(view.version)) putConversation(view);
}

/**
 * The epoch is that of the state the person looked at when they began: when somebody else acted meanwhile, also while a
 * dialog was open, the server refuses.
 * @param {ConversationView} one @param {string} verb @param {object} [body]
 */
async function act(one, verb, body = {}) {
  took(await call('POST', `/v1/conversations/${one.id}/${verb}`, { ...body, epoch: one.epoch }));
}

/** @param {ConversationView} one */
export function openClose(one) {
  const outcome = h('select', {}, ...outcomes.map(([value, text]) => h('option', { value, text })));
  openDialog({
    title: `Close the conversation with ${one.customerName ?? 'the visitor'}`,
    body: [field('Outcome', outcome)],
    action: 'Close',
    act: () => act(one, 'close', { outcome: outcome.value }),
  });
}

/** @param {ConversationView} one */
export async function reopen(one) {
  try {
    await act(one, 'reopen');
  } catch (error) {
    sayError(error);
  }
}

/** Agents and queues it can go to, as far as this person may read them. @param {ConversationView} one */
async function targets(one) {
  const [queues, agents] = await Promise.all([
    state.queues.length > 0 ? state.queues : list('/v1/queues?limit=100'),
    list('/v1/agents?limit=100'),
  ]);
  // How busy colleagues are is for supervisors to see.
  const live = state.live.get(one.queueId)?.agents ?? [];
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const agent of agents) if (!agent.disabled) names.set(agent.id, agent.name);
  for (const agent of live) names.set(agent.id, `${agent.name} · ${agent.state}, ${agent.conversations} open`);
  names.delete(one.assignee?.id ?? '');
  return { queues, agents: [...names].map(([id, name]) => ({ id, name })) };
}

/** To another agent or queue, with the brief and a note that save the customer from telling it again. @param {ConversationView} one */
export async function openTransfer(one) {
  const verb = one.assignee?.id === state.me?.id ? 'Transfer' : 'Move';
  const { queues, agents } = await targets(one).catch(() => ({ queues: [], agents: [] }));
  if (queues.length + agents.length === 0) return say('There is nobody you may transfer to.', 'bad');
  const option = (/** @type {string} */ kind) => (/** @type {any} */ each) =>
    h('option', { value: `${kind} ${each.id}`, text: each.name });
  const target = h(
    'select',
    {},
    queues.length > 0 ? h('optgroup', { label: 'Queues' }, ...queues.map(option('queue'))) : null,
    agents.length > 0 ? h('optgroup', { label: 'Agents' }, ...agents.map(option('agent'))) : null,
  );
  const note = h('textarea', { rows: 4, maxlength: 5000 });
  openDialog({
    title: `${verb} the conversation`,
    body: [
      field('To', target),
      field('Note', note, 'What is still to do. The brief goes along by itself; the customer sees neither.'),
    ],
    action: verb,
    act: async () => {
      const [kind, id] = target.value.split(' ');
      const words = note.value.trim();
      await act(one, 'transfer', { [kind === 'agent' ? 'agentId' : 'queueId']: id, ...(words ? { note: words } : {}) });
    },
  });
}

/** @param {ConversationView} one */
export async function openDecisions(one) {
  try {
    const answer = await call('GET', `/v1/conversations/${one.id}/decisions`);
    openDialog({
      title: `Why this agent for ${one.customerName ?? 'the visitor'}?`,
      body: [decisionsView(answer.data)],
      wide: true,
    });
  } catch (error) {
    sayError(error);
  }
}
