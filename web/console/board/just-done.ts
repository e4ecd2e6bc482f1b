import { create } from 'zustand';
import { serverNow } from '../live/api.js';

/** One act at this screen that no list of the server's takes back: placing by hand. */
export interface Done {
  id: number;
  at: string;
  text: string;
  isUndone: boolean;
  undo: () => Promise<void>;
}

const MOST = 50;
let last = 0;

/** For as long as the page is open; what was moved by plan the server itself remembers. */
export const useJustDone = create<{ done: readonly Done[] }>(() => ({ done: [] }));

/**
 * Keeps the way back reachable after the line that told of it is gone.
 * @param undo true when it is back
 * @returns the same way back, which also strikes it off here
 */
export function noteDone(text: string, undo: () => Promise<boolean>): () => Promise<void> {
  const id = (last += 1);
  const strike = async (): Promise<void> => {
    if (!(await undo())) return;
    useJustDone.setState(({ done }) => ({ done: done.map((one) => (one.id === id ? { ...one, isUndone: true } : one)) }));
  };
  const one: Done = { id, at: new Date(serverNow()).toISOString(), text, isUndone: false, undo: strike };
  useJustDone.setState(({ done }) => ({ done: [one, ...done].slice(0, MOST) }));
  return strike;
}
