import type { Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sayError } from '../frame/say.js';
import { readEarlier } from '../live/snapshot.js';

/** So many rows from the first one earlier messages are read: before a quick reader comes to it, and has to wait. */
const NEAR = 24;

/** Reads earlier messages as the reader comes near the first one that is here, and when asked. */
export function useEarlier(
  customerId: string,
  { isWhole, isEmpty }: { isWhole: boolean; isEmpty: boolean },
  scroll: Virtualizer<HTMLDivElement, HTMLDivElement>,
): { isReading: boolean; read: () => Promise<void> } {
  const [isReading, setReading] = useState(false);
  const [isReady, setReady] = useState(false);
  const busy = useRef(false);
  // After a failure the button asks, and nothing else.
  const hasFailed = useRef(false);

  const read = useCallback(async (): Promise<void> => {
    if (busy.current || isWhole || isEmpty) return;
    busy.current = true;
    setReading(true);
    try {
      await readEarlier(customerId);
      hasFailed.current = false;
    } catch (error) {
      hasFailed.current = true;
      sayError(error);
    } finally {
      busy.current = false;
      setReading(false);
    }
  }, [customerId, isWhole, isEmpty]);

  // Before the first scroll to the end the top is in view, and nobody reads it.
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), 300);
    return () => clearTimeout(timer);
  }, []);

  const isNear = !isEmpty && (scroll.range?.startIndex ?? NEAR) < NEAR;
  const count = scroll.options.count;
  useEffect(() => {
    // Once more after each page: whoever has come to the top by then is still there.
    if (isReady && isNear && !isReading && !hasFailed.current) void read();
  }, [isReady, isNear, isReading, count, read]);

  return { isReading, read };
}
