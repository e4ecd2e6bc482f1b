const REPEAT_MS = 3_000;
const QUIET_MS = 4_000;

/** "Is typing", said at most every few seconds and taken back after a pause. */
export class TypingSignal {
  private isOn = false;
  private saidAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (on: boolean) => void) {}

  /** @param text what stands in the field now */
  typed(text: string): void {
    if (!text.trim()) return this.stop();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), QUIET_MS);
    const now = performance.now();
    if (this.isOn && now - this.saidAt < REPEAT_MS) return;
    this.isOn = true;
    this.saidAt = now;
    this.tell(true);
  }

  stop(): void {
    clearTimeout(this.timer);
    if (!this.isOn) return;
    this.isOn = false;
    this.tell(false);
  }
}
