import { useEffect, useRef } from 'react';
import classes from './pick-list.module.css';
import type { Pick } from './use-picker.js';

interface Props {
  id: string;
  name: string;
  picks: readonly Pick[];
  active: number;
  onHover: (index: number) => void;
}

/** Above the field, what fits the word at the cursor; the field keeps the focus. */
export function PickList({ id, name, picks, active, onHover }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <ul ref={list} id={id} className={classes.list} role="listbox" aria-label={name}>
      {picks.map((pick, index) => (
        <li
          key={pick.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={classes.pick}
          onMouseMove={() => onHover(index)}
          // The press must not take the focus from the field.
          onMouseDown={(event) => {
            event.preventDefault();
            pick.choose();
          }}
        >
          <strong>{pick.title}</strong>
          <span className="user-text">{pick.detail}</span>
        </li>
      ))}
    </ul>
  );
}
