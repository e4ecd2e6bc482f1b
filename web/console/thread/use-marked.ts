import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { sayError, say } from '../frame/say.js';
import { desk } from '../live/desk.js';
import { words } from '../words.js';
import { messageIdOf, type Row } from './rows.js';
import { seqInAddress, showMessage, useShown } from './show-message.js';

const MARKED_MS = 4_000;

/**
 * Brings the wished-for message into view and marks it for a moment; the address may wish for one, too (`#m42`).
 * @returns the id of the marked message
 */
export function useMarked(
  rows: readonly Row[],
  scroll: Virtualizer<HTMLDivElement, HTMLDivElement>,
  log: React.RefObject<HTMLDivElement | null>,
): string | null {
  const { messageId, nth } = useShown();
  const [marked, setMarked] = useState<string | null>(null);
  const done = useRef(0);

  useEffect(() => {
    if (!messageId || done.current === nth) return;
    const index = rows.findIndex((row) => messageIdOf(row) === messageId);
    if (index < 0) return;
    done.current = nth;
    scroll.scrollToIndex(index, { align: 'center' });
    setMarked(messageId);
    // Arrow keys go on from here; who is typing goes on typing.
    const isTyping = document.activeElement instanceof HTMLTextAreaElement || document.activeElement instanceof HTMLInputElement;
    if (!isTyping) requestAnimationFrame(() => focusRow(log.current, messageId));
  }, [messageId, nth, rows, scroll, log]);

  useEffect(() => {
    if (!marked) return;
    const timer = setTimeout(() => setMarked(null), MARKED_MS);
    return () => clearTimeout(timer);
  }, [marked, nth]);

  useEffect(() => {
    const go = (): void => {
      const seq = seqInAddress();
      if (seq !== null)
        showMessage(seq).then((isThere) => isThere || !desk.getState().openId || say(words.t('thread:noSuchMessage')), sayError);
    };
    go();
    addEventListener('hashchange', go);
    return () => {
      removeEventListener('hashchange', go);
      // The next thread is opened at its end.
      useShown.setState({ messageId: null });
    };
  }, []);

  return marked;
}

function focusRow(log: HTMLElement | null, messageId: string): void {
  log?.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`)?.focus({ preventScroll: true });
}
