import { h } from './dom.js';
import { timeMark } from './format.js';
import { show } from './known.js';

/** @typedef {import('../../src/contracts/digest.js').DigestView} DigestView */

/** @type {Record<DigestView['language'], Record<string, string>>} */
const titles = {
  en: { brief: 'Handed on', who: 'Who', now: 'Why now', tried: 'Tried', promised: 'Promised', mood: 'Mood', unknown: 'Open' },
  zh: { brief: '交接', who: '客户', now: '来意', tried: '已做', promised: '承诺', mood: '情绪', unknown: '待解' },
};
/** An offer is decided on in seconds: what it is about, what is promised and how they feel. */
const onOffers = ['now', 'promised', 'mood', 'unknown'];
const linesOnOffers = 4;

/** The handover brief: what the colleague wrote first, then section by section. @param {DigestView} digest */
export function briefOf(digest) {
  const words = titles[digest.language];
  const { handover } = digest;
  if (!handover && digest.sections.length === 0) return null;
  return h(
    'section',
    { class: 'brief', lang: digest.language, 'aria-label': words.brief },
    handover
      ? h(
          'p',
          { class: 'handover' },
          handover.note ? h('span', { class: 'handover-note', text: handover.note }) : null,
          h('span', { class: 'source' }, `${words.brief} · ${handover.by?.name ?? ''} `, timeMark(handover.at)),
        )
      : null,
    h(
      'dl',
      {},
      ...digest.sections.flatMap(({ key, sentences }) => [h('dt', { text: words[key] }), h('dd', {}, ...sentences.map(line))]),
    ),
  );
}

/** @param {DigestView['sections'][number]['sentences'][number]} one */
function line({ sentence, sources }) {
  const [first] = sources;
  return h('button', { type: 'button', class: 'link', text: sentence, on: { click: () => void (first && show(first)) } });
}

/** The brief on an offer: a few lines, nothing to press. @param {DigestView | null} digest */
export function shortBriefOf(digest) {
  const sections = digest?.sections.filter((one) => onOffers.includes(one.key)) ?? [];
  const lines = sections.map(({ sentences: [first] }) => first?.sentence).filter(Boolean);
  const all = [digest?.handover?.note, ...lines].filter(Boolean).slice(0, linesOnOffers);
  return all.length === 0
    ? null
    : h('ul', { class: 'short-brief', lang: digest?.language }, ...all.map((text) => h('li', { text })));
}
