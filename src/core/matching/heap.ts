/** A binary heap whose top is the entry that `before` puts first. With a total order the pops are the same for any input order. */
export class Heap<T> {
  private readonly entries: T[] = [];

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  /** As pushing one after the other, in linear time. */
  fill(entries: Iterable<T>): this {
    for (const entry of entries) this.entries.push(entry);
    for (let at = (this.entries.length >> 1) - 1; at >= 0; at -= 1) this.sink(this.entries[at] as T, at);
    return this;
  }

  get size(): number {
    return this.entries.length;
  }

  peek(): T | undefined {
    return this.entries[0];
  }

  push(entry: T): void {
    let at = this.entries.length;
    this.entries.push(entry);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.entries[parentAt] as T;
      if (!this.before(entry, parent)) break;
      this.entries[at] = parent;
      at = parentAt;
    }
    this.entries[at] = entry;
  }

  pop(): T | undefined {
    const top = this.entries[0];
    const last = this.entries.pop();
    if (this.entries.length > 0) this.sink(last as T);
    return top;
  }

  /** The top is replaced by `entry`: one sink where a pop and a push would take two walks. */
  replaceTop(entry: T): void {
    this.sink(entry);
  }

  private sink(entry: T, from = 0): void {
    const { entries } = this;
    const size = entries.length;
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= size) break;
      if (childAt + 1 < size && this.before(entries[childAt + 1] as T, entries[childAt] as T)) childAt += 1;
      const child = entries[childAt] as T;
      if (!this.before(child, entry)) break;
      entries[at] = child;
      at = childAt;
    }
    entries[at] = entry;
  }
}
