import { blockingKeys } from '../../core/identity/blocking-keys.js';
import type { Known } from './decide-row.js';

/** The people of a table so far, to be found by later lines of it. */
export class SeenPeople {
  private readonly byWord = new Map<string, Known[]>();
  private readonly byExternal = new Map<string, Known>();

  add(known: Known): void {
    for (const external of known.externals) this.byExternal.set(external, known);
    for (const word of blockingKeys(known.person)) {
      const filed = this.byWord.get(word);
      // Under a word that so many share nobody is looked for, as among the customers.
      if (!filed) this.byWord.set(word, [known]);
      else if (filed.length < 60) filed.push(known);
    }
  }

  find(externalId: string | null, words: readonly string[]): Known[] {
    const named = externalId === null ? undefined : this.byExternal.get(externalId);
    return named ? [named] : [...new Set(words.flatMap((word) => this.byWord.get(word) ?? []))];
  }
}
