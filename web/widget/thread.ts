import type { WidgetSync } from '../../src/contracts/sockets.js';
import type { WidgetMessageView } from '../../src/contracts/views.js';

/**
 * What the server has of the customer's thread, by id, in the order of `seq`, or of time. Every way a message can arrive twice ends here:
 * acknowledgement, event, page and sync all call `put`.
 */
export class Thread {
  epoch = 0;
  /** Known up to here without a hole, as the last sync said. */
  syncedSeq = 0;
  syncedRev = 0;
  /** Whether the server has said what there is. */
  isHere = false;
  /** Rises whenever everything was forgotten. */
  beginnings = 0;
  private readonly byId = new Map<string, WidgetMessageView>();
  private sorted: WidgetMessageView[] | null = null;

  get size(): number {
    return this.byId.size;
  }

  /** Forgets what the server said. */
  clear(): void {
    this.byId.clear();
    this.sorted = null;
    this.beginnings += 1;
    this.epoch = this.syncedSeq = this.syncedRev = 0;
    this.isHere = false;
  }

  /** True when it is new here: not a repeat, and not another version of a known one. */
  put(message: WidgetMessageView): boolean {
    const known = this.byId.get(message.id);
    // A version that was overtaken on the way must not undo a newer one.
    if (known && known.rev > message.rev) return false;
    this.byId.set(message.id, message);
    this.sorted = null;
    return !known;
  }

  messages(): WidgetMessageView[] {
    if (this.sorted) return this.sorted;
    const all = [...this.byId.values()];
    // Where two who were one customer all along were joined, each number occurs twice and tells nothing: time does.
    const isMerged = new Set(all.map(({ seq }) => seq)).size < all.length;
    const bySeq = (a: WidgetMessageView, b: WidgetMessageView): number => a.seq - b.seq;
    return (this.sorted = all.sort(
      isMerged ? (a, b) => (a.createdAt < b.createdAt ? -1 : +(a.createdAt > b.createdAt)) || bySeq(a, b) : bySeq,
    ));
  }

  /** The lowest `seq` that is here; 0 where there is none. */
  firstSeq(): number {
    const first = Math.min(...this.messages().map(({ seq }) => seq));
    return Number.isFinite(first) ? first : 0;
  }

  /** The highest `seq` that we wrote to the customer. */
  lastFromUs(): number {
    return this.messages().reduce((last, { direction, seq }) => (direction === 'out' && seq > last ? seq : last), 0);
  }

  /**
   * True when the server has something this page may not have seen. A thread seen in part has holes by right, so this asks at
   * most once for each new head: `apply` moves `syncedSeq` up to it.
   */
  isBehind(head: number): boolean {
    if (head <= this.syncedSeq) return false;
    const seen = new Set(this.messages().map((message) => message.seq));
    for (let seq = this.syncedSeq + 1; seq <= head; seq += 1) if (!seen.has(seq)) return true;
    this.syncedSeq = head;
    return false;
  }

  /** Gives back what came since the last time; of what was there before anything was known, nothing. */
  apply(answer: WidgetSync): WidgetMessageView[] {
    const { isHere, syncedSeq } = this;
    const known = new Set(this.byId.keys());
    if (answer.reset) this.clear();
    for (const message of answer.messages) {
      this.put(message);
      this.syncedRev = Math.max(this.syncedRev, message.rev);
      this.syncedSeq = Math.max(this.syncedSeq, message.seq);
    }
    this.epoch = answer.epoch;
    // With more to come, only what arrived is certain.
    if (answer.reset || !answer.hasMore) this.syncedSeq = Math.max(this.syncedSeq, answer.head);
    this.isHere = true;
    return isHere ? answer.messages.filter(({ id, seq }) => seq > syncedSeq && !known.has(id)) : [];
  }
}
