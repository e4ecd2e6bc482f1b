import type { ComponentType } from 'react';
import type { Draft } from './changes.js';
import type { Stored } from './records.js';

/** What one kind of record needs to have a list and a form. Its sentences stand under `<key>.…` in the words of this room. */
export interface Section<T extends Stored = Stored> {
  key: string;
  path: string;
  nameOf: (record: T) => string;
  /** A second, quiet line of the list. */
  aboutOf?: (record: T) => string | null | undefined;
  /** Shown as out of use. */
  isOff?: (record: T) => boolean;
  order?: (one: T, other: T) => number;
  /** What keys are made of where a name has no letter that a key may have: `queue-2`. */
  keyWord?: string;
  /** What a new one starts from. */
  fresh: () => Draft;
  /** A record as its form holds it: the fields of the body that changes it. */
  draftOf: (record: T) => Draft;
  /** What is sent of the changed fields (of all, where it is new). */
  bodyOf?: (changes: Draft, draft: Draft, isNew: boolean) => Draft;
  Fields: ComponentType<{ record: T | null }>;
  /** Under the form of a record that is saved: what has doors of its own. */
  Beside?: ComponentType<{ record: T }>;
  /** How it goes; `restore` is what brings it back. */
  removal?: {
    kind: 'delete' | 'disable' | 'revoke';
    restore?: (record: T) => { method: 'PATCH' | 'POST'; body: Draft };
  };
  /** Once made it is never changed. */
  isFixed?: true;
  /** What an answer shows this once, by the name of its field. */
  once?: readonly string[];
}

/** With the record's own type forgotten, to stand in a list with others. */
export const section = <T extends Stored>(one: Section<T>): Section => one as unknown as Section;
