import { useState } from 'react';
import { wordAt } from './canned.js';

export interface Pick {
  key: string;
  title: string;
  detail: string;
  choose: () => void;
}

interface Asked {
  mark: '/' | '@';
  query: string;
  start: number;
}

export interface Picker {
  asked: Asked | null;
  active: number;
  setActive: (index: number) => void;
  /** The field's text or its cursor moved. */
  moved: (field: HTMLTextAreaElement) => void;
  close: () => void;
  /** True where the key was meant for the list. */
  takes: (event: React.KeyboardEvent, picks: readonly Pick[]) => boolean;
}

/** What `/` and `@` at the beginning of a word ask for, and the keys of the list that answers. */
export function usePicker(marks: readonly ('/' | '@')[]): Picker {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [active, setActive] = useState(0);
  /** Where a list was closed with Escape: it stays closed for that word. */
  const [closedAt, setClosedAt] = useState(-1);

  return {
    asked: asked && asked.start !== closedAt ? asked : null,
    active,
    setActive,
    moved: (field) => {
      const { value, selectionStart, selectionEnd } = field;
      const found =
        selectionStart === selectionEnd
          ? marks.flatMap((mark) => {
              const word = wordAt(value, selectionStart, mark);
              return word ? [{ mark, ...word }] : [];
            })[0]
          : undefined;
      if (!found) setClosedAt(-1);
      if (found?.query !== asked?.query || found?.start !== asked?.start) setActive(0);
      setAsked(found ?? null);
    },
    close: () => {
      setClosedAt(asked?.start ?? -1);
      setAsked(null);
    },
    takes: (event, picks) => {
      if (!asked || asked.start === closedAt || picks.length === 0) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) setActive((active + step + picks.length) % picks.length);
      else if (event.key === 'Enter' || event.key === 'Tab') picks[Math.min(active, picks.length - 1)]?.choose();
      else if (event.key === 'Escape') setClosedAt(asked.start);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
