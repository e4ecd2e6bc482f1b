import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compilePattern } from './compile.js';
import { LONGEST_PATTERN, PatternFault } from './parse.js';
import { runPattern } from './run.js';

const found = (pattern: string, text: string): string[] => runPattern(compilePattern(pattern), text).found.map(({ raw }) => raw);

describe('patterns of a deployment', () => {
  it.each([
    ['KD-\\d{6}', 'Kunde kd-123456, KD-12345 and KD-654321', ['kd-123456', 'KD-654321']],
    ['contract (?:no\\.? ?)?(?<value>[A-Z]{2}\\d+)', 'my Contract no. ab123 runs out', ['ab123']],
    ['合同号[:：]?\\s?(?<value>[A-Z0-9-]+)', '合同号：HT-2024-1，谢谢', ['HT-2024-1']],
    ['\\bab\\b', 'ab abc cab ab', ['ab', 'ab']],
    ['^a+$', 'aaa\nab\naa', ['aaa', 'aa']],
    ['a|ab', 'ab', ['a']],
    ['ab|a', 'ab', ['ab']],
    ['a+?', 'aaa', ['a', 'a', 'a']],
    ['<.+?>', '<a><b>', ['<a>', '<b>']],
    ['[^\\d\\s]+', 'a1 b2', ['a', 'b']],
    ['[\\u4e00-\\u9fff]{2}', '订单号', ['订单']],
    ['x{2,3}', 'xxxxx', ['xxx', 'xx']],
    ['x{2,}?y', 'xxxy', ['xxxy']],
    ['[a\\]-]+', '-]a', ['-]a']],
    ['(?:)x', 'x', ['x']],
  ])('%s finds what it says in %j', (pattern, text, values) => expect(found(pattern, text)).toEqual(values));

  it.each([
    ['(a)\\1', 'back references'],
    ['a(?=b)', 'looking ahead or behind'],
    ['(?<!a)b', 'looking ahead or behind'],
    ['(?<name>a)', 'only (?:'],
    ['(?<value>a)(?<value>b)', 'a second'],
    ['(a', 'without its closing'],
    ['a)', 'without its opening'],
    ['[a', 'without its closing'],
    ['[]', 'an empty class'],
    ['[b-a]', 'ends before it begins'],
    ['*a', 'nothing there to repeat'],
    ['a**', 'repeat of a repeat'],
    ['a{3,2}', 'ends before it begins'],
    ['a{201}', 'more than 200'],
    ['((a{200}){200}){200}', 'more than 1000 steps'],
    ['('.repeat(40) + ')'.repeat(40), 'nested too deep'],
    ['a\\', 'ends in a backslash'],
    ['\\u12', 'four hexadecimal'],
    ['\\p', 'not possible'],
    ['x'.repeat(LONGEST_PATTERN + 1), 'longer than'],
  ])('%s is refused', (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(PatternFault);
    expect(() => compilePattern(pattern)).toThrow(reason);
  });

  it.each(['(a+)+$', '(a|a)*b', '(?:a*)*b', '(\\w+\\s?)*!', '(.*)(.*)(.*)x'])('%s cannot explode', (pattern) => {
    const program = compilePattern(pattern);
    const steps = (length: number) => runPattern(program, 'a'.repeat(length), Infinity).steps;
    expect(steps(4_000)).toBeLessThan(5 * steps(1_000));
  });

  it('compiles repeated nothing at once', () => {
    const nothing = '('.repeat(28) + '){200}'.repeat(28);
    expect(found(`${nothing}a`, 'xa')).toEqual(['a']);
  });

  it('stops at its budget and says so', () => {
    const program = compilePattern('(?:a?){200}b');
    const run = runPattern(program, 'a'.repeat(20_000), 50_000);
    expect(run.exhausted).toBe(true);
    expect(run.steps).toBeLessThan(52_000);
  });

  it('finds what the built-in engine finds', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '1', '\\b');
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      part: fc.oneof(
        { depthSize: 'small' },
        atom,
        fc
          .tuple(
            atom.filter((one) => one !== '\\b'),
            fc.constantFrom('*', '+', '?', '{1,2}', '+?'),
          )
          .map((two) => two.join('')),
        fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
      ),
      pattern: fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '\n'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, (source, words) => {
        const theirs = [...words.matchAll(new RegExp(source, 'gim'))].map(([raw]) => raw).filter((raw) => raw !== '');
        expect(found(source, words)).toEqual(theirs);
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses or compiles whatever is written, and never throws anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab(|)[]{}*+?\\^$.-,1<>value:d'), maxLength: 30 }), (source) => {
        try {
          runPattern(compilePattern(source), 'ab ba 11 aabb', 10_000);
        } catch (error) {
          if (!(error instanceof PatternFault)) throw error;
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
