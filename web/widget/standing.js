import { problemLine } from './api.js';
import { find, h, reconcile } from './dom.js';
import { choicesOf, noticeLine } from './words.js';

/** @typedef {import('../../src/contracts/views.js').WidgetConversationView} WidgetConversationView */

/** Where the customer stands, in a sentence, and whom they may wait for. */
export class Standing {
  /** @param {import('./connection.js').Connection} connection @param {(view: WidgetConversationView) => void} changed */
  constructor(connection, changed) {
    this.connection = connection;
    this.changed = changed;
    this.panel = find('#chat-line');
    this.notice = find('#chat-notice');
    this.choices = find('#chat-choices');
  }

  /** @param {WidgetConversationView | null} view */
  show(view) {
    const line = noticeLine(view);
    const choices = choicesOf(view);
    this.panel.hidden = line === '' && choices.length === 0;
    // Said again only when it is something new: a screen reader hears every change.
    if (this.notice.textContent !== line) this.notice.textContent = line;
    this.choices.hidden = choices.length === 0;
    reconcile(
      this.choices,
      choices.map(({ choice, label }) => ({
        key: choice,
        version: label,
        make: () => h('button', { type: 'button', text: label, on: { click: () => this.choose(choice) } }),
      })),
    );
    // On the button that is there already: one that was made anew would lose the focus of whoever pressed it.
    for (const [at, { chosen }] of choices.entries()) this.choices.children[at].setAttribute('aria-pressed', String(chosen));
  }

  /** @param {'wait' | 'anyone'} choice */
  async choose(choice) {
    const answer = await this.connection.ask('waiting.choose', { choice });
    if (answer?.ok) this.changed(answer.conversation);
    else this.notice.textContent = problemLine(answer?.problem);
  }
}
