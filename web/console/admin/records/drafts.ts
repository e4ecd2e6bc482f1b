import { create } from 'zustand';
import { desk } from '../../live/desk.js';
import type { Draft } from './changes.js';

/** A record that somebody is changing: as it was read, as it is typed, and what the other's changes did to it. */
export interface Editing {
  base: Draft;
  draft: Draft;
  /** Of the record as it was read; null where it is new, or has no versions. */
  version: number | null;
  taken?: string[];
  /** Fields that both changed, with the other's value. */
  contested?: Record<string, unknown>;
}

/** What is unsaved, by place (`agents/<id>`). It stays when the page is left for another, and over a reload. */
export const useDrafts = create<Record<string, Editing>>(() => ({}));

const KEY = 'throughline.console.admin-drafts';
/** Never written down: they are typed again after a reload. */
const secret = new Set(['password', 'secrets', 'secret']);

const withoutSecrets = (draft: Draft): Draft => Object.fromEntries(Object.entries(draft).filter(([name]) => !secret.has(name)));

export function keepDraft(place: string, editing: Editing | undefined): void {
  const { [place]: _before, ...others } = useDrafts.getState();
  useDrafts.setState(editing ? { ...others, [place]: editing } : others, true);
}

function write(drafts: Record<string, Editing>): void {
  try {
    const rows = Object.entries(drafts).map(([place, { contested: _dropped, ...one }]) => [
      place,
      { ...one, draft: withoutSecrets(one.draft) },
    ]);
    if (rows.length > 0) sessionStorage.setItem(KEY, JSON.stringify({ by: desk.getState().me?.id, rows }));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage they hold as long as the page does.
  }
}

function read(): void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as { by: string; rows: [string, Editing][] } | null;
    if (!kept || kept.by !== desk.getState().me?.id) return useDrafts.setState({}, true);
    const whole = ([place, one]: [string, Editing]): [string, Editing] => [
      place,
      { ...one, draft: { ...one.base, ...one.draft } },
    ];
    useDrafts.setState(Object.fromEntries(kept.rows.map(whole)), true);
  } catch {
    // Unreadable: nothing was kept.
  }
}

/** Brings back what was unsaved, writes down what is, and has the browser ask before it is closed. Returns what ends it. */
export function watchDrafts(): () => void {
  read();
  const stop = useDrafts.subscribe(write);
  const asked = (event: BeforeUnloadEvent): void => {
    if (Object.keys(useDrafts.getState()).length > 0) event.preventDefault();
  };
  window.addEventListener('beforeunload', asked);
  return () => {
    stop();
    window.removeEventListener('beforeunload', asked);
  };
}
