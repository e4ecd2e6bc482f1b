import { call } from './api.js';
import { h } from './dom.js';
import { duration, timeMark } from './format.js';
import { changed } from './store.js';

/**
 * @typedef {import('../../src/contracts/context.js').ContextView} ContextView
 * @typedef {import('../../src/contracts/panels.js').PanelContentView} PanelContentView
 */

/** What panels answered since the context was read, by conversation and key. @type {Map<string, { asOf: string, view: PanelContentView | null }>} */
const answers = new Map();

/** What other systems show; one whose last answer is old is asked once for each reading of the context. @param {ContextView} context */
export function panelSections(context) {
  return context.panels.map((panel) => {
    const key = `${context.conversation.id} ${panel.key}`;
    const known = answers.get(key);
    const isAsked = known?.asOf === context.asOf;
    if (!isAsked && panel.state !== 'fresh') void ask(context, panel.key);
    const view = (isAsked && known?.view) || panel;
    return panelSection(view, panel.state !== 'fresh' && (!isAsked || known?.view === null));
  });
}

/** @param {ContextView} context @param {string} panelKey */
async function ask(context, panelKey) {
  const { id } = context.conversation;
  const key = `${id} ${panelKey}`;
  if (answers.size > 200) answers.clear();
  answers.set(key, { asOf: context.asOf, view: null });
  try {
    const view = await call('GET', `/v1/conversations/${id}/panels/${encodeURIComponent(panelKey)}`);
    if (answers.get(key)?.asOf !== context.asOf) return;
    answers.set(key, { asOf: context.asOf, view });
    changed('context');
  } catch {
    // What was known before stays on the screen; the next reading of the context asks again.
  }
}

/** @param {PanelContentView} view @param {boolean} isAsking */
function panelSection(view, isAsking) {
  return h(
    'section',
    { class: 'panel', 'aria-busy': isAsking },
    h('h2', { text: view.name }),
    stateLine(view, isAsking),
    ...view.sections.flatMap((one) => [
      h('h3', { class: 'quiet-text', text: one.label }),
      one.items.length === 0 ? h('p', { class: 'quiet-text', text: 'none' }) : h('ul', {}, ...one.items.map(item)),
    ]),
  );
}

/** @param {PanelContentView} view @param {boolean} isAsking */
function stateLine({ state, ageMs, title }, isAsking) {
  if (state === 'unread' || (isAsking && !title)) return h('p', { class: 'quiet-text', text: 'asking …' });
  if (state === 'unavailable') return h('p', { class: 'quiet-text', text: 'does not answer now' });
  if (state === 'stale' && !isAsking)
    return h('p', { class: 'quiet-text', text: `does not answer now; as of ${duration(ageMs ?? 0)} ago` });
  return null;
}

/** @param {import('../../src/contracts/panels.js').PanelItemView} one */
function item(one) {
  const label = one.url
    ? h('a', { href: one.url, target: '_blank', rel: 'noopener noreferrer', text: one.label })
    : h('span', { text: one.label });
  return h(
    'li',
    { class: 'pair' },
    h('span', { class: 'key' }, label),
    h(
      'span',
      {},
      h('span', { class: 'value', text: one.value }),
      one.at ? h('span', { class: 'source' }, timeMark(one.at)) : null,
    ),
  );
}

/** The page they are on and where they were before. @param {ContextView['pages']} pages */
export function pageLines({ current, last }) {
  return last.map((one) =>
    h(
      'li',
      { title: one.url },
      h('span', { class: 'value', text: one.title ?? one.url }),
      h(
        'span',
        { class: 'source' },
        current && one.url === current.url && one.at === current.at ? 'now ' : null,
        timeMark(one.lastSeenAt),
      ),
    ),
  );
}

/** What other systems saw of them, the latest first. @param {ContextView['thread']['touchpoints']} steps */
export function stepLines(steps) {
  return steps
    .slice(-10)
    .reverse()
    .map((one) =>
      h(
        'li',
        { class: one.primary ? 'step' : 'step step-secondary' },
        h('span', { text: one.title ?? one.kind.replace(/[._-]+/g, ' ') }),
        h('span', { class: 'source' }, `${one.source} · `, timeMark(one.occurredAt)),
      ),
    );
}
