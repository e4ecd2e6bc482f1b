import type { AuthorView } from './views.js';
import type { IdentityKind, IdentityLevel } from './words.js';

export const suggestionStates = ['open', 'accepted', 'dismissed'] as const;
export type SuggestionState = (typeof suggestionStates)[number];

/** One part of a score: what was compared, how far it agrees, and what that is worth in bits; negative speaks against. */
export interface SuggestionPart {
  part: 'name' | 'email' | 'phone' | 'city' | 'birthDate' | 'device';
  level: string;
  bits: number;
}

export interface SuggestedCustomer {
  id: string;
  name: string | null;
  keys: { kind: IdentityKind; value: string; shared: boolean }[];
}

/** Two customers who may be one person, for a person to decide. */
export interface IdentitySuggestionView {
  id: string;
  customers: [SuggestedCustomer, SuggestedCustomer];
  /** In bits: by 1 more, it is twice as likely to be one person. */
  score: number;
  parts: SuggestionPart[];
  state: SuggestionState;
  decidedBy: string | null;
  decidedAt: string | null;
  /** Of an accepted one: the merge, which can be undone. */
  mergeId: string | null;
  createdAt: string;
}

/** Whose the open conversations of two customers would be if they were merged now. */
export interface MergePreviewView {
  conversations: {
    id: string;
    customer: { id: string; name: string | null };
    /** Who has it now, and who would have it then; null: it waits for somebody. */
    agent: { id: string; name: string } | null;
    agentThen: { id: string; name: string } | null;
  }[];
}

/** A merge, whole or undone. */
export interface MergeView {
  id: string;
  /** Who became part of whom. The names are those on their records now. */
  from: { id: string; name: string | null };
  into: { id: string; name: string | null };
  reason: string;
  /** The reason in the other languages of the pages, where we ourselves wrote it; null where a person did. */
  translations: { zh: string } | null;
  by: AuthorView;
  at: string;
  undoneAt: string | null;
}

export interface SharedKeyView {
  kind: IdentityKind;
  value: string;
  shared: boolean;
  /** How many customers hold it. */
  holders: number;
}

/** What proving a key came to. */
export interface VerifiedIdentityView {
  identityId: string;
  /** Not `verified` where another customer has proved it, and keeps it. */
  level: IdentityLevel;
  /** Where it joined two customers at once. */
  mergeId: string | null;
  /** Why it did not: several people use it, both have an account of their own, or a merge of the two was undone before. */
  kept: 'shared' | 'two accounts' | 'parted' | null;
}

export const importFields = ['externalId', 'name', 'email', 'phone', 'city', 'birthDate', 'locale', 'tier'] as const;
export type ImportField = (typeof importFields)[number];

export const importOutcomes = ['created', 'matched', 'suggested', 'refused'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

export interface CustomerImportView {
  id: string;
  dryRun: boolean;
  state: 'running' | 'done';
  rows: { total: number; done: number };
  outcomes: Record<ImportOutcome, number>;
  /** Which header was taken for which field. */
  columns: Partial<Record<ImportField, string>>;
  /** Headers that were not understood, and whose values are not kept. */
  ignored: string[];
  /** What of the table as a whole was not read as it stands: columns of one name, cells without a column. */
  warnings: string[];
  startedAt: string;
  finishedAt: string | null;
}

export interface ImportRowView {
  /** As a spreadsheet counts: the header is line 1. */
  line: number;
  outcome: ImportOutcome | null;
  reason: string | null;
  /** Null in a dry run where it would be a new customer. */
  customerId: string | null;
  /** In a dry run: the earlier line that it would be matched with. */
  matchedLine: number | null;
  /** Of a suggested one: who it may be, the likeliest first; a customer, or in a dry run an earlier line of the table. */
  resembles: { customerId: string | null; line: number | null; score: number }[];
  /** What of it was not read as it stands, or contradicts what is known; null: nothing. */
  warning: string | null;
}
