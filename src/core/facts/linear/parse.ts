/**
 * A small language of patterns that cannot explode: letters, classes, groups, choices, bounded and unbounded repeats, `^`, `$`
 * and `\b`. Back references and looking around are left out, because no matcher runs them in linear time. Letters match in
 * either case.
 */
export type Node =
  | { type: 'empty' }
  | { type: 'char'; code: number }
  | { type: 'set'; ranges: [number, number][]; negated: boolean }
  | { type: 'assert'; what: 'start' | 'end' | 'word' | 'not_word' }
  | { type: 'sequence' | 'choice'; parts: Node[] }
  | { type: 'value'; part: Node }
  | { type: 'repeat'; part: Node; min: number; max: number; lazy: boolean };

export const LONGEST_PATTERN = 500;
export const DEEPEST = 30;
export const MOST_REPEATS = 200;

/** What is wrong with a pattern, in words for whoever wrote it; `at` is the offset in it. */
export class PatternFault extends Error {
  constructor(
    readonly reason: string,
    readonly at: number,
  ) {
    super(`${reason} (at ${at})`);
  }
}

const DIGITS: [number, number][] = [[48, 57]];
const WORDS: [number, number][] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACES: [number, number][] = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x2028, 0x2029],
  [0x3000, 0x3000],
];
const NEWLINES: [number, number][] = [
  [10, 10],
  [13, 13],
];
const CLASSES: Record<string, [number, number][]> = { d: DIGITS, w: WORDS, s: SPACES };
const CONTROLS: Record<string, number> = { n: 10, r: 13, t: 9, f: 12, v: 11 };

/** @throws PatternFault */
export function parsePattern(source: string): Node {
  if (source.length > LONGEST_PATTERN) throw new PatternFault(`is longer than ${LONGEST_PATTERN} characters`, LONGEST_PATTERN);
  const parser = new Parser(source);
  const node = parser.choice(0);
  if (parser.at < source.length) throw new PatternFault('a closing bracket without its opening one', parser.at);
  return node;
}

class Parser {
  at = 0;
  private hasValue = false;

  constructor(private readonly source: string) {}

  choice(depth: number): Node {
    if (depth > DEEPEST) throw this.fault('brackets are nested too deep');
    const parts = [this.sequence(depth)];
    while (this.take('|')) parts.push(this.sequence(depth));
    return parts.length === 1 ? parts[0]! : { type: 'choice', parts };
  }

  private sequence(depth: number): Node {
    const parts: Node[] = [];
    while (this.at < this.source.length && !this.sees('|') && !this.sees(')')) parts.push(this.repeated(depth));
    return parts.length === 0 ? { type: 'empty' } : { type: 'sequence', parts };
  }

  private repeated(depth: number): Node {
    const part = this.atom(depth);
    const count = this.count();
    if (!count) return part;
    if (part.type === 'assert') throw this.fault('an anchor cannot be repeated');
    const lazy = this.take('?');
    if (this.count()) throw this.fault('a repeat of a repeat');
    return { type: 'repeat', part, ...count, lazy };
  }

