import { h } from './dom.js';
import { plain, timeMark, words } from './format.js';

/** @typedef {import('../../src/contracts/views.js').DecisionView} DecisionView */

/**
 * Decisions as a person can read them: the chosen agent, the runner-up, and for everybody else why not.
 * @param {DecisionView[]} decisions
 */
export function decisionsView(decisions) {
  if (decisions.length === 0)
    return h('p', { class: 'quiet-text', text: 'Nothing has been decided about this conversation yet.' });
  // The latest first, opened; the earlier ones folded.
  const latest = [...decisions].sort((a, b) => (a.at < b.at ? 1 : -1));
  return h('div', { class: 'decisions' }, ...latest.map((decision, index) => decisionView(decision, index === 0)));
}

/** @param {DecisionView} decision @param {boolean} isOpen */
function decisionView(decision, isOpen) {
  const isMatch = decision.kind === 'match';
  const title = decision.chosen ? `${decision.chosen.name} ${isMatch ? 'was chosen' : 'got it'}` : 'Back in line';
  return h(
    'details',
    { open: isOpen },
    h(
      'summary',
      {},
      h('strong', { text: title }),
      ' ',
      timeMark(decision.at),
      h('span', { class: 'quiet-text', text: ` ${outcomeLine(decision)}` }),
    ),
    isMatch ? null : h('p', { class: 'reason', text: decision.sentence }),
    isMatch ? agentsTable(decision) : null,
    isMatch ? partsLine(decision) : null,
  );
}

/** @param {DecisionView} decision */
function outcomeLine({ kind, offerState }) {
  if (kind !== 'match') return words(kind);
  return offerState ? `Offer ${offerState}` : 'Assigned at once';
}

/** @param {DecisionView} decision */
function agentsTable(decision) {
  const chosen = decision.chosen && { ...decision.chosen, outcome: 'chosen', score: decision.score, sentence: decision.sentence };
  const rows = [...(chosen ? [chosen] : []), ...decision.others];
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...['Agent', 'Result', 'Score', 'Why'].map((text) => h('th', { scope: 'col', text })))),
      h('tbody', {}, ...rows.map(agentRow)),
    ),
  );
}

/** @param {{ name: string, outcome: string, score: number | null, sentence: string }} row */
function agentRow({ name, outcome, score, sentence }) {
  return h(
    'tr',
    { class: `outcome-${outcome}` },
    h('th', { scope: 'row', text: name }),
    h('td', { text: words(outcome) }),
    h('td', { class: 'number', text: plain(score) }),
    // The name stands in the first column already.
    h('td', { text: sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence }),
  );
}

/** What the score of the chosen one is made of. @param {DecisionView} decision */
function partsLine({ parts, policyVersion }) {
  const shown = Object.entries(parts).map(([name, value]) => `${words(name).toLowerCase()} ${plain(value)}`);
  return h('p', { class: 'quiet-text', text: `Score: ${shown.join(' · ')}. Policy ${policyVersion}` });
}
