import { Injectable } from '@nestjs/common';

/**
 * The one reader of process time. Business times come from the database (`app_now()`);
 * this serves tokens, timers and logs, and moves together with `app_now()` in tests.
 */
@Injectable()
export class Clock {
  private offsetMs = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  date(): Date {
    return new Date(this.now());
  }

  /** Tests only: moves this process's clock. */
  shift(ms: number): void {
    this.offsetMs += ms;
  }
}
