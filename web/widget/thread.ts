import type { WidgetSync } from '../../src/contracts/sockets.js';
import type { WidgetMessageView } from '../../src/contracts/views.js';

/**
 * What the server has of the customer's thread, by id, in the order of `seq`. Every way a message can arrive twice ends here:
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
    return (this.sorted ??= [...this.byId.values()].sort((a, b) => a.seq - b.seq || (a.createdAt < b.createdAt ? -1 : 1)));
  }

  /** The highest `seq` that we wrote to the customer. */
  lastFromUs(): number {
    return this.messages().findLast((message) => message.direction === 'out')?.seq ?? 0;
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
