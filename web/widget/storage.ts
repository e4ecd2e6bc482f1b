/** What the widget keeps in the browser. Where storage is switched off, full or throws, it is kept until the page is left. */
export class Kept {
  /** What storage did not take, and only that: what it holds may be another tab's, and newer. */
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly storage: () => Storage,
  ) {}

  get(name: string): string | null {
    const key = this.prefix + name;
    try {
      // What storage refused is newer than what it has.
      return this.memory.get(key) ?? this.storage().getItem(key);
    } catch {
      return null;
    }
  }

  /** Null takes it away. */
  set(name: string, value: string | null): void {
    const key = this.prefix + name;
    this.memory.delete(key);
    try {
      if (value === null) this.storage().removeItem(key);
      else this.storage().setItem(key, value);
    } catch {
      if (value !== null) this.memory.set(key, value);
    }
  }

  read<T>(name: string): T | null {
    try {
      return JSON.parse(this.get(name) ?? 'null') as T | null;
    } catch {
      return null; // Somebody else's, or cut off: as if it were not there.
    }
  }

  write(name: string, value: unknown): void {
    this.set(name, value === null ? null : JSON.stringify(value));
  }
}
