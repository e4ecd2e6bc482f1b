import { useEffect, useState } from 'react';
import { desk } from '../live/desk.js';
import { errorLine, Refusal } from '../live/problem.js';

/** An act of a dialog: busy while it runs; what was refused is said in the dialog, where it can be put right. */
export function useAct(): {
  isBusy: boolean;
  error: string;
  setError: (error: string) => void;
  act: (run: () => Promise<void>) => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [{ error, isLost }, set] = useState({ error: '', isLost: false });
  const setError = (text: string): void => set({ error: text, isLost: false });
  useEffect(() => {
    if (!isLost) return;
    // "There is no connection" is true only until there is one.
    return desk.subscribe((now, before) => now.link === 'online' && before.link !== 'online' && setError(''));
  }, [isLost]);
  const act = (run: () => Promise<void>): void => {
    setBusy(true);
    setError('');
    void run()
      .catch((reason: unknown) => set({ error: errorLine(reason), isLost: reason instanceof Refusal && reason.problem === null }))
      .finally(() => setBusy(false));
  };
  return { isBusy, error, setError, act };
}
