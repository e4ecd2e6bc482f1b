import { find } from './dom.js';

const SHOWN_MS = 6_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** One line at the foot of the screen, read out by screen readers. @param {string} line @param {'bad' | 'good'} [tone] */
export function say(line, tone = 'good') {
  const place = find('#say');
  place.textContent = line;
  place.dataset.tone = tone;
  place.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (place.hidden = true), SHOWN_MS);
}

/** @param {unknown} error */
export function sayError(error) {
  say(error instanceof Error ? error.message : String(error), 'bad');
}
