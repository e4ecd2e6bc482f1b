import { useEffect, useRef } from 'react';
import { create } from 'zustand';

export interface Shortcut {
  /** `mod+k` (⌘ or Ctrl), `shift+n`, a single key, or two after each other: `g i`. */
  keys: string;
  /** What it does, in the reader's language: shown in the list and in the command bar. */
  name: string;
  /** Under which heading it stands in the list. */
  group: string;
  run: () => void;
  /** Works while somebody types, too. Those with `mod` do always. */
  inFields?: boolean;
}

/** For `aria-keyshortcuts`. It knows no two keys after each other; as they are written, they are read out one by one at least. */
export const spoken = (keys: string): string =>
  keys
    .split(' ')
    .map((key) => key.replace('mod', /Mac/.test(navigator.platform) ? 'Meta' : 'Control').replace('shift', 'Shift'))
    .join(' ');

export const useShortcutTable = create<{ rows: readonly Shortcut[] }>(() => ({ rows: [] }));
const PAIR_MS = 900;
let first = { key: '', at: 0 };

/** What each key does now: of rows with the same keys the newest. */
export const newestRows = (rows: readonly Shortcut[]): Shortcut[] =>
  rows.filter((row, at) => !rows.some((later, place) => place > at && later.keys === row.keys));

/** Offers acts by key as long as the component is there. The newest row of the same keys wins. */
export function useShortcuts(rows: readonly Shortcut[]): void {
  const latest = useRef(rows);
  latest.current = rows;
  const shape = rows.map((row) => `${row.keys}\0${row.name}\0${row.group}`).join('\n');
  useEffect(() => {
    const mine = latest.current.map((row, index) => ({ ...row, run: () => latest.current[index]?.run() }));
    useShortcutTable.setState((state) => ({ rows: [...state.rows, ...mine] }));
    return () => useShortcutTable.setState((state) => ({ rows: state.rows.filter((row) => !mine.includes(row as never)) }));
  }, [shape]);
}

/** Inputs that take no text: whoever has pressed one goes on by key. */
const NO_TEXT = /^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/;

/** Whether what is typed now goes into it. */
export function takesText(target: EventTarget | null): boolean {
  // In a list that lies open a key chooses, also where its field itself takes no text.
  if (target instanceof HTMLInputElement)
    return target.ariaExpanded === 'true' || (!target.readOnly && !NO_TEXT.test(target.type));
  // A native select takes letters, too: they choose the option that begins with them.
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:TEXTAREA|SELECT)$/.test(target.tagName));
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^\p{L}$/u.test(event.key);
  return `${event.metaKey || event.ctrlKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${event.shiftKey && (isLetter || event.key.length > 1) ? 'shift+' : ''}${key}`;
}

/** The one place that listens to keys. */
export function listenToKeys(): () => void {
  const heard = (event: KeyboardEvent): void => {
    // Composing Chinese or Japanese is no command.
    if (event.defaultPrevented || event.isComposing) return;
    const name = nameOf(event);
    const pair = event.timeStamp - first.at < PAIR_MS ? `${first.key} ${name}` : '';
    first = { key: name, at: event.timeStamp };
    // Over a dialog a single key would act on what lies under it.
    const isQuiet = takesText(event.target) || document.querySelector('[aria-modal="true"]') !== null;
    const may = (row: Shortcut): boolean => name.startsWith('mod+') || row.inFields === true || !isQuiet;
    const { rows } = useShortcutTable.getState();
    // Two keys mean the pair, also where the second alone means something.
    const row = rows.findLast((one) => one.keys === pair && may(one)) ?? rows.findLast((one) => one.keys === name && may(one));
    if (!row) return;
    event.preventDefault();
    first = { key: '', at: 0 };
    row.run();
  };
  document.addEventListener('keydown', heard);
  return () => document.removeEventListener('keydown', heard);
}
