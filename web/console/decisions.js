import { h } from './dom.js';
import { plain, timeMark, words } from './format.js';

/**
 * Decisions as a table a person can read: the chosen agent, the runner-up, and for everybody else why not. The names of the
 * parts come with the data, so a new part of the score shows up by itself.
 * @param {any} answer a list of decisions, bare or as a page
 */
export function decisionsView(answer) {
  const decisions = Array.isArray(answer) ? answer : (answer?.data ?? answer?.decisions ?? []);
  if (decisions.length === 0)
    return h('p', { class: 'quiet-text', text: 'Nothing has been decided about this conversation yet.' });
  // The latest first, opened; the earlier ones folded.
  const latest = [...decisions].sort((a, b) => (atOf(a) < atOf(b) ? 1 : -1));
  return h('div', { class: 'decisions' }, ...latest.map((decision, index) => decisionView(decision, index === 0)));
}

/** @param {any} decision */
function atOf(decision) {
  return decision.at ?? decision.decidedAt ?? decision.createdAt ?? '';
}

/** @param {any} decision @param {any} who a name, an id, or `{id, name}` @returns {string | null} */
function nameOf(decision, who) {
  if (!who) return null;
  if (typeof who === 'object') return who.name ?? who.agentName ?? nameOf(decision, who.agentId ?? who.id);
  const row = rowsOf(decision).find((each) => each.agentId === who || each.agent?.id === who || each.id === who);
  return row?.agentName ?? row?.name ?? row?.agent?.name ?? who;
}

/** @param {any} decision @returns {any[]} */
function rowsOf(decision) {
  return decision.agents ?? decision.candidates ?? decision.others ?? decision.top ?? [];
}

/** @param {any} decision @param {boolean} isOpen */
function decisionView(decision, isOpen) {
  const chosen = nameOf(decision, decision.chosen ?? decision.chosenAgent ?? decision.chosenAgentId);
  const sentence = decision.sentence ?? decision.reason?.sentence ?? decision.chosen?.sentence;
  const title = chosen ? `${chosen} was chosen` : 'Nobody could take it';
  const rows = rowsOf(decision);
  return h(
    'details',
    { open: isOpen },
    h(
      'summary',
      {},
      h('strong', { text: title }),
      ' ',
      timeMark(atOf(decision)),
      decision.kind ? h('span', { class: 'quiet-text', text: ` ${words(decision.kind)}` }) : null,
    ),
    sentence ? h('p', { class: 'reason', text: sentence }) : null,
    rows.length > 0 ? agentsTable(decision, rows) : null,
    countsLine(decision.counts),
    decision.policyVersion ? h('p', { class: 'quiet-text', text: `Policy ${decision.policyVersion}` }) : null,
  );
}

/** @param {any} decision @param {any[]} rows */
function agentsTable(decision, rows) {
  const parts = [...new Set(rows.flatMap((row) => Object.keys(row.parts ?? {})))];
  const head = ['Agent', 'Result', 'Score', ...parts.map(words), 'Why'];
  return h(
    'div',
    { class: 'table-scroll' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col', text })))),
      h('tbody', {}, ...rows.map((row) => agentRow(decision, row, parts))),
    ),
  );
}

/** @param {any} decision @param {any} row @param {string[]} parts */
function agentRow(decision, row, parts) {
  const name = row.agentName ?? row.name ?? row.agent?.name ?? row.agentId ?? row.id ?? '–';
  const outcome = row.outcome ?? (nameOf(decision, decision.chosen ?? decision.chosenAgentId) === name ? 'chosen' : '');
  const why = String(row.sentence ?? row.whyNot ?? row.why ?? (row.reason ? words(plain(row.reason)) : ''));
  return h(
    'tr',
    { class: `outcome-${outcome}` },
    h('th', { scope: 'row', text: name }),
    h('td', { text: outcome ? words(outcome) : '' }),
    h('td', { class: 'number', text: plain(row.score) }),
    ...parts.map((part) => h('td', { class: 'number', text: plain(row.parts?.[part]) })),
    // The name stands in the first column already.
    h('td', { text: why.startsWith(`${name}: `) ? why.slice(name.length + 2) : why }),
  );
}

/** @param {Record<string, number> | undefined} counts */
function countsLine(counts) {
  const shown = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  if (shown.length === 0) return null;
  return h('p', {
    class: 'quiet-text',
    text: `Could not take it: ${shown.map(([reason, count]) => `${count} ${words(reason).toLowerCase()}`).join(', ')}`,
  });
}
