import { useEffect } from 'react';
import { create } from 'zustand';
import type { UndeliveredView } from '../../../src/contracts/views.js';
import { call } from '../live/api.js';
import { isSupervisor, useDesk } from '../live/desk.js';

const EVERY_MS = 20_000;

const useCounted = create<{ counted: UndeliveredView | null }>(() => ({ counted: null }));
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** What cannot be read keeps the last figure: the list itself says what is wrong. */
export async function countUndelivered(): Promise<void> {
  const counted = await call<UndeliveredView>('GET', '/v1/undelivered').catch(() => null);
  if (counted) useCounted.setState({ counted });
}

/** How much did not arrive, for a supervisor; one question for all who look, while the page is looked at. */
export function useUndeliveredCount(): UndeliveredView | null {
  const supervises = useDesk(isSupervisor);
  useEffect(() => {
    if (!supervises) return;
    watchers += 1;
    if (watchers === 1) {
      void countUndelivered();
      timer = setInterval(() => document.visibilityState === 'visible' && void countUndelivered(), EVERY_MS);
    }
    return () => {
      watchers -= 1;
      if (watchers === 0) clearInterval(timer);
    };
  }, [supervises]);
  return useCounted(({ counted }) => counted);
}
