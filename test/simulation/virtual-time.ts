import { Heap } from '../../src/core/matching/heap.js';

interface Event {
  at: number;
  order: number;
  act: () => void;
}

/** A clock that jumps from event to event. What is due at the same moment happens in the order it was planned. */
export class VirtualTime {
  now = 0;
  private planned = 0;
  private readonly events = new Heap<Event>((a, b) => (a.at !== b.at ? a.at < b.at : a.order < b.order));

  at(time: number, act: () => void): void {
    this.events.push({ at: time, order: (this.planned += 1), act });
  }

  /** Runs until nothing is planned, or until the next event lies beyond `until` (which then is the time). */
  run(until = Infinity): void {
    for (let next = this.events.peek(); next && next.at <= until; next = this.events.peek()) {
      this.events.pop();
      this.now = next.at;
      next.act();
    }
    if (until !== Infinity) this.now = until;
  }
}
