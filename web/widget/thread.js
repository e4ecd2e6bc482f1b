/**
 * @typedef {import('../../src/contracts/views.js').WidgetMessageView} WidgetMessageView
 * @typedef {{ clientId: string, text: string, files: import('./files.js').DraftFile[], failed: string | null }} Pending
 */

/**
 * The customer's side of the thread: what the server has (by id, in the order of `seq`) and what is still on its way
 * (by client id). Every way a message can arrive twice ends here: acknowledgement, event and sync all call `put`.
 */
export class Thread {
  /** @type {Map<string, WidgetMessageView>} */
  byId = new Map();
  /** @type {Pending[]} */
  pending = [];
  /** Known up to here without a hole, as the last sync said. */
  syncedSeq = 0;
  syncedRev = 0;
  epoch = 0;

  /** Forgets what the server said. What is still on its way stays. */
  clear() {
    this.byId.clear();
    this.syncedSeq = 0;
    this.syncedRev = 0;
    this.epoch = 0;
  }

  /**
   * @param {WidgetMessageView} message
   * @returns {boolean} true when it is new here (not a repeat, not a newer version of a known one)
   */
  put(message) {
    const known = this.byId.get(message.id);
    // A version that was overtaken on the way must not undo a newer one.
    if (!known || known.rev <= message.rev) this.byId.set(message.id, message);
    if (message.clientId) this.pending = this.pending.filter((one) => one.clientId !== message.clientId);
    return !known;
  }

  messages() {
    return [...this.byId.values()].sort((a, b) => a.seq - b.seq);
  }

  /** The highest `seq` an agent or the system wrote. */
  lastFromUs() {
    return this.messages().reduce((seq, message) => (message.direction === 'out' ? message.seq : seq), 0);
  }

  /**
   * True when the server has something this page may not have seen. A thread seen in part has holes by right, so this
   * asks at most once for each new head: `sync` moves `syncedSeq` up to it.
   * @param {number} head
   */
  isBehind(head) {
    if (head <= this.syncedSeq) return false;
    const seen = new Set(this.messages().map((message) => message.seq));
    for (let seq = this.syncedSeq + 1; seq <= head; seq += 1) if (!seen.has(seq)) return true;
    this.syncedSeq = head;
    return false;
  }

  /** @param {import('../../src/contracts/sockets.js').WidgetSync} answer */
  applySync(answer) {
    if (answer.reset) this.clear();
    for (const message of answer.messages) {
      this.put(message);
      this.syncedRev = Math.max(this.syncedRev, message.rev);
      this.syncedSeq = Math.max(this.syncedSeq, message.seq);
    }
    this.epoch = answer.epoch;
    // With more to come, only what arrived is certain.
    if (answer.reset || !answer.hasMore) this.syncedSeq = Math.max(this.syncedSeq, answer.head);
  }
}
