import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, type Choices, flat, matching, stepTo } from './choices.js';
import classes from './search-select.module.css';

interface Props {
  label: string;
  data: Choices;
  value: string | null;
  onChange: (value: string | null) => void;
  description?: ReactNode;
  placeholder?: string;
  /** Said where nothing matches. */
  nothingFound?: string;
  renderOption?: (choice: Choice) => ReactNode;
  /** Where the server does the searching: told what is typed, and `data` is what it found. */
  onSearch?: (text: string) => void;
  /** What was typed is not answered yet: what `data` holds is of an earlier word. */
  isSearching?: boolean;
  isFirst?: boolean;
}

/**
 * One of many, found by typing: the first that matches is highlighted, Enter takes it, and Tab takes it along. What is typed is
 * never lost, and while it is not the name of what was chosen nothing is chosen.
 */
export function SearchSelect({ label, data, value, onChange, onSearch, isSearching = false, renderOption, ...more }: Props) {
  const { t } = useTranslation('ui');
  const combobox = useCombobox();
  const [id, listId] = [useId(), useId()];
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState<number | null>(null);
  // Of one that the server does not name any more.
  const chosen = useRef<Choice | null>(null);
  const [isWaiting, setWaiting] = useState(false);

  const isOpen = combobox.dropdownOpened;
  const shown = typed === null || onSearch ? data : matching(data, typed);
  const choices = flat(shown);
  const known = flat(data).find((one) => one.value === value) ?? chosen.current;
  const text = typed ?? (value !== null && known?.value === value ? known.label : '');
  const isStale = isSearching && typed !== null;
  const active = isStale ? -1 : (at ?? (typed?.trim() ? stepTo(choices, -1, 1) : -1));

  const choose = (choice: Choice | undefined): void => {
    if (!choice || choice.disabled) return;
    chosen.current = choice;
    setTyped(null);
    setAt(null);
    combobox.closeDropdown();
    if (choice.value !== value) onChange(choice.value);
  };
  const type = (next: string): void => {
    setTyped(next);
    setAt(null);
    setWaiting(false);
    combobox.openDropdown();
    onSearch?.(next);
    if (value !== null) onChange(null);
  };
  const heard = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined;
    if (by) {
      event.preventDefault();
      if (isOpen) setAt(stepTo(choices, active, by));
      else combobox.openDropdown();
    } else if (event.key === 'Escape') combobox.closeDropdown();
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      if (!isOpen && typed === null) return;
      event.preventDefault();
      if (isStale) setWaiting(true);
      else choose(choices[active]);
    } else if (event.key === 'Tab' && typed?.trim()) {
      if (isStale) setWaiting(true);
      else choose(choices[active]);
    }
  };
  // Enter came before the answer did.
  useEffect(() => {
    if (!isWaiting || isSearching) return;
    setWaiting(false);
    choose(choices[stepTo(choices, -1, 1)]);
  }, [isWaiting, isSearching]);
  useEffect(() => {
    if (isOpen && active >= 0) document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, active, listId]);

  const row = (choice: Choice): ReactNode => {
    const index = choices.indexOf(choice);
    return (
      <Combobox.Option
        key={choice.value}
        className={classes.option!}
        id={`${listId}-${index}`}
        value={choice.value}
        selected={index === active}
        active={choice.value === value}
        disabled={choice.disabled}
        aria-selected={choice.value === value}
      >
        {renderOption ? renderOption(choice) : <span className="user-text">{choice.label}</span>}
      </Combobox.Option>
    );
  };
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(picked) => choose(choices.find((one) => one.value === picked))}
      resetSelectionOnOptionHover={false}
    >
      <Combobox.Target withKeyboardNavigation={false} withAriaAttributes={false}>
        <InputBase
          id={id}
          label={label}
          description={more.description}
          placeholder={more.placeholder}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
          onClick={() => combobox.openDropdown()}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={heard}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          role="combobox"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
          aria-busy={isStale || undefined}
          autoComplete="off"
          data-mantine-stop-propagation={isOpen || undefined}
          data-autofocus={more.isFirst || undefined}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={choices.length === 0 && !more.nothingFound}>
        <Combobox.Options id={listId} aria-label={label} className={classes.options!}>
          {shown.map((one) =>
            'items' in one ? (
              <Combobox.Group key={one.group} label={one.group}>
                {one.items.map(row)}
              </Combobox.Group>
            ) : (
              row(one)
            ),
          )}
          {choices.length === 0 && <Combobox.Empty>{isStale ? t('searching') : more.nothingFound}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
