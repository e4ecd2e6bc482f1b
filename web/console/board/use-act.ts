import { useState } from 'react';
import { errorLine } from '../live/problem.js';

/** An act of a dialog: busy while it runs; what was refused is said in the dialog, where it can be put right. */
export function useAct(): {
  isBusy: boolean;
  error: string;
  setError: (error: string) => void;
  act: (run: () => Promise<void>) => void;
} {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const act = (run: () => Promise<void>): void => {
    setBusy(true);
    setError('');
    void run()
      .catch((reason: unknown) => setError(errorLine(reason)))
      .finally(() => setBusy(false));
  };
  return { isBusy, error, setError, act };
}
