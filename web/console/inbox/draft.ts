import { useState } from 'react';

const PREFIX = 'throughline.console.draft.';
/** Where storage is not to be had a draft lasts as long as the page. */
const inMemory = new Map<string, string>();

function read(key: string): string {
  try {
    return sessionStorage.getItem(PREFIX + key) ?? inMemory.get(key) ?? '';
  } catch {
    return inMemory.get(key) ?? '';
  }
}

function write(key: string, value: string): void {
  if (value) inMemory.set(key, value);
  else inMemory.delete(key);
  try {
    if (value) sessionStorage.setItem(PREFIX + key, value);
    else sessionStorage.removeItem(PREFIX + key);
  } catch {
    // It is in memory.
  }
}

/** What is typed into a dialog is there again when it is opened the next time, also after a reload, until it was sent. */
export function useDraft(key: string): [string, (value: string) => void] {
  const [value, set] = useState(() => read(key));
  return [
    value,
    (next) => {
      write(key, next);
      set(next);
    },
  ];
}
