import { folded, type Program, type Step } from './compile.js';

export interface Found {
  /** Where the value begins, and the value as it was written. */
  index: number;
  raw: string;
  /** The whole of what the pattern matched. */
  begin: number;
  end: number;
}

export interface Run {
  found: Found[];
  steps: number;
  /** The budget was used up before the text was: what was found so far may not be all. */
  exhausted: boolean;
}

/** Some tens of milliseconds; a pattern for a reference number takes a hundredth of it for a long message. */
export const STEP_BUDGET = 500_000;
const MOST_FOUND = 50;

/**
 * Every match from left to right that does not touch the one before. All ways through the pattern are walked side by side
 * (Thompson, Pike), so that the work for one character is bounded by the size of the program; `budget` bounds the whole.
 */
export function runPattern(program: Program, text: string, budget = STEP_BUDGET): Run {
  const machine = new Machine(program, text, budget);
  const found: Found[] = [];
  for (let at = 0; at <= text.length && found.length < MOST_FOUND && !machine.exhausted;) {
    const match = machine.next(at);
    if (!match) break;
    if (match.to > match.from)
      found.push({ index: match.from, raw: text.slice(match.from, match.to), begin: match.begin, end: match.end });
    at = Math.max(match.end, at + 1, match.end === match.begin ? match.end + 1 : 0);
  }
  return { found, steps: machine.steps, exhausted: machine.exhausted };
}

/** Ways through the pattern that are under way, in order of preference: four numbers each, no object per step. */
class Threads {
  count = 0;
  readonly at: Int32Array;
  readonly begin: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;

  constructor(size: number) {
    [this.at, this.begin, this.from, this.to] = [0, 0, 0, 0].map(() => new Int32Array(size)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
  }

  push(at: number, begin: number, from: number, to: number): void {
    const n = this.count++;
    this.at[n] = at;
    this.begin[n] = begin;
    this.from[n] = from;
    this.to[n] = to;
  }
}

interface Match {
  begin: number;
  end: number;
  from: number;
  to: number;
}

class Machine {
  steps = 0;
  private readonly seen: Int32Array;
  private mark = 0;
  private current: Threads;
  private follow: Threads;
  private readonly ready: Threads;
  private readonly stack: Threads;

  constructor(
    private readonly program: Program,
    private readonly text: string,
    private readonly budget: number,
  ) {
    const size = program.length + 1;
    this.seen = new Int32Array(size);
    [this.current, this.follow, this.ready] = [new Threads(size), new Threads(size), new Threads(size)];
    // A place may be put on the stack by several others before it is looked at once.
    this.stack = new Threads(2 * size + 2);
  }

  get exhausted(): boolean {
    return this.steps > this.budget;
  }

  /** The leftmost match from `start` on; among those that begin there the one the pattern prefers. */
  next(start: number): Match | undefined {
    let best: Match | undefined;
    this.current.count = 0;
    for (let at = start; at <= this.text.length && !this.exhausted; at++) {
      this.mark++;
      this.ready.count = 0;
      const { current } = this;
      for (let n = 0; n < current.count; n++) this.reach(current.at[n]!, current.begin[n]!, current.from[n]!, current.to[n]!, at);
      if (!best) this.reach(0, at, -1, -1, at);
      best = this.step(at) ?? best;
      if (best && this.current.count === 0) break;
    }
    return best;
  }

  /** Takes the character at `at`; a way that ends here beats those after it. */
  private step(at: number): Match | undefined {
    const { ready, follow, program } = this;
    const code = at < this.text.length ? this.text.charCodeAt(at) : -1;
    const small = folded(code);
    let best: Match | undefined;
    follow.count = 0;
    for (let n = 0; n < ready.count; n++) {
      const place = ready.at[n]!;
      const step = program[place]!;
      if (step.op === 'match') {
        best = { begin: ready.begin[n]!, end: at, from: ready.from[n]!, to: ready.to[n]! };
        break;
      }
      if (code >= 0 && takes(step, code, small)) follow.push(place + 1, ready.begin[n]!, ready.from[n]!, ready.to[n]!);
    }
    [this.current, this.follow] = [follow, this.current];
    return best;
  }

  /** Follows what costs no character, each place once for each position of the text; `ready` keeps the order of preference. */
  private reach(place: number, begin: number, from: number, to: number, position: number): void {
    const { stack, seen, program, ready, mark } = this;
    stack.count = 0;
    stack.push(place, begin, from, to);
    while (stack.count > 0) {
      const n = --stack.count;
      const at = stack.at[n]!;
      if (seen[at] === mark) continue;
      seen[at] = mark;
      this.steps++;
      const [left, right] = [stack.from[n]!, stack.to[n]!];
      const step = program[at]!;
      if (step.op === 'jump') stack.push(step.next, begin, left, right);
      else if (step.op === 'split') {
        stack.push(step.other, begin, left, right);
        stack.push(step.next, begin, left, right);
      } else if (step.op === 'save')
        stack.push(at + 1, begin, step.slot === 'from' ? position : left, step.slot === 'to' ? position : right);
      else if (step.op !== 'assert') ready.push(at, begin, left, right);
      else if (holds(step.what, this.text, position)) stack.push(at + 1, begin, left, right);
    }
  }
}

function takes(step: Step, code: number, small: number): boolean {
  if (step.op === 'char') return step.code === small;
  if (step.op !== 'set') return false;
  const upper = small !== code ? code : small >= 97 && small <= 122 ? small - 32 : small;
  const inside = step.ranges.some(([low, high]) => (small >= low && small <= high) || (upper >= low && upper <= high));
  return inside !== step.negated;
}

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);

function holds(what: 'start' | 'end' | 'word' | 'not_word', text: string, at: number): boolean {
  if (what === 'start') return at === 0 || text[at - 1] === '\n';
  if (what === 'end') return at === text.length || text[at] === '\n';
  const edge = (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
  return edge === (what === 'word');
}
