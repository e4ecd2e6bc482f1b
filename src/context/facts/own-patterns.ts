import type { FactPatternView } from '../../contracts/context.js';
import { compilePattern, type Program } from '../../core/facts/linear/compile.js';
import { runPattern, STEP_BUDGET } from '../../core/facts/linear/run.js';
import type { NewFact } from '../../customers/record-facts.service.js';

/** A longer message is read up to here. */
export const READ_LIMIT = 10_000;
/** Of a fact found by a pattern: its author says what it looks like, nobody what was meant. */
const CONFIDENCE = 0.9;
/** What all patterns together may cost for one message. */
const WHOLE_BUDGET = 2 * STEP_BUDGET;

export interface OwnFacts {
  facts: NewFact[];
  /** Which stretches of the text they are made of. */
  stretches: { begin: number; end: number }[];
  /** Those that used up their steps. */
  tooSlow: FactPatternView[];
}

/** The patterns of this deployment as programs; each version is compiled once. */
export class OwnPatterns {
  private programs = new Map<string, Program>();

  /** `language`: of the conversation, where it is known. */
  find(patterns: readonly FactPatternView[], text: string, language: string | null): OwnFacts {
    const found: OwnFacts = { facts: [], stretches: [], tooSlow: [] };
    let left = WHOLE_BUDGET;
    for (const one of patterns) {
      if (!speaks(one.languages, text, language) || left <= 0) continue;
      const run = runPattern(this.programOf(one), text.slice(0, READ_LIMIT), STEP_BUDGET);
      left -= run.steps;
      if (run.exhausted) found.tooSlow.push(one);
      for (const { raw, begin, end } of run.found) {
        if (raw.trim() === '') continue;
        found.facts.push({ kind: one.kind, value: raw.trim(), label: one.label, confidence: CONFIDENCE });
        found.stretches.push({ begin, end });
      }
    }
    return found;
  }

  private programOf({ id, version, pattern }: FactPatternView): Program {
    const key = `${id} ${version}`;
    const known = this.programs.get(key);
    if (known) return known;
    // Old versions are forgotten all at once: they are few, and compiling takes less than a millisecond.
    if (this.programs.size > 300) this.programs = new Map();
    const program = compilePattern(pattern);
    this.programs.set(key, program);
    return program;
  }
}

/** Chinese is seen in the text itself; of other languages the conversation knows. */
function speaks(languages: readonly string[], text: string, language: string | null): boolean {
  if (languages.length === 0) return true;
  if (/[\u4e00-\u9fff]/.test(text)) return languages.includes('zh') || languages.includes('ja');
  return language === null || languages.includes(language.slice(0, 2).toLowerCase());
}
