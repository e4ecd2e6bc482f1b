import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useState } from 'react';
import { sayError } from '../frame/say.js';
import { copyLink } from './copy-link.js';
import { isWalked, type Row } from './rows.js';

interface Walked {
  rows: readonly Row[];
  scroll: Virtualizer<HTMLDivElement, HTMLDivElement>;
  log: React.RefObject<HTMLDivElement | null>;
  /** Index of the row that has the focus; it is kept on the page. */
  current: React.RefObject<number>;
}

interface Walk {
  currentKey: string | null;
  begin: () => void;
  onKeyDown: (event: React.KeyboardEvent<HTMLDivElement>, readEarlier: () => Promise<void>) => void;
  onFocus: (event: React.FocusEvent<HTMLDivElement>) => void;
}

/** The thread by keyboard: arrows from message to message, Home and End, `c` copies a link. */
export function useWalk({ rows, scroll, log, current }: Walked): Walk {
  const [currentKey, setCurrentKey] = useState<string | null>(null);
  const [wanted, setWanted] = useState<{ key: string } | null>(null);
  current.current = currentKey === null ? -1 : rows.findIndex((row) => row.key === currentKey);

  // The row may be drawn a moment later than it is wished for.
  useEffect(() => {
    if (!wanted) return;
    const index = rows.findIndex((row) => row.key === wanted.key);
    const focus = (): boolean => {
      const found = log.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
      found?.focus({ preventScroll: true });
      return found !== undefined && found !== null;
    };
    if (focus()) return setWanted(null);
    const frame = requestAnimationFrame(() => {
      focus();
      setWanted(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, rows, log]);

  const go = (from: number, step: 1 | -1): void => {
    let index = from;
    while (index >= 0 && index < rows.length && !isWalked(rows[index])) index += step;
    const row = rows[index];
    if (!row) return;
    setCurrentKey(row.key);
    scroll.scrollToIndex(index, { align: 'auto' });
    setWanted({ key: row.key });
  };

  const onKeyDown: Walk['onKeyDown'] = (event, readEarlier) => {
    const target = event.target as HTMLElement;
    // Links, players and buttons inside a message have keys of their own.
    if (target !== log.current && !target.hasAttribute('data-row')) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const at = target === log.current ? -1 : current.current;
    const keys: Record<string, () => void> = {
      ArrowUp: () => {
        if (at === -1) return go(rows.length - 1, -1);
        if (!rows.slice(0, at).some(isWalked)) void readEarlier().catch(sayError);
        go(at - 1, -1);
      },
      ArrowDown: () => (at === -1 ? go(rows.length - 1, -1) : go(at + 1, 1)),
      Home: () => go(0, 1),
      End: () => go(rows.length - 1, -1),
      Escape: () => log.current?.focus(),
      c: () => {
        const row = rows[at];
        if (row && 'message' in row) void copyLink(row.message);
      },
    };
    const act = keys[event.key];
    if (!act || (event.key === 'Escape' && at === -1)) return;
    event.preventDefault();
    act();
  };

  return {
    currentKey,
    begin: () => go(rows.length - 1, -1),
    onKeyDown,
    onFocus: ({ target }) => {
      const row = target.closest('[data-row]')?.getAttribute('data-index');
      setCurrentKey(row ? (rows[Number(row)]?.key ?? null) : null);
    },
  };
}
