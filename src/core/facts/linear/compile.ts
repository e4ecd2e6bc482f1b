import { type Node, parsePattern, PatternFault } from './parse.js';

/** One step of the machine; `next` and `other` are places in the program. */
export type Step =
  | { op: 'char'; code: number }
  | { op: 'set'; ranges: readonly [number, number][]; negated: boolean }
  | { op: 'split'; next: number; other: number }
  | { op: 'jump'; next: number }
  | { op: 'save'; slot: 'from' | 'to' }
  | { op: 'assert'; what: 'start' | 'end' | 'word' | 'not_word' }
  | { op: 'match' };

export type Program = readonly Step[];

/** More steps than this are refused: what one character of a text costs grows with them. */
export const LARGEST_PROGRAM = 1_000;

/** @throws PatternFault where it is not of the language, too large, or matches nothing at all. */
export function compilePattern(source: string): Program {
  const tree = parsePattern(source);
  const program: Step[] = [];
  emit(program, hasValue(tree) ? tree : { type: 'value', part: tree });
  program.push({ op: 'match' });
  return program;
}

function hasValue(node: Node): boolean {
  if (node.type === 'value') return true;
  if (node.type === 'repeat') return hasValue(node.part);
  return 'parts' in node && node.parts.some(hasValue);
}

function emit(program: Step[], node: Node): void {
  if (program.length >= LARGEST_PROGRAM) throw new PatternFault(`its repeats come to more than ${LARGEST_PROGRAM} steps`, 0);
  switch (node.type) {
    case 'empty':
      return;
    case 'char':
      program.push({ op: 'char', code: folded(node.code) });
      return;
    case 'set':
      program.push({ op: 'set', ranges: node.ranges, negated: node.negated });
      return;
    case 'assert':
      program.push({ op: 'assert', what: node.what });
      return;
    case 'sequence':
      for (const part of node.parts) emit(program, part);
      return;
    case 'value':
      program.push({ op: 'save', slot: 'from' });
      emit(program, node.part);
      program.push({ op: 'save', slot: 'to' });
      return;
    case 'choice':
      return choice(program, node.parts);
    case 'repeat':
      return repeat(program, node);
  }
}

function choice(program: Step[], parts: readonly Node[]): void {
  const jumps: { op: 'jump'; next: number }[] = [];
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    const split = { op: 'split' as const, next: program.length + 1, other: 0 };
    if (!last) program.push(split);
    emit(program, part);
    if (last) return;
    const jump = { op: 'jump' as const, next: 0 };
    program.push(jump);
    jumps.push(jump);
    split.other = program.length;
  });
  for (const jump of jumps) jump.next = program.length;
}

function repeat(program: Step[], { part, min, max, lazy }: Extract<Node, { type: 'repeat' }>): void {
  const before = program.length;
  for (let n = 0; n < min; n++) {
    emit(program, part);
    // What comes to nothing once comes to nothing two hundred times: brackets around nothing would cost time without end.
    if (program.length === before) return;
  }
  const open = () => {
    const split = { op: 'split' as const, next: program.length + 1, other: 0 };
    program.push(split);
    return split;
  };
  const close = (split: { next: number; other: number }) => {
    split.other = program.length;
    if (lazy) [split.next, split.other] = [split.other, split.next];
  };
  if (max === Infinity) {
    const begin = program.length;
    const split = open();
    emit(program, part);
    program.push({ op: 'jump', next: begin });
    return close(split);
  }
  const splits = [];
  for (let n = min; n < max; n++) {
    splits.push(open());
    emit(program, part);
  }
  splits.forEach(close);
}

/** Letters match in either case: both sides are compared as small ones, where that is one character too. */
export function folded(code: number): number {
  if (code < 65) return code;
  if (code < 128) return code <= 90 ? code + 32 : code;
  const small = String.fromCharCode(code).toLowerCase();
  return small.length === 1 ? small.charCodeAt(0) : code;
}
