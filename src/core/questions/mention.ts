/** The noun of a sentence with what stands before and after it; nouns before it are blanked to one sign. */
export interface Mention {
  before: string;
  after: string;
  /** Counts only after "what" and "which". */
  bare: boolean;
  /** The sentence as a whole. */
  sentence: string;
}
