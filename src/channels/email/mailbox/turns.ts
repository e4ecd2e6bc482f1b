/** At most so many pieces of work at once; the others wait in line. */
export class Turns {
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  take = async <T>(work: () => Promise<T>): Promise<T> => {
    if (this.busy >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is handed over: nobody can slip in between.
      if (next) next();
      else this.busy -= 1;
    }
  };
}