  private count(): { min: number; max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Infinity };
    if (this.take('+')) return { min: 1, max: Infinity };
    if (this.take('?')) return { min: 0, max: 1 };
    const written = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.at, this.at + 12));
    if (!written) return undefined;
    const min = Number(written[1]);
    const max = written[2] === undefined ? min : written[3] ? Number(written[3]) : Infinity;
    if (min > MOST_REPEATS || (max !== Infinity && max > MOST_REPEATS)) throw this.fault(`more than ${MOST_REPEATS} repeats`);
    if (max < min) throw this.fault('a repeat that ends before it begins');
    this.at += written[0].length;
    return { min, max };
  }

  private atom(depth: number): Node {
    const sign = this.source[this.at]!;
    if ('*+?'.includes(sign)) throw this.fault('nothing there to repeat');
    this.at++;
    if (sign === '(') return this.group(depth);
    if (sign === '[') return this.set();
    if (sign === '.') return { type: 'set', ranges: NEWLINES, negated: true };
    if (sign === '^') return { type: 'assert', what: 'start' };
    if (sign === '$') return { type: 'assert', what: 'end' };
    if (sign === '\\') return this.escape();
    return { type: 'char', code: sign.charCodeAt(0) };
  }

  private group(depth: number): Node {
    const opened = this.at - 1;
    let isValue = false;
    if (this.take('?')) {
      if (this.source.startsWith('<value>', this.at)) {
        if (this.hasValue) throw this.fault('a second (?<value>…)');
        this.hasValue = isValue = true;
        this.at += '<value>'.length;
      } else if (!this.take(':')) {
        const ahead = /^(?:[=!]|<[=!])/.test(this.source.slice(this.at));
        throw this.fault(ahead ? 'looking ahead or behind is not possible here' : 'only (?:…) and (?<value>…) are possible here');
      }
    }
    const part = this.choice(depth + 1);
    if (!this.take(')')) throw new PatternFault('an opening bracket without its closing one', opened);
    return isValue ? { type: 'value', part } : part;
  }

  private escape(): Node {
    const sign = this.source[this.at];
    if (sign === undefined) throw this.fault('ends in a backslash');
    if (sign === 'b' || sign === 'B') {
      this.at++;
      return { type: 'assert', what: sign === 'b' ? 'word' : 'not_word' };
    }
    if (/[1-9k]/.test(sign)) throw this.fault('back references are not possible here');
    const ranges = this.escaped();
    const code = oneOf(ranges);
    return code === undefined ? { type: 'set', ranges, negated: false } : { type: 'char', code };
  }

  /** What an escape stands for, outside and inside of a class; `at` is on the sign after the backslash. */
  private escaped(): [number, number][] {
    const sign = this.source[this.at++];
    if (sign === undefined) throw this.fault('ends in a backslash');
    const known = CLASSES[sign];
    if (known) return known;
    const negated = CLASSES[sign.toLowerCase()];
    if (negated) return complement(negated);
    const control = CONTROLS[sign];
    if (control !== undefined) return [[control, control]];
    if (sign === 'u') return [this.codeUnit()];
    if (/[A-Za-z0-9]/.test(sign)) throw this.fault(`\\${sign} is not possible here`);
    return [[sign.charCodeAt(0), sign.charCodeAt(0)]];
  }

  private codeUnit(): [number, number] {
    const digits = /^[0-9a-f]{4}/i.exec(this.source.slice(this.at, this.at + 4));
    if (!digits) throw this.fault('\\u takes four hexadecimal digits');
    this.at += 4;
    const unit = Number.parseInt(digits[0], 16);
    return [unit, unit];
  }

  private set(): Node {
    const opened = this.at - 1;
    const negated = this.take('^');
    const ranges: [number, number][] = [];
    // A class that closes at once is empty and matches nothing: surely not what was meant.
    if (this.sees(']')) throw this.fault('an empty class');
    while (!this.take(']')) {
      if (this.at >= this.source.length) throw new PatternFault('a class without its closing bracket', opened);
      ranges.push(...this.range());
    }
    return { type: 'set', ranges, negated };
  }

  private range(): [number, number][] {
    const low = this.member();
    if (!this.sees('-') || this.source[this.at + 1] === ']' || this.source[this.at + 1] === undefined) return low;
    const from = oneOf(low);
    if (from === undefined) throw this.fault('a range that does not begin with one character');
    this.at++;
    const to = oneOf(this.member());
    if (to === undefined) throw this.fault('a range that does not end with one character');
    if (to < from) throw this.fault('a range that ends before it begins');
    return [[from, to]];
  }

  private member(): [number, number][] {
    if (this.take('\\')) return this.escaped();
    const code = this.source.charCodeAt(this.at++);
    return [[code, code]];
  }

  private take(sign: string): boolean {
    if (!this.sees(sign)) return false;
    this.at++;
    return true;
  }

  private sees(sign: string): boolean {
    return this.source[this.at] === sign;
  }

  private fault(reason: string): PatternFault {
    return new PatternFault(reason, Math.min(this.at, this.source.length));
  }
}

/** The one character that ranges stand for, if it is one. */
function oneOf(ranges: readonly [number, number][]): number | undefined {
  const [only] = ranges;
  return ranges.length === 1 && only && only[0] === only[1] ? only[0] : undefined;
}

function complement(ranges: readonly [number, number][]): [number, number][] {
  const out: [number, number][] = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) out.push([from, low - 1]);
    from = high + 1;
  }
  out.push([from, 0xffff]);
  return out;
}
