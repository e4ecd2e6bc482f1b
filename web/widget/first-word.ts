import type { Kept } from './storage.js';
import type { Thread } from './thread.js';

const DISMISSED = 'dismissed';

/** What we say first, before the customer has written: never to somebody who is in a conversation. */
export class FirstWord {
  text: string | null = null;
  isShown = false;
  private waiting: string | null = null;

  constructor(
    private readonly page: Kept,
    private readonly thread: Thread,
  ) {}

  /** `isStarted`: a thread may be on its way. Whether they are in a conversation is known only once it is here. */
  say(text: string, isStarted: boolean): void {
    this.waiting = isStarted && this.thread.epoch === 0 ? text : null;
    if (this.waiting || this.thread.size > 0 || this.page.get(DISMISSED) === text) return;
    this.text = text;
    this.isShown = true;
  }

  threadIsHere(): void {
    if (this.waiting) this.say(this.waiting, true);
  }

  hide(): void {
    if (this.text) this.page.set(DISMISSED, this.text);
    this.isShown = false;
  }
}
