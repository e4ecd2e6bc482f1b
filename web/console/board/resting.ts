import { useEffect, useRef, useState } from 'react';
import { useBoard } from './board-store.js';

const REST_MS = 1_000;

/**
 * Whether a pointer is at work on the board just now: moved over it within the last second, pressed, or dragging something. So
 * long nothing may slip away under it; what has changed meanwhile is shown as soon as it rests or goes elsewhere.
 */
export function usePointerAtWork(): { isAtWork: boolean; handlers: React.HTMLAttributes<HTMLElement> } {
  const [isOver, setOver] = useState(false);
  const isDragging = useBoard(({ dragging }) => dragging.length > 0);
  const pointer = useRef({ timer: 0 as ReturnType<typeof setTimeout> | 0, isPressed: false });
  const rest = (): void => {
    clearTimeout(pointer.current.timer);
    pointer.current.timer = setTimeout(() => !pointer.current.isPressed && setOver(false), REST_MS);
  };
  useEffect(() => {
    // A press may end anywhere, also outside of the window; a drag that begins cancels the press.
    const released = (): void => {
      if (!pointer.current.isPressed) return;
      pointer.current.isPressed = false;
      rest();
    };
    addEventListener('pointerup', released);
    addEventListener('pointercancel', released);
    return () => {
      removeEventListener('pointerup', released);
      removeEventListener('pointercancel', released);
      clearTimeout(pointer.current.timer);
    };
  }, []);
  const handlers = {
    onPointerMove: (): void => {
      setOver(true);
      rest();
    },
    onPointerDown: (): void => {
      pointer.current.isPressed = true;
      setOver(true);
    },
    onPointerLeave: (): void => {
      if (pointer.current.isPressed) return;
      clearTimeout(pointer.current.timer);
      setOver(false);
    },
  };
  return { isAtWork: isOver || isDragging, handlers };
}

/**
 * Things in the order and number they had when the pointer came, each as it is now where it still is, else as it was last.
 */
export function held<T extends { id: string }>(before: readonly T[], now: readonly T[]): readonly T[] {
  const byId = new Map(now.map((one) => [one.id, one]));
  const shown = before.map((one) => byId.get(one.id) ?? one);
  return shown.every((one, index) => one === before[index]) ? before : shown;
}

/** What is shown: another `key` (the reader asked for something else) is never held back, nor are the first things on an empty list. */
export function useHeld<T extends { id: string }>(now: readonly T[], isHeld: boolean, key: string): readonly T[] {
  const last = useRef<{ key: string; shown: readonly T[] }>({ key, shown: now });
  const shown = isHeld && last.current.key === key && last.current.shown.length > 0 ? held(last.current.shown, now) : now;
  last.current = { key, shown };
  return shown;
}
