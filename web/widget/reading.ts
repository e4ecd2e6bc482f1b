import type { WidgetMessageView } from '../../src/contracts/views.js';
import type { Connection } from './connection.js';
import type { Thread } from './thread.js';

/** What the customer has seen of what we wrote. Read means: on the screen of somebody who is looking at the page. */
export class Reading {
  private toldSeq = 0;
  private seenSeq = 0;

  constructor(
    private readonly thread: Thread,
    private readonly connection: Connection,
    private readonly isOpen: () => boolean,
  ) {
    document.addEventListener('visibilitychange', () => this.mark());
    addEventListener('focus', () => this.mark());
  }

  get isLooking(): boolean {
    return this.isOpen() && document.visibilityState === 'visible' && document.hasFocus();
  }

  mark(): void {
    if (!this.isLooking) return;
    const seq = this.thread.lastFromUs();
    this.seenSeq = Math.max(this.seenSeq, seq);
    if (seq <= this.toldSeq || !this.connection.online) return;
    this.toldSeq = seq;
    this.connection.tell('message.read', { seq });
  }

  /** What was said of reading may have been lost with the old connection; saying it again does no harm. */
  markAgain(): void {
    this.toldSeq = 0;
    this.mark();
  }

  forget(): void {
    this.toldSeq = this.seenSeq = 0;
  }

  unread(): number {
    const isUnread = ({ direction, kind, seq, delivery }: WidgetMessageView): boolean =>
      direction === 'out' && kind === 'text' && seq > this.seenSeq && delivery.state !== 'read';
    return this.isOpen() ? 0 : this.thread.messages().filter(isUnread).length;
  }
}
