/** The words of time that a sentence holds, in one shape for every language; what they mean is worked out in `due.ts`. */
export type DayWord =
  | { kind: 'offset'; days: number }
  /** `weeks`: counted in calendar weeks from the present one. Undefined: the next such day. 'next' as English says it. */
  | { kind: 'weekday'; day: number; weeks?: number | 'next' }
  | { kind: 'date'; day: number; month?: number; year?: number }
  /** The last working moment of it; `ahead` 1: of the next one. */
  | { kind: 'end'; of: 'week' | 'month' | 'year'; ahead: number };

export type DayPart = 'dawn' | 'morning' | 'noon' | 'afternoon' | 'dusk' | 'evening' | 'end';

export interface TimeWord {
  hour: number;
  minute: number;
  meridiem?: 'am' | 'pm';
  /** Written as clocks do: 09:00, 17:30. */
  exact?: boolean;
  part?: DayPart;
}

export interface Span {
  amount: number;
  unit: 'minute' | 'hour' | 'day' | 'workday' | 'week' | 'month';
}

export interface TimeWords {
  days: DayWord[];
  times: TimeWord[];
  parts: DayPart[];
  spans: Span[];
  /** "Soon", "next week", 尽快: a time is meant, but none that a clock could be set to. */
  vague: boolean;
  /** Words of time that two people could read in two ways. */
  unclear: boolean;
  /** From the first word of time to the last, as `[from, to)`; null where there is none. */
  at: [number, number] | null;
}

const TAKEN = '\u00a4';

/** Takes words out of a sentence: what was taken is blanked, so that nothing is read twice. */
export class WordTaker {
  readonly found: TimeWords = { days: [], times: [], parts: [], spans: [], vague: false, unclear: false, at: null };

  constructor(public rest: string) {}

  /** @param use says whether it is one; what it refuses stays. @param pattern is global */
  take(pattern: RegExp, use: (match: RegExpExecArray, before: string) => boolean | void): void {
    for (const match of [...this.rest.matchAll(pattern)]) {
      const [from, to] = [match.index, match.index + match[0].length];
      if (this.rest.slice(from, to).includes(TAKEN)) continue;
      if (use(match, this.rest.slice(0, from)) === false) continue;
      this.rest = this.rest.slice(0, from) + TAKEN.repeat(to - from) + this.rest.slice(to);
      const { at } = this.found;
      this.found.at = at ? [Math.min(at[0], from), Math.max(at[1], to)] : [from, to];
    }
  }
}
