import type { WidgetMessageView } from '../../src/contracts/views.js';
import type { Thread } from './thread.js';

const STEP = 60;

/** Messages before those that a sync gives: read in steps, backwards. */
export class Earlier {
  /** Whether there may be any. */
  isThere = false;
  private first = Infinity;
  private beginnings = 0;

  constructor(
    private readonly thread: Thread,
    private readonly after: (seq: number) => Promise<WidgetMessageView[] | null>,
  ) {}

  /** The thread came, or came anew. */
  look(): void {
    // A thread that began anew holds only the last messages again.
    if (this.beginnings !== this.thread.beginnings) this.forget();
    if (this.first === Infinity) this.isThere = this.thread.firstSeq() > 1;
  }

  forget(): void {
    this.first = Infinity;
    this.beginnings = this.thread.beginnings;
    this.isThere = false;
  }

  /** Until something was found: numbers that are not the customer's to see leave holes. */
  async load(): Promise<void> {
    let found = false;
    while (!found && this.isThere) {
      const before = Math.min(this.first, this.thread.firstSeq() || 1);
      const from = Math.max(0, before - 1 - STEP);
      const messages = await this.after(from);
      if (!messages) return;
      for (const message of messages) found = this.thread.put(message) || found;
      this.first = from + 1;
      this.isThere = from > 0;
    }
  }
}
