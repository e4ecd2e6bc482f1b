import { Loader, Modal } from '@mantine/core';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import classes from './command-bar.module.css';
import { type Row, useRows } from './command-rows.js';
import { piecesOf, step } from './search-rows.js';
import { spoken, useShortcuts } from './shortcuts.js';

const useBar = create<{ isOpen: boolean; before: Element | null }>(() => ({ isOpen: false, before: null }));

export function openCommandBar(): void {
  useBar.setState({ isOpen: true, before: document.activeElement });
}

function close(): void {
  const { before } = useBar.getState();
  useBar.setState({ isOpen: false, before: null });
  // An act that opens something takes the focus after this.
  if (before instanceof HTMLElement && before.isConnected) before.focus();
}

/** Find something or do something: every act that has a key, and what the server's search finds. */
export function CommandBar() {
  const { t } = useTranslation('frame');
  const isOpen = useBar((bar) => bar.isOpen);
  useShortcuts([{ keys: 'mod+k', name: t('searchOrDo'), group: t('anywhere'), run: isOpen ? close : openCommandBar }]);
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      attributes={{ content: { 'aria-label': t('searchOrDo') } }}
      withCloseButton={false}
      returnFocus={false}
      transitionProps={{ duration: 0 }}
      size={640}
      yOffset="10vh"
      padding={0}
      classNames={{ content: classes.content! }}
    >
      {isOpen && <Bar />}
    </Modal>
  );
}

function Bar() {
  const { t } = useTranslation('frame');
  const id = useId();
  const [query, setQuery] = useState('');
  const [isComposing, setComposing] = useState(false);
  // Half a Chinese word is Latin letters that nobody looks for.
  const asked = useSettled(query, isComposing);
  const { groups, isSearching, isComplete, error } = useRows(asked);
  const rows = groups.flatMap((group) => group.rows);
  const [active, setActive] = useState(0);
  useEffect(() => setActive(0), [asked]);
  const at = Math.min(active, Math.max(0, rows.length - 1));
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, rows.length]);

  const choose = (row: Row | undefined): void => {
    if (!row) return;
    close();
    row.run();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by !== undefined)
      setActive(Math.abs(by) === 1 ? step(rows.length, at, by) : Math.max(0, Math.min(rows.length - 1, at + by)));
    else if (event.key === 'Enter') choose(rows[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div role="search">
      <div className={classes.field}>
        <Search size={16} aria-hidden />
        <input
          className={classes.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={rows[at] ? `${id}-${rows[at].id}` : undefined}
          aria-label={t('searchOrDo')}
          aria-autocomplete="list"
          placeholder={t('searchOrDo')}
          value={query}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={(event) => setQuery(event.currentTarget.value)}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={pressed}
        />
        {isSearching && <Loader size={14} aria-label={t('searching')} />}
      </div>
      <div
        id={`${id}-list`}
        ref={place}
        className={classes.list}
        role="listbox"
        aria-label={t('results')}
        aria-busy={isSearching}
      >
        {groups.map((group) => (
          <div key={group.name} role="group" aria-label={group.name}>
            <div className={classes.group} aria-hidden>
              {group.name}
            </div>
            {group.rows.map((row) => (
              <Option key={row.id} id={`${id}-${row.id}`} row={row} isActive={row === rows[at]} onChoose={() => choose(row)} />
            ))}
          </div>
        ))}
      </div>
      <p className={classes.say} role="status">
        {error ?? (rows.length === 0 && !isSearching ? t('nothingFound') : isComplete ? t('barKeys') : t('indexFilling'))}
      </p>
    </div>
  );
}

function useSettled(query: string, isComposing: boolean): string {
  const [settled, setSettled] = useState(query);
  useEffect(() => {
    if (!isComposing) setSettled(query);
  }, [query, isComposing]);
  return settled;
}

interface OptionProps {
  id: string;
  row: Row;
  isActive: boolean;
  onChoose: () => void;
}

function Option({ id, row, isActive, onChoose }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      aria-keyshortcuts={row.keys && spoken(row.keys)}
      className={classes.option}
      onClick={onChoose}
    >
      <span className={classes.texts}>
        <span className={`${classes.title} user-text`}>
          <Marked text={row.title} marks={row.titleMarks ?? []} />
        </span>
        {row.detail && (
          <span className={`${classes.detail} user-text`}>
            <Marked text={row.detail} marks={row.detailMarks ?? []} />
          </span>
        )}
      </span>
      {row.side && <span className={classes.side}>{row.side}</span>}
      {row.keys?.split(' ').map((key) => (
        <kbd key={key} className={classes.key} aria-hidden>
          {key.replace('mod', /Mac/.test(navigator.platform) ? '⌘' : 'Ctrl')}
        </kbd>
      ))}
    </div>
  );
}

function Marked({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  return piecesOf(text, marks).map((piece, index) => (piece.isFound ? <mark key={index}>{piece.text}</mark> : piece.text));
}
