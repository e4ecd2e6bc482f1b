const SHOWN_MS = 8_000;

/** Who of ours is typing. The word that they stopped may be lost, so it ends by itself. */
export class Typist {
  who: { name: string | null } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  show(who: { name: string | null } | null): void {
    clearTimeout(this.timer);
    this.who = who;
    if (who) this.timer = setTimeout(() => this.show(null), SHOWN_MS);
    this.changed();
  }
}
