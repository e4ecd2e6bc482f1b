import { blockingKeys } from '../../core/identity/blocking-keys.js';
import type { Asked, Known } from './decide-row.js';

/** Under a word that more people share nobody is looked for, as among the customers. */
const CROWD = 60;

/** The people of a table so far, to be found by later lines of it. */
export class SeenPeople {
  private readonly byWord = new Map<string, Known[]>();
  private readonly byExternal = new Map<string, Known>();
  private readonly byLine = new Map<string, Known>();

  add(known: Known): void {
    for (const external of known.externals) this.byExternal.set(external, known);
    for (const line of known.lines) this.byLine.set(line, known);
    for (const word of blockingKeys(known.person)) {
      const filed = this.byWord.get(word);
      if (!filed) this.byWord.set(word, [known]);
      else if (filed.length <= CROWD) filed.push(known);
    }
  }

  /** A line about somebody who is known: the same line is about them again. */
  remember(fingerprint: string, known: Known): void {
    this.byLine.set(fingerprint, { ...known, lines: [fingerprint] });
  }

  find({ externalId, fingerprint }: Asked, words: readonly string[]): Known[] {
    const named = externalId === null ? undefined : this.byExternal.get(externalId);
    const again = fingerprint === null ? undefined : this.byLine.get(fingerprint);
    if (named ?? again) return [(named ?? again)!];
    return [...new Set(words.flatMap((word) => this.under(word)))];
  }

  private under(word: string): Known[] {
    const filed = this.byWord.get(word) ?? [];
    return filed.length > CROWD ? [] : filed;
  }
}
