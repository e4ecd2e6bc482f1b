import { useMemo, useSyncExternalStore } from 'react';
import { create } from 'zustand';
import type { FieldError } from '../../../../src/contracts/errors.js';
import type { WarningView } from '../../../../src/contracts/rule-views.js';
import { say, sayError } from '../../frame/say.js';
import { errorLine, Refusal } from '../../live/problem.js';
import { words } from '../../words.js';
import { changesOf, type Draft, isSame, merge } from './changes.js';
import { type Editing, keepDraft, useDrafts } from './drafts.js';
import { valueAt, withValue } from './pointer.js';
import { readRecord, saveRecord, type Stored } from './records.js';
import type { Section } from './section.js';
import { type Asks, faultsOf } from './wrong.js';

/** What the last attempt to save came to. Lives as long as the page: what is shown once must not be written anywhere. */
export interface Aftermath {
  isBusy: boolean;
  errors: readonly FieldError[];
  /** Why it was refused, which is said where no field is to blame; null where it was not. */
  refused: string | null;
  warnings: readonly WarningView[];
  once: readonly { name: string; value: string }[];
  /** Rises with each refusal, so that the first field to blame gets the focus. */
  attempt: number;
}

const quiet: Aftermath = { isBusy: false, errors: [], refused: null, warnings: [], once: [], attempt: 0 };
const useAftermaths = create<Record<string, Aftermath>>(() => ({}));
const after = (place: string): Aftermath => useAftermaths.getState()[place] ?? quiet;
export const setAftermath = (place: string, change: Partial<Aftermath>): void =>
  useAftermaths.setState({ [place]: { ...after(place), ...change } });

/** Something else than saving has found these at fault: they are said at their fields, and the first of them gets the focus. */
export const blame = (place: string, errors: readonly FieldError[]): void =>
  setAftermath(place, { errors, refused: null, attempt: after(place).attempt + 1 });

const numberOf = (version: Stored['version']): number | null => (typeof version === 'number' ? version : null);

export const placeOf = (section: Pick<Section, 'key'>, id: string | null): string => `${section.key}/${id ?? 'new'}`;

/** A form's own handle: the same object as long as its record is, so that typing in one field draws only that field again. */
export interface Form {
  section: Section;
  record: Stored | null;
  place: string;
  /** The record as its form holds it, before anything is typed. */
  stored: Draft;
  set: (pointer: string, value: unknown) => void;
  /** Of a field that both changed: whose holds. */
  choose: (field: string, whose: 'mine' | 'theirs') => void;
  discard: () => void;
  /**
   * @param asks of the fields that are there: what they refuse is not sent
   * @returns the saved record; null where it was refused
   */
  save: (asks: ReadonlyMap<string, Asks>) => Promise<Stored | null>;
}

export function useForm(section: Section, record: Stored | null): Form {
  return useMemo(() => {
    const place = placeOf(section, record?.id ?? null);
    return {
      ...{ section, record, place, stored: record ? section.draftOf(record) : section.fresh() },
      set: (pointer, value) => change(section, record, pointer, value),
      choose: (field, whose) => choose(place, field, whose),
      discard: () => {
        keepDraft(place, undefined);
        setAftermath(place, { errors: [], refused: null, warnings: [] });
      },
      save: (asks) => save(section, record, asks),
    };
  }, [section, record]);
}

export const useEditing = (place: string): Editing | undefined => useDrafts((drafts) => drafts[place]);

export function useAftermath<T>(place: string, of: (aftermath: Aftermath) => T): T {
  return useAftermaths((all) => of(all[place] ?? quiet));
}

/** Always laid over the latest draft: several changes may come in one turn of the page. */
function change(section: Section, record: Stored | null, pointer: string, value: unknown): void {
  const place = placeOf(section, record?.id ?? null);
  const before = useDrafts.getState()[place];
  const base = before?.base ?? (record ? section.draftOf(record) : section.fresh());
  const draft = withValue(before?.draft ?? base, pointer, value);
  const isClean = isSame(draft, base) && !before?.contested;
  keepDraft(
    place,
    isClean ? undefined : { ...before, base, draft, version: before ? before.version : numberOf(record?.version) },
  );
  const { errors, warnings, refused } = after(place);
  const stays = ({ pointer: at }: { pointer: string }): boolean =>
    !(at === pointer || at.startsWith(`${pointer}/`) || pointer.startsWith(`${at}/`));
  const left = errors.filter(stays);
  if (left.length < errors.length || warnings.length > 0)
    setAftermath(place, { errors: left, warnings: warnings.filter(stays), refused: left.length > 0 ? refused : null });
}

