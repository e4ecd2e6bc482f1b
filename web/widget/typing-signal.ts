const REPEAT_MS = 3_000;
const QUIET_MS = 4_000;

/** "Is typing", said at most every few seconds and taken back after a pause. */
export class TypingSignal {
  private on = false;
  private saidAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (on: boolean) => void) {}

  /** `text`: what stands in the field now. */
  typed(text: string): void {
    if (!text.trim()) return this.stop();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), QUIET_MS);
    const now = performance.now();
    if (this.on && now - this.saidAt < REPEAT_MS) return;
    this.on = true;
    this.saidAt = now;
    this.tell(true);
  }

  stop(): void {
    clearTimeout(this.timer);
    if (!this.on) return;
    this.on = false;
    this.tell(false);
  }
}
