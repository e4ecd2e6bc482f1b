import { problemLine } from './api.js';

const AGAIN_MS = 3_000;

/**
 * Messages on their way out, one at a time and in order. Each keeps its client id until it is acknowledged, so that
 * sending it again after a lost answer never makes a second message.
 */
export class Outbox {
  /**
   * @param {import('./thread.js').Thread} thread
   * @param {import('./connection.js').Connection} connection
   * @param {() => void} changed
   */
  constructor(thread, connection, changed) {
    this.thread = thread;
    this.connection = connection;
    this.changed = changed;
    this.busy = false;
  }

  /** @param {string} text @param {import('./files.js').DraftFile[]} [files] */
  add(text, files = []) {
    this.thread.pending.push({ clientId: crypto.randomUUID(), text, files, failed: null });
    this.changed();
    void this.flush();
  }

  /** @param {string} clientId */
  retry(clientId) {
    for (const one of this.thread.pending) if (one.clientId === clientId) one.failed = null;
    this.changed();
    void this.flush();
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (;;) {
        const next = this.thread.pending.find((one) => one.failed === null);
        if (!next || !this.connection.online) return;
        if (!(await this.send(next))) return;
      }
    } finally {
      this.busy = false;
    }
  }

  /**
   * @param {import('./thread.js').Pending} next
   * @returns {Promise<boolean>} false when it is better to wait before the next
   */
  async send(next) {
    const attachments = next.files.map((file) => file.id);
    const more = attachments.length > 0 ? { attachments } : {};
    const answer = await this.connection.ask('message.send', { clientId: next.clientId, text: next.text, ...more });
    if (answer?.ok) {
      this.thread.put(answer.message);
    } else if (!answer || answer.problem.status >= 500 || answer.problem.status === 429) {
      setTimeout(() => void this.flush(), AGAIN_MS);
      return false;
    } else {
      next.failed = problemLine(answer.problem);
    }
    this.changed();
    return true;
  }
}
