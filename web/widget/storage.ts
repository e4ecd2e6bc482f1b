/** What the widget keeps in the browser. Where storage is switched off, full or throws, it is kept until the page is left. */
export class Kept {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly storage: () => Storage,
  ) {}

  get(name: string): string | null {
    const key = this.prefix + name;
    try {
      return this.storage().getItem(key) ?? this.memory.get(key) ?? null;
    } catch {
      return this.memory.get(key) ?? null;
    }
  }

  /** Null takes it away. */
  set(name: string, value: string | null): void {
    const key = this.prefix + name;
    if (value === null) this.memory.delete(key);
    else this.memory.set(key, value);
    try {
      if (value === null) this.storage().removeItem(key);
      else this.storage().setItem(key, value);
    } catch {
      // Kept in memory above.
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
