import { problemLine } from './api.js';
import { h } from './dom.js';

/**
 * A modal dialog. Esc and Cancel close it; a refused action leaves it open with one readable line.
 * @param {{ title: string, body: Node[], action?: string, wide?: boolean, act?: () => Promise<unknown> }} what
 */
export function openDialog({ title, body, action, wide, act }) {
  const error = h('p', { class: 'error', role: 'alert' });
  const go = action ? h('button', { type: 'submit', class: 'primary', text: action }) : null;
  const cancel = h('button', { type: 'button', text: action ? 'Cancel' : 'Close', on: { click: () => dialog.close() } });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!act || !go) return;
    go.disabled = true;
    error.textContent = '';
    try {
      await act();
      dialog.close();
    } catch (refusal) {
      error.textContent = refusal instanceof Error ? refusal.message : problemLine(null);
    } finally {
      go.disabled = false;
    }
  };
  const dialog = h(
    'dialog',
    { class: wide ? 'wide' : '', 'aria-label': title, on: { close: () => dialog.remove() } },
    h('form', { on: { submit } }, h('h2', { text: title }), ...body, error, h('footer', {}, cancel, go)),
  );
  document.body.append(dialog);
  dialog.showModal();
  // The first thing to fill in, not the first thing to press.
  dialog.querySelector('select, textarea, input')?.focus();
  return dialog;
}

/**
 * A field with its label above it.
 * @param {string} label @param {any} control @param {string} [hint]
 */
export function field(label, control, hint) {
  return h(
    'label',
    { class: 'field' },
    h('span', { text: label }),
    control,
    hint ? h('span', { class: 'quiet-text', text: hint }) : null,
  );
}
