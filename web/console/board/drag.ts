import { type DragEvent, useRef, useState } from 'react';
import { words } from '../words.js';
import { useBoard } from './board-store.js';

/** Begins to drag conversations; a small sign at the pointer says how many. */
export function startDrag(event: DragEvent, ids: readonly string[]): void {
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', ids.join('\n'));
  const sign = document.createElement('div');
  sign.textContent = words.t('board:dragging', { count: ids.length });
  sign.setAttribute('data-drag-sign', '');
  document.body.append(sign);
  event.dataTransfer.setDragImage(sign, -8, -8);
  // A change of the page within this very event would end the drag in Chromium.
  setTimeout(() => {
    sign.remove();
    useBoard.setState({ dragging: ids });
  }, 0);
}

export const endDrag = (): void => useBoard.setState({ dragging: [] });

export interface Target {
  onDragOver: (event: DragEvent) => void;
  onDragEnter: (event: DragEvent) => void;
  onDragLeave: () => void;
  onDrop: (event: DragEvent) => void;
  'data-over': boolean | undefined;
}

/** What takes conversations that are dropped on it. */
export function useDropTarget(take: (ids: readonly string[]) => void): Target {
  const [isOver, setOver] = useState(false);
  // Children fire their own enter and leave: the target is left when as many were left as were entered.
  const depth = useRef(0);
  const isOurs = (): boolean => useBoard.getState().dragging.length > 0;
  return {
    onDragOver: (event) => {
      if (!isOurs()) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'move';
    },
    onDragEnter: (event) => {
      if (!isOurs()) return;
      event.preventDefault();
      depth.current += 1;
      setOver(true);
    },
    onDragLeave: () => {
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    },
    onDrop: (event) => {
      const ids = useBoard.getState().dragging;
      depth.current = 0;
      setOver(false);
      if (ids.length === 0) return;
      event.preventDefault();
      endDrag();
      take(ids);
    },
    'data-over': isOver || undefined,
  };
}
