import { useEffect } from 'react';
import { desk } from '../live/desk.js';
import { useBoard } from './board-store.js';

const list = (): HTMLElement | null => document.querySelector('[role="grid"]');
const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;
/** A dialog that goes takes the focus with it within this very turn. */
const GONE_MS = 30;

/** The keys of the list work again, with the row that was chosen, where nothing else has the keyboard. */
export function focusList(): void {
  if (isLost()) list()?.focus({ preventScroll: true });
}

/**
 * After a question over the board the keyboard is where it was before: at the act that asked, where that is still there, else in
 * the list. After a sign-in that lay over the question it is at the question's own act, so that Enter answers it.
 */
export function useFocusBack(): void {
  useEffect(() => {
    let before: Element | null = null;
    let inDialog: HTMLElement | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (act: () => void): void => {
      clearTimeout(timer);
      timer = setTimeout(() => isLost() && act(), GONE_MS);
    };
    const back = (): void => {
      // A row's own buttons are no stop of the keyboard: the list is.
      const isOutside = before?.isConnected && before !== document.body && !list()?.contains(before);
      if (isOutside) (before as HTMLElement).focus({ preventScroll: true });
      focusList();
    };
    const answer = (): void => {
      const dialog = document.querySelector<HTMLElement>('[role="dialog"]');
      const to = inDialog?.isConnected ? inDialog : dialog?.querySelector<HTMLElement>('button[type="submit"], [data-autofocus]');
      to?.focus();
    };
    const heard = ({ target }: FocusEvent): void => {
      if (target instanceof HTMLElement && target.closest('[role="dialog"]')) inDialog = target;
    };
    const stops = [
      useBoard.subscribe((now, was) => {
        if (now.asking && !was.asking) before = document.activeElement;
        if (!now.asking && was.asking) soon(back);
      }),
      desk.subscribe((now, was) => {
        if (was.isSignedOut && !now.isSignedOut && useBoard.getState().asking) soon(answer);
      }),
    ];
    document.addEventListener('focusin', heard);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('focusin', heard);
      for (const stop of stops) stop();
    };
  }, []);
}
