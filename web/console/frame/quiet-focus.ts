import { type RefObject, useEffect } from 'react';
import { takesText } from './shortcuts.js';

/** Whoever has written nothing for so long has seen what lies over the page. */
const PAUSE_MS = 3_000;

/**
 * For a form that appears by itself over whatever somebody does: it takes the focus at once where nobody writes, else only after
 * a pause, or with Tab, so that the rest of a sentence is not typed into a password. When the form goes, the focus is back where
 * it was.
 */
export function useQuietFocus(form: RefObject<HTMLFormElement | null>, isOver: boolean): void {
  useEffect(() => {
    if (!isOver) return;
    const before = document.activeElement;
    const isIn = (): boolean => form.current?.contains(document.activeElement) ?? false;
    let isComposing = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      stop();
      if (!isIn()) form.current?.querySelector<HTMLInputElement>('[data-first]')?.focus();
    };
    const wait = (): void => {
      clearTimeout(timer);
      if (!isComposing) timer = setTimeout(take, PAUSE_MS);
    };
    const heard = (event: Event): void => {
      if (isIn()) return stop();
      if (event.type.startsWith('composition')) isComposing = event.type === 'compositionstart';
      if (event instanceof KeyboardEvent && event.key === 'Tab') {
        event.preventDefault();
        take();
      } else wait();
    };
    const types = ['keydown', 'input', 'compositionstart', 'compositionend', 'focusin'];
    const stop = (): void => {
      clearTimeout(timer);
      for (const type of types) document.removeEventListener(type, heard, true);
    };
    for (const type of types) document.addEventListener(type, heard, true);
    if (takesText(before)) wait();
    else take();
    return () => {
      stop();
      // The form is gone from the page by now, and the focus with it; who went elsewhere themselves stays there.
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [isOver, form]);
}
