const GRACE_MS = 1_200;

/** What is said of the connection. A blink of the network is nobody's concern; a stated reason is. */
export class LinkState {
  /** What is said above the messages; empty when all is well. */
  banner = '';
  /** The reason is one that trying again does not mend: nothing goes from here. */
  isFinal = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  get isOffline(): boolean {
    return this.banner !== '';
  }

  online(): void {
    this.set('');
  }

  say(line: string, isFinal = false): void {
    this.set(line, isFinal);
    this.changed();
  }

  /** Each failed attempt says so again; the time runs from the first. What was said for good stays. */
  sayInAWhile(line: string): void {
    if (!this.isFinal) this.timer ??= setTimeout(() => this.say(line), GRACE_MS);
  }

  private set(line: string, isFinal = false): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.banner = line;
    this.isFinal = isFinal;
  }
}