function choose(place: string, field: string, whose: 'mine' | 'theirs'): void {
  const editing = useDrafts.getState()[place];
  if (!editing?.contested) return;
  const { [field]: theirs, ...contested } = editing.contested;
  const { contested: _were, ...rest } = editing;
  const draft = whose === 'theirs' ? { ...editing.draft, [field]: theirs } : editing.draft;
  const isOpen = Object.keys(contested).length > 0;
  if (!isOpen && isSame(draft, editing.base)) keepDraft(place, undefined);
  else keepDraft(place, { ...rest, draft, ...(isOpen ? { contested } : {}) });
}

/** Only what was typed here is asked about: what the server has kept so far is its own affair. */
function faultsBefore(asks: ReadonlyMap<string, Asks>, base: Draft, draft: Draft, isNew: boolean): FieldError[] {
  return [...asks].flatMap(([at, ask]) => {
    const value = valueAt(draft, at);
    return isNew || !isSame(value, valueAt(base, at)) ? faultsOf(at, value, ask) : [];
  });
}

async function save(section: Section, record: Stored | null, asks: ReadonlyMap<string, Asks>): Promise<Stored | null> {
  const { path } = section;
  const id = record?.id ?? null;
  const place = placeOf(section, id);
  if (after(place).isBusy) return null;
  // Whose holds is not known yet: saving now would settle it without anybody's choice.
  if (useDrafts.getState()[place]?.contested) return null;
  const editing = useDrafts.getState()[place];
  const base = editing?.base ?? section.fresh();
  const draft = editing?.draft ?? base;
  const faults = faultsBefore(asks, base, draft, !id);
  if (faults.length > 0) {
    setAftermath(place, { errors: faults, refused: '', warnings: [], attempt: after(place).attempt + 1 });
    return null;
  }
  const changes = id ? changesOf(base, draft) : draft;
  const body = section.bodyOf?.(changes, draft, !id) ?? changes;
  setAftermath(place, { isBusy: true, errors: [], refused: null, warnings: [] });
  try {
    const saved = await saveRecord<Stored & { warnings?: WarningView[] }>(path, id, body, editing?.version);
    // What was typed while it was on its way stays typed.
    const now = useDrafts.getState()[place];
    const later = now && editing && now.draft !== editing.draft ? now : undefined;
    keepDraft(place, later && { base: section.draftOf(saved), draft: later.draft, version: numberOf(saved.version) });
    const shown = (section.once ?? []).flatMap((name) => {
      const value = (saved as unknown as Draft)[name];
      return typeof value === 'string' ? [{ name, value }] : [];
    });
    setAftermath(place, { isBusy: false });
    setAftermath(placeOf(section, saved.id), { warnings: saved.warnings ?? [], ...(shown.length > 0 ? { once: shown } : {}) });
    tellSaved(section, id ? { saved, changes, base } : null);
    return saved;
  } catch (error) {
    if (id && editing && error instanceof Refusal && error.problem?.status === 412) {
      await takeTheirs(section, id, editing).catch(sayError);
      setAftermath(place, { isBusy: false });
      return null;
    }
    const errors = error instanceof Refusal ? (error.problem?.errors ?? []) : [];
    setAftermath(place, { isBusy: false, errors, refused: errorLine(error), attempt: after(place).attempt + 1 });
    return null;
  }
}

/** Somebody else saved meanwhile: theirs and what was typed here are laid together, and the choice shown where they differ. */
async function takeTheirs(section: Section, id: string, editing: Editing): Promise<void> {
  const fresh = await readRecord(section.path, id);
  const theirs = section.draftOf(fresh);
  const { draft, taken, contested } = merge(editing.base, editing.draft, theirs);
  keepDraft(placeOf(section, id), {
    ...{ base: theirs, draft, version: numberOf(fresh.version), taken },
    ...(contested.length > 0 ? { contested: Object.fromEntries(contested.map((name) => [name, theirs[name]])) } : {}),
  });
}

interface Change {
  saved: Stored;
  changes: Draft;
  base: Draft;
}

/** Passwords and secrets were never known here, so that nothing could bring them back. */
const oneWay = ['password', 'secrets', 'secret'];

function tellSaved(section: Section, change: Change | null): void {
  const names = change ? Object.keys(change.changes).filter((name) => !oneWay.includes(name)) : [];
  if (!change || names.length === 0) return say(words.t('admin:saved'), 'good');
  const { saved, base } = change;
  say(words.t('admin:saved'), 'good', () => {
    const before = Object.fromEntries(names.map((name) => [name, base[name]]));
    const body = section.bodyOf?.(before, base, false) ?? before;
    saveRecord(section.path, saved.id, body, saved.version).then(() => say(words.t('admin:undone'), 'good'), sayError);
  });
}

/** Whether anything of a section is unsaved, by id. */
export function useUnsaved(section: Pick<Section, 'key'>): ReadonlySet<string> {
  const shape = useSyncExternalStore(useDrafts.subscribe, () =>
    Object.keys(useDrafts.getState())
      .filter((place) => place.startsWith(`${section.key}/`))
      .join('\n'),
  );
  return new Set(shape.split('\n').map((place) => place.slice(section.key.length + 1)));
}
