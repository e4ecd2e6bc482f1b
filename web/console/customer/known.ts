import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import type { ContextView } from '../../../src/contracts/context.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';

/** What is known of a customer; without a conversation there is no brief and nothing that panels show. */
export type Known = Omit<ContextView, 'digest' | 'conversation'> & {
  digest: ContextView['digest'] | null;
  conversation: ContextView['conversation'] | null;
};

export interface KnownCustomer {
  known: Known;
  /** Reads it anew, after an act of this panel: the server's own news comes a moment later. */
  refresh: () => Promise<void>;
  /** Grows with each refresh: what sections read by themselves is read again. */
  nth: number;
}

export const KnownCustomerContext = createContext<KnownCustomer | null>(null);

export function useKnown(): KnownCustomer {
  const known = useContext(KnownCustomerContext);
  if (!known) throw new Error('a section stands in a customer panel');
  return known;
}

export interface Reading<T> {
  data: T | null;
  error: string | null;
  isReading: boolean;
}

/** Reads something more of the customer while it is wanted, again whenever there is news. What was read stays until then. */
export function useRead<T>(path: string | null): Reading<T> {
  const { known, nth } = useKnown();
  const news = useDesk((desk) => desk.customerNews.get(known.customer.id) ?? 0);
  const [state, set] = useState<Reading<T> & { path: string | null }>({ data: null, error: null, isReading: false, path: null });
  useEffect(() => {
    if (!path) return;
    const leaving = new AbortController();
    set((before) => ({ ...(before.path === path ? before : { data: null, error: null, path }), isReading: true }));
    call<T>('GET', path, undefined, { signal: leaving.signal }).then(
      // An answer that is cut off while it is read comes as nothing.
      (data) => leaving.signal.aborted || set({ data, error: null, isReading: false, path }),
      (error: unknown) => {
        if (!leaving.signal.aborted) set((before) => ({ ...before, error: errorLine(error), isReading: false }));
      },
    );
    return () => leaving.abort();
  }, [path, nth, news]);
  return state.path === path ? state : { data: null, error: null, isReading: path !== null };
}

/** An act of the panel, one at a time: busy while it runs, its refusal as a sentence beside it. */
export function useAct(): { act: (work: () => Promise<unknown>) => Promise<boolean>; isBusy: boolean; error: string | null } {
  const { refresh } = useKnown();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const running = useRef(false);
  const act = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      if (running.current) return false;
      running.current = true;
      setBusy(true);
      setError(null);
      try {
        await work();
        await refresh();
        return true;
      } catch (reason) {
        setError(errorLine(reason));
        return false;
      } finally {
        running.current = false;
        setBusy(false);
      }
    },
    [refresh],
  );
  return { act, isBusy, error };
}
