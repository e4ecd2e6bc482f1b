/** A failure that is told in one line. */
export class DemoError extends Error {}

/** The value, or a DemoError that says what did not come. */
export async function within(ms, what, promise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new DemoError(`${what} did not come within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until `probe` gives something truthy. */
export async function until(ms, what, probe) {
  const end = performance.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > end) throw new DemoError(`${what} did not come within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** Remembers what came, so that an event is never missed by asking for it a moment late. */
export class Inbox {
  constructor() {
    this.items = [];
    this.waiting = new Set();
  }

  put(item) {
    this.items.push(item);
    for (const look of this.waiting) look();
  }

  /** The first item that fits and that nobody took before. */
  take(fits, ms, what) {
    let look;
    const taken = new Promise((resolve) => {
      look = () => {
        const index = this.items.findIndex(fits);
        if (index < 0) return;
        this.waiting.delete(look);
        resolve(this.items.splice(index, 1)[0]);
      };
      this.waiting.add(look);
      look();
    });
    return within(ms, what, taken).finally(() => this.waiting.delete(look));
  }
}
