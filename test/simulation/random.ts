// Looked up once: in a test runner every look at a global goes through the sandbox.
const { imul, log, floor } = Math;

/** A small seeded generator (mulberry32): the same seed gives the same traffic on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Uniform on (0, 1). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  }

  exponential(mean: number): number {
    return -mean * log(this.uniform());
  }

  below(count: number): number {
    return floor(this.uniform() * count);
  }
}
