const REPEAT_MS = 3_000;
const QUIET_MS = 4_000;

/** "Is typing", said at most every few seconds and taken back after a pause. */
export class TypingSignal {
  /** @param {(on: boolean) => void} tell */
  constructor(tell) {
    this.tell = tell;
    this.on = false;
    this.saidAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string} text what stands in the field now */
  typed(text) {
    if (!text.trim()) return this.stop();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), QUIET_MS);
    const now = performance.now();
    if (this.on && now - this.saidAt < REPEAT_MS) return;
    this.on = true;
    this.saidAt = now;
    this.tell(true);
  }

  stop() {
    clearTimeout(this.timer);
    if (!this.on) return;
    this.on = false;
    this.tell(false);
  }
}
