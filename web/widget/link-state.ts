const GRACE_MS = 1_200;

/** What is said of the connection. A blink of the network is nobody's concern; a stated reason is. */
export class LinkState {
  /** What is said above the messages; empty when all is well. */
  banner = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  get isOffline(): boolean {
    return this.banner !== '';
  }

  online(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.banner = '';
  }

  say(line: string): void {
    this.banner = line;
    this.changed();
  }

  /** Each failed attempt says so again; the time runs from the first. */
  sayInAWhile(line: string): void {
    this.timer ??= setTimeout(() => this.say(line), GRACE_MS);
  }
}
